package dev.salvor.convert.graph;

import com.google.protobuf.ByteString;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.checkpoint.CheckpointReader;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.SavedTable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Tables whose entries lie in the checkpoint. The writer of SavedModels saves variables alone, so
 * the entries go into constants, which an initialiser imports.
 */
final class RestoredTables {
  /** Of one table; larger ones are stores of features and do not belong into a graph. */
  private static final long MOST_BYTES = 1 << 26;

  private final GraphDef.Builder graph;
  private final Set<String> names;
  private final List<String> initializers = new ArrayList<>();
  private final List<String> tables = new ArrayList<>();

  private RestoredTables(GraphDef cut) {
    this.graph = cut.toBuilder();
    this.names = cut.getNodeList().stream().map(NodeDef::getName).collect(Collectors.toSet());
  }

  /**
   * @throws ArtifactException where a table is too large for a graph, or its entries are no pairs
   */
  static RestoredTables in(
      ModelGraph cut, List<SavedTable> saved, Optional<CheckpointReader> checkpoint)
      throws IOException {
    RestoredTables restored = new RestoredTables(cut.def());
    if (checkpoint.isPresent()) {
      for (SavedTable table : saved) {
        restored.add(
            cut.main().node(table.table()).orElseThrow(),
            checkpoint.get().tensor(table.keys()),
            checkpoint.get().tensor(table.values()));
      }
    }
    return restored;
  }

  GraphDef graph() {
    return graph.build();
  }

  /** Nodes that fill the tables. */
  List<String> initializers() {
    return initializers;
  }

  Optional<Fix> fix() {
    return tables.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Fix(
                "restored-tables",
                "what the checkpoint holds of tables became constants that fill them",
                tables));
  }

  private void add(NodeDef table, TensorData keys, TensorData values) throws IOException {
    boolean pairs =
        keys.shape().rank() >= 1
            && values.shape().rank() >= 1
            && keys.shape().dim(0) == values.shape().dim(0);
    if (!pairs) {
      throw Finding.of(
              Rule.CHECKPOINT_DAMAGED,
              Location.node(table.getName()),
              "the table %s has keys of shape %s and values of shape %s",
              table.getName(),
              keys.shape(),
              values.shape())
          .exception();
    }
    String filling = unique(table.getName() + "/restore");
    graph.addNode(
        NodeDef.newBuilder()
            .setName(filling)
            .setOp(table.getOp().endsWith("V2") ? "LookupTableImportV2" : "LookupTableImport")
            .addInput(table.getName())
            .addInput(constant(table, "restored_keys", keys))
            .addInput(constant(table, "restored_values", values))
            .putAttr("Tin", table.getAttrOrThrow("key_dtype"))
            .putAttr("Tout", table.getAttrOrThrow("value_dtype")));
    initializers.add(filling);
    tables.add(table.getName());
  }

  private String constant(NodeDef table, String suffix, TensorData data) throws IOException {
    String name = unique(table.getName() + "/" + suffix);
    TensorProto proto = proto(table, data);
    graph.addNode(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("Const")
            .putAttr("dtype", AttrValue.newBuilder().setType(proto.getDtype()).build())
            .putAttr("value", AttrValue.newBuilder().setTensor(proto).build()));
    return table.getOp().startsWith("MutableDense") ? withoutShape(name, proto.getDtype()) : name;
  }

  /**
   * Dense tables save their buckets, (n, 1) for scalar keys, and import them as such; what ops know
   * of shapes has them take (n) (core/ops/lookup_ops.cc, ImportShapeFunction).
   */
  private String withoutShape(String constant, DataType type) {
    String name = unique(constant + "_buckets");
    graph.addNode(
        NodeDef.newBuilder()
            .setName(name)
            .setOp("PlaceholderWithDefault")
            .addInput(constant)
            .putAttr("dtype", AttrValue.newBuilder().setType(type).build())
            .putAttr(
                "shape",
                AttrValue.newBuilder()
                    .setShape(TensorShapeProto.newBuilder().setUnknownRank(true))
                    .build()));
    return name;
  }

  private static TensorProto proto(NodeDef table, TensorData data) throws IOException {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (int i = 0; i < data.shape().rank(); i++) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(data.shape().dim(i)));
    }
    TensorProto.Builder proto =
        TensorProto.newBuilder()
            .setDtype(DataType.forNumber(data.type().number()))
            .setTensorShape(shape);
    if (data instanceof StringTensor strings) {
      checkSize(table, strings.values().stream().mapToLong(value -> value.length).sum());
      strings.values().forEach(value -> proto.addStringVal(ByteString.copyFrom(value)));
    } else if (data.type() != ElementType.STRING) {
      checkSize(table, data.byteSize());
      ByteBuffer bytes = ByteBuffer.allocate((int) data.byteSize());
      data.read(0, bytes);
      proto.setTensorContent(ByteString.copyFrom(bytes.flip()));
    }
    return proto.build();
  }

  private static void checkSize(NodeDef table, long bytes) {
    if (bytes > MOST_BYTES) {
      throw Finding.of(
              Rule.CHECKPOINT_UNSUPPORTED,
              Location.node(table.getName()),
              "the table %s has entries of %,d bytes; more than %,d do not go into a graph",
              table.getName(),
              bytes,
              MOST_BYTES)
          .exception();
    }
  }

  private String unique(String name) {
    String free = name;
    for (int i = 1; !names.add(free); i++) {
      free = name + "_" + i;
    }
    return free;
  }
}
