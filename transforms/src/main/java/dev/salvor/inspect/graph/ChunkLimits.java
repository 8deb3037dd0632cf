package dev.salvor.inspect.graph;

import com.google.protobuf.Descriptors.Descriptor;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.protobuf.ProtoFile;
import dev.salvor.format.protosplit.ChunkGuard;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Refuses chunks of a SavedModel that hold more nodes than are read of one file. */
final class ChunkLimits implements ChunkGuard {
  /** Messages to the fields of theirs that are nodes. */
  private static final Map<String, List<int[]>> NODES =
      Map.of(
          "SavedModel", graphs(2, 2),
          "MetaGraphDef", graphs(2),
          "GraphDef", graphs(),
          "FunctionDefLibrary", List.of(new int[] {1, 3}),
          "FunctionDef", List.of(new int[] {3}));

  private final String file;
  private long nodes;

  ChunkLimits(String file) {
    this.file = file;
  }

  private static List<int[]> graphs(int... path) {
    return List.of(
        GraphFile.append(path, GraphFile.NODES), GraphFile.append(path, GraphFile.FUNCTION_NODES));
  }

  @Override
  public void check(Descriptor type, ByteBuffer chunk) {
    for (int[] path : NODES.getOrDefault(type.getName(), List.of())) {
      nodes += ProtoFile.count(chunk, path);
    }
    if (nodes > 2 * GraphFile.MOST_NODES) {
      throw Finding.of(
              Rule.FILE_FORMAT_UNSUPPORTED,
              Location.file(file),
              "its chunks hold more than %,d nodes",
              2 * GraphFile.MOST_NODES)
          .exception();
    }
  }
}
