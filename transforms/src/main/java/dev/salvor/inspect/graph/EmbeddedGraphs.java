package dev.salvor.inspect.graph;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.Optional;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/** GraphDefs that lie serialized in strings, as dataset ops carry them. */
final class EmbeddedGraphs {
  /** The tag of GraphDef.node. */
  private static final byte NODE = 0x0a;

  private EmbeddedGraphs() {}

  /** The graph that {@code bytes} are; empty where they are none. */
  static Optional<GraphDef> parse(ByteString bytes) {
    if (bytes.size() < 8 || bytes.byteAt(0) != NODE) {
      return Optional.empty();
    }
    try {
      GraphDef graph = GraphDef.parseFrom(bytes);
      boolean nodes =
          graph.getNodeCount() > 0
              && graph.getNodeList().stream().allMatch(EmbeddedGraphs::plausible);
      return nodes ? Optional.of(graph) : Optional.empty();
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    }
  }

  private static boolean plausible(NodeDef node) {
    String op = node.getOp();
    return !node.getName().isEmpty()
        && !op.isEmpty()
        && op.chars()
            .allMatch(
                c -> c == '_' || c == '>' || c == '.' || (c < 128 && Character.isLetterOrDigit(c)));
  }
}
