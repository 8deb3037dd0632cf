package dev.salvor.inspect.graph;

import dev.salvor.finding.ArtifactException;
import dev.salvor.policy.Policy;
import dev.salvor.policy.Recorded;
import java.util.Optional;
import org.tensorflow.proto.MetaGraphDef;

/**
 * What a SavedModel without signatures would have named.
 *
 * @param boundary of a TF1 graph
 * @param function of a TF2 module; exactly one of the two is there
 */
public record DerivedSignature(
    Optional<GraphBoundary> boundary, Optional<RestoredFunction> function) {

  /** Empty where the model leaves doubts. */
  public static Optional<DerivedSignature> of(
      ModelGraph graph, MetaGraphDef meta, String path, Policy policy, Recorded recorded) {
    if (meta.getObjectGraphDef().getNodesCount() > 0) {
      return RestoredFunction.of(meta)
          .map(function -> new DerivedSignature(Optional.empty(), Optional.of(function)));
    }
    try {
      GraphBoundary boundary = MetaBoundary.of(graph, meta, path, policy, recorded);
      return Optional.of(new DerivedSignature(Optional.of(boundary), Optional.empty()));
    } catch (ArtifactException ambiguous) {
      return Optional.empty();
    }
  }
}
