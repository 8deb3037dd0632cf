package dev.salvor.savedmodel;

import dev.salvor.convert.Asset;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.convert.Variable;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.target.TargetRuntime;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Small models for the tests of this package. */
final class SampleModels {
  static final String VOCABULARY = "cat\ndog\nowl\n";

  private SampleModels() {}

  /** A value of any type: bytes of a fixed seed, or strings. */
  static TensorData value(ElementType type, long seed, long... dims) {
    Shape shape = Shape.of(dims);
    Random random = new Random(seed);
    int elements = Math.toIntExact(shape.elements());
    if (type == ElementType.STRING) {
      List<byte[]> strings = new ArrayList<>();
      for (int i = 0; i < elements; i++) {
        byte[] value = new byte[i == 0 ? 0 : random.nextInt(300)];
        random.nextBytes(value);
        strings.add(value);
      }
      return new StringTensor(shape, strings);
    }
    byte[] bytes = new byte[elements * type.size()];
    random.nextBytes(bytes);
    if (type == ElementType.BOOL) {
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] &= 1;
      }
    }
    return new HeapTensor(type, shape, bytes);
  }

  /** One variable of each of {@code types}, each an output; without inputs. */
  static ExportableModel variables(TargetRuntime target, List<ElementType> types, long... dims) {
    GraphBuilder graph = new GraphBuilder(target);
    List<Variable> variables = new ArrayList<>();
    Map<String, TensorInfo> outputs = new LinkedHashMap<>();
    for (ElementType type : types) {
      TensorData data = value(type, type.number(), dims);
      Tensor read = variable(graph, "v_" + type.id(), data, variables);
      outputs.put(type.id(), info(read, data.shape()));
    }
    return model(graph, variables, Map.of(), outputs, List.of(), List.of());
  }

  /** {@code y = x w + b}, and {@code id} looks {@code word} up in a table from an asset. */
  static ExportableModel dense(TargetRuntime target) {
    GraphBuilder graph = new GraphBuilder(target);
    List<Variable> variables = new ArrayList<>();
    Tensor x = graph.placeholder("x", ElementType.FLOAT32, Shape.of(Shape.UNKNOWN, 2));
    Tensor word = graph.placeholder("word", ElementType.STRING, Shape.of(Shape.UNKNOWN));
    Tensor w = variable(graph, "w", HeapTensor.floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6), variables);
    Tensor b = variable(graph, "b", HeapTensor.floats(Shape.of(3), 10, 20, 30), variables);
    Tensor y = graph.apply("AddV2", graph.apply("MatMul", x, w), b);
    Tensor path = graph.strings(Shape.SCALAR, List.of("unused"));
    Tensor table =
        graph
            .op("HashTableV2", "table")
            .attr("key_dtype", ElementType.STRING)
            .attr("value_dtype", ElementType.INT64)
            .attr("shared_name", "table_of_words")
            .out();
    graph
        .op("InitializeTableFromTextFileV2", "fill")
        .in(table)
        .in(path)
        .attr("key_index", -2)
        .attr("value_index", -1)
        .outs();
    Tensor id =
        graph.apply(
            "LookupTableFindV2",
            table,
            word,
            graph.raw(ElementType.INT64, Shape.SCALAR, minusOne()));
    Map<String, TensorInfo> inputs = new LinkedHashMap<>();
    inputs.put("x", info(x, Shape.of(Shape.UNKNOWN, 2)));
    inputs.put("word", info(word, Shape.of(Shape.UNKNOWN)));
    Map<String, TensorInfo> outputs = new LinkedHashMap<>();
    outputs.put("y", info(y, Shape.of(Shape.UNKNOWN, 3)));
    outputs.put("id", info(id, Shape.of(Shape.UNKNOWN)));
    Asset asset =
        new Asset(
            "words.txt",
            path.name(),
            out -> out.write(VOCABULARY.getBytes(StandardCharsets.UTF_8)));
    return model(graph, variables, inputs, outputs, List.of(asset), List.of("fill"));
  }

  /** {@code y = x + x}: no variables, no assets, no initialisers. */
  static ExportableModel stateless(TargetRuntime target) {
    GraphBuilder graph = new GraphBuilder(target);
    Tensor x = graph.placeholder("x", ElementType.FLOAT32, Shape.of(Shape.UNKNOWN));
    Tensor y = graph.apply("AddV2", x, x);
    return model(
        graph,
        List.of(),
        Map.of("x", info(x, Shape.of(Shape.UNKNOWN))),
        Map.of("y", info(y, Shape.of(Shape.UNKNOWN))),
        List.of(),
        List.of());
  }

  private static byte[] minusOne() {
    return new byte[] {-1, -1, -1, -1, -1, -1, -1, -1};
  }

  private static ExportableModel model(
      GraphBuilder graph,
      List<Variable> variables,
      Map<String, TensorInfo> inputs,
      Map<String, TensorInfo> outputs,
      List<Asset> assets,
      List<String> initializers) {
    GraphDef def = graph.build();
    Signature signature =
        new Signature(Signature.SERVING_DEFAULT, Signature.PREDICT, inputs, outputs);
    return new ExportableModel(
        def, variables, List.of(signature), assets, initializers, List.of(), List.of());
  }

  private static Tensor variable(
      GraphBuilder graph, String name, TensorData data, List<Variable> variables) {
    Tensor handle =
        graph
            .op("VarHandleOp", name)
            .attr("dtype", data.type())
            .attr("shape", data.shape())
            .attr("shared_name", name)
            .out();
    variables.add(new Variable(handle.node(), name, data));
    return graph.op("ReadVariableOp", name + "/Read").in(handle).attr("dtype", data.type()).out();
  }

  static TensorInfo info(Tensor tensor, Shape shape) {
    TensorShapeProto.Builder dims = TensorShapeProto.newBuilder();
    for (long dim : shape.dims()) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    return TensorInfo.newBuilder()
        .setName(tensor.name())
        .setDtype(tensor.dtype())
        .setTensorShape(dims)
        .build();
  }
}
