package dev.salvor.inspect.graph;

import java.util.Optional;
import org.tensorflow.proto.MetaGraphDef;

public final class DerivedSignature {
  private DerivedSignature() {}

  static Optional<String> of(ModelGraph graph, MetaGraphDef meta) {
    return Optional.empty();
  }
}
