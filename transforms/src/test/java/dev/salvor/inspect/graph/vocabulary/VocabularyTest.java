package dev.salvor.inspect.graph.vocabulary;

import static dev.salvor.inspect.graph.TestGraph.constant;
import static dev.salvor.inspect.graph.TestGraph.floats;
import static dev.salvor.inspect.graph.TestGraph.node;
import static dev.salvor.inspect.graph.TestGraph.shape;
import static dev.salvor.inspect.graph.TestGraph.text;
import static dev.salvor.inspect.graph.TestGraph.type;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.Fix;
import dev.salvor.inspect.graph.GraphIntegrity;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.Reach;
import dev.salvor.inspect.graph.RegistryCheck;
import dev.salvor.inspect.graph.TestGraph;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/** Every rewrite gives a graph that hangs together and that the target knows. */
class VocabularyTest {
  private static final TargetRuntime OLD = TargetRuntime.named("tf-1.15");

  private static TensorProto ints(int... values) {
    TensorProto.Builder tensor =
        TensorProto.newBuilder()
            .setDtype(DataType.DT_INT32)
            .setTensorShape(values.length == 1 ? shape() : shape(values.length));
    for (int value : values) {
      tensor.addIntVal(value);
    }
    return tensor.build();
  }

  private static AttrValue list(long... values) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (long value : values) {
      list.addI(value);
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  private static AttrValue bool(boolean value) {
    return AttrValue.newBuilder().setB(value).build();
  }

  /** Lowers, and holds the result against the target. */
  private static Vocabulary lowered(TestGraph graph, TargetRuntime target) {
    Vocabulary words = Vocabulary.lower(graph.def(), target);
    ModelGraph model = new ModelGraph(words.graph(), target);
    assertThat(GraphIntegrity.faults(model)).isEmpty();
    Reach all =
        Reach.of(
            model, words.graph().getNodeList().stream().map(NodeDef::getName).toList(), Set.of());
    assertThat(RegistryCheck.faults(model, all)).isEmpty();
    return words;
  }

  private static NodeDef node(GraphDef graph, String name) {
    return graph.getNodeList().stream()
        .filter(node -> node.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private static TestGraph convolution() {
    return new TestGraph()
        .placeholder("x", -1, 3, 8, 8)
        .add(constant("w", floats(shape(2, 2, 3, 4), 1)))
        .add(
            TestGraph.node("y", "Conv2D", "x", "w")
                .putAttr("T", type(DataType.DT_FLOAT))
                .putAttr("strides", list(1, 1, 2, 3))
                .putAttr("padding", text("EXPLICIT"))
                .putAttr("explicit_paddings", list(0, 0, 0, 0, 1, 2, 3, 4))
                .putAttr("data_format", text("NCHW")))
        .op("z", "Relu", "y");
  }

  @Test
  void channelsGoLastBeforeOneDnn() {
    GraphDef graph = lowered(convolution(), TargetRuntime.named("tf-2.8")).graph();
    assertThat(node(graph, "y").getOp()).isEqualTo("Transpose");
    NodeDef conv = node(graph, "y/channels_last");
    assertThat(conv.getAttrOrThrow("strides").getList().getIList()).containsExactly(1L, 2L, 3L, 1L);
    assertThat(conv.getAttrOrThrow("explicit_paddings").getList().getIList())
        .containsExactly(0L, 0L, 1L, 2L, 3L, 4L, 0L, 0L);
    assertThat(conv.getAttrOrThrow("data_format").getS().toStringUtf8()).isEqualTo("NHWC");
  }

  @ParameterizedTest
  @ValueSource(strings = {"tf-2.9", "tf-2.18"})
  void theSameGraphWhereNothingIsToDo(String target) {
    GraphDef graph = convolution().def();
    assertThat(Vocabulary.lower(graph, TargetRuntime.named(target)).graph()).isSameAs(graph);
  }

  /** In a function a tensor is named by its output argument, which is the new op's. */
  @Test
  void outputsOfFunctionsAreRenamed() {
    TestGraph graph =
        new TestGraph()
            .function(
                OpDef.newBuilder()
                    .setName("f")
                    .addInputArg(OpDef.ArgDef.newBuilder().setName("x").setType(DataType.DT_FLOAT))
                    .addInputArg(OpDef.ArgDef.newBuilder().setName("w").setType(DataType.DT_FLOAT))
                    .addOutputArg(
                        OpDef.ArgDef.newBuilder().setName("r").setType(DataType.DT_FLOAT)),
                TestGraph.node("y", "Conv2D", "x", "w")
                    .putAttr("T", type(DataType.DT_FLOAT))
                    .putAttr("strides", list(1, 1, 1, 1))
                    .putAttr("padding", text("SAME"))
                    .putAttr("data_format", text("NCHW")),
                TestGraph.node("z", "Relu", "y:output:0").putAttr("T", type(DataType.DT_FLOAT)));
    GraphDef def = graph.def();
    def =
        def.toBuilder()
            .setLibrary(
                def.getLibrary().toBuilder()
                    .setFunction(
                        0, def.getLibrary().getFunction(0).toBuilder().putRet("r", "y:output:0")))
            .build();
    Vocabulary words = Vocabulary.lower(def, TargetRuntime.named("tf-2.4"));
    assertThat(words.graph().getLibrary().getFunction(0).getRetMap()).containsEntry("r", "y:y:0");
    assertThat(GraphIntegrity.faults(new ModelGraph(words.graph(), TargetRuntime.named("tf-2.4"))))
        .isEmpty();
    assertThat(words.fixes()).extracting(Fix::where).containsExactly(List.of("f/y"));
  }

  @Test
  void listsGrowBeforeTheyAreSet() {
    TestGraph graph =
        new TestGraph()
            .add(constant("shape", ints(2)))
            .add(constant("size", ints(3)))
            .add(
                TestGraph.node("list", "TensorListReserve", "shape", "size")
                    .putAttr("element_dtype", type(DataType.DT_FLOAT))
                    .putAttr("shape_type", type(DataType.DT_INT32)))
            .add(constant("index", ints(5)))
            .placeholder("item", 2)
            .add(
                TestGraph.node("set", "TensorListSetItem", "list", "index", "item")
                    .putAttr("element_dtype", type(DataType.DT_FLOAT))
                    .putAttr("resize_if_index_out_of_bounds", bool(true)));
    GraphDef lowered = lowered(graph, OLD).graph();
    assertThat(node(lowered, "set").getInput(0)).isEqualTo("set/resize/resized");
    assertThat(node(lowered, "set/resize/one").getInput(0)).isEqualTo("^list");
  }

  @Test
  void newerOpsOfEqualResults() {
    TestGraph graph =
        new TestGraph()
            .placeholder("x", 3)
            .add(constant("k", ints(0)))
            .add(constant("rows", ints(-1)))
            .add(constant("zero", floats(shape(), 0)))
            .add(
                TestGraph.node("diag", "MatrixDiagV3", "x", "k", "rows", "rows", "zero")
                    .putAttr("T", type(DataType.DT_FLOAT))
                    .putAttr("align", text("LEFT_LEFT")))
            .add(
                TestGraph.node("product", "BatchMatMulV3", "diag", "diag")
                    .putAttr("Ta", type(DataType.DT_FLOAT))
                    .putAttr("Tb", type(DataType.DT_FLOAT))
                    .putAttr("Tout", type(DataType.DT_FLOAT)))
            .add(
                TestGraph.node("quantized", "QuantizeAndDequantizeV4", "product", "zero", "zero")
                    .putAttr("T", type(DataType.DT_FLOAT)));
    assertThat(lowered(graph, OLD).graph().getNodeList())
        .extracting(NodeDef::getOp)
        .contains("MatrixDiagV2", "BatchMatMulV2", "QuantizeAndDequantizeV2");
  }

  /** Several diagonals are aligned otherwise by the older op. */
  @Test
  void otherwiseTheNewerOpStays() {
    TestGraph graph =
        new TestGraph()
            .placeholder("x", 2, 3)
            .add(constant("k", ints(0, 1)))
            .add(constant("rows", ints(-1)))
            .add(constant("zero", floats(shape(), 0)))
            .add(
                TestGraph.node("diag", "MatrixDiagV3", "x", "k", "rows", "rows", "zero")
                    .putAttr("T", type(DataType.DT_FLOAT)));
    assertThat(Vocabulary.lower(graph.def(), OLD).fixes()).isEmpty();
  }

  @Test
  void seedsInPlaceOfKeys() {
    TestGraph graph =
        new TestGraph()
            .add(constant("seed", ints(1, 2)))
            .add(constant("shape", ints(2, 3)))
            .add(constant("alg", ints(1)))
            .add(
                TestGraph.node("key", "StatelessRandomGetKeyCounter", "seed")
                    .putAttr("Tseed", type(DataType.DT_INT32)))
            .add(
                TestGraph.node("r", "StatelessRandomUniformV2", "shape", "key", "key:1", "alg")
                    .putAttr("dtype", type(DataType.DT_FLOAT))
                    .putAttr("Tshape", type(DataType.DT_INT32)));
    GraphDef lowered = lowered(graph, OLD).graph();
    assertThat(node(lowered, "r").getOp()).isEqualTo("StatelessRandomUniform");
    assertThat(node(lowered, "r").getInputList()).containsExactly("shape", "seed");
    assertThat(node(lowered, "key").getOp()).isEqualTo("NoOp");
  }

  @Test
  void attributesWithoutEffectAreLeftOut() {
    TestGraph graph = new TestGraph().placeholder("x", 1, 2, 2, 3).placeholder("c", 3);
    graph.add(
        TestGraph.node("norm", "FusedBatchNormV3", "x", "c", "c", "c", "c")
            .putAttr("T", type(DataType.DT_FLOAT))
            .putAttr("U", type(DataType.DT_FLOAT))
            .putAttr("is_training", bool(false))
            .putAttr("exponential_avg_factor", AttrValue.newBuilder().setF(0.5f).build()));
    assertThat(node(lowered(graph, OLD).graph(), "norm").getAttrMap())
        .doesNotContainKey("exponential_avg_factor");
  }

  @Test
  void attributesThatHadNoDefaultYetAreWrittenOut() {
    TestGraph graph =
        new TestGraph()
            .placeholder("values", 4)
            .add(
                TestGraph.node("variant", "RaggedTensorToVariant", "values")
                    .putAttr("RAGGED_RANK", AttrValue.newBuilder().setI(0).build())
                    .putAttr("Tvalues", type(DataType.DT_FLOAT))
                    .putAttr("batched_input", bool(false)));
    GraphDef lowered = Vocabulary.lower(graph.def(), OLD).graph();
    assertThat(node(lowered, "variant").getAttrOrThrow("Tsplits").getType())
        .isEqualTo(DataType.DT_INT64);
  }

  /** Nodes without the inputs and attributes that their op has are the checks' to refuse. */
  @Test
  void nodesThatLackEverythingAreLeftAlone() {
    for (String op :
        List.of(
            "Conv2D",
            "FusedBatchNormV3",
            "TensorListSetItem",
            "SparseSegmentMean",
            "StatelessRandomUniformV2",
            "StatelessRandomGetKeyCounter",
            "ParseExampleV2",
            "MatrixDiagV3",
            "MatrixSetDiagV3",
            "BatchMatMulV3",
            "ImageProjectiveTransformV3",
            "DisableCopyOnRead",
            "StatelessCase",
            "RaggedTensorToVariant",
            "VarHandleOp")) {
      for (List<String> inputs :
          List.of(List.<String>of(), List.of("^x"), List.of("x", "x:9", "gone", "x", "y:z:w"))) {
        TestGraph graph =
            new TestGraph()
                .placeholder("x", 1)
                .add(
                    TestGraph.node("y", op, inputs.toArray(new String[0]))
                        .putAttr("data_format", text("NCHW"))
                        .putAttr("Tsegmentids", text("?"))
                        .putAttr("resize_if_index_out_of_bounds", bool(true))
                        .putAttr("strides", bool(true)));
        assertThat(Vocabulary.lower(graph.def(), OLD).graph().getNodeList())
            .extracting(NodeDef::getName)
            .contains("x", "y");
      }
    }
  }

  /** Each result keeps its name, its place and its type, also where there are several. */
  @Test
  void allOutputsOfAnOpInFloat32AreGiven() {
    AttrValue half = type(DataType.DT_BFLOAT16);
    TestGraph graph =
        new TestGraph()
            .add(
                TestGraph.node("x", "Placeholder")
                    .putAttr("dtype", half)
                    .putAttr("shape", AttrValue.newBuilder().setShape(shape(2, 3, 3, 2)).build()))
            .add(constant("s", floats(shape(2), 1)))
            .add(
                TestGraph.node("y", "FusedBatchNormV3", "x", "s", "s", "s", "s", "^x")
                    .putAttr("T", half)
                    .putAttr("U", type(DataType.DT_FLOAT))
                    .putAttr("is_training", bool(false)))
            .add(TestGraph.node("z", "Relu", "y").putAttr("T", half))
            .add(TestGraph.node("m", "Neg", "y:1").putAttr("T", type(DataType.DT_FLOAT)));
    GraphDef lowered = lowered(graph, TargetRuntime.named("tf-2.8")).graph();
    assertThat(node(lowered, "y").getOp()).isEqualTo("IdentityN");
    assertThat(node(lowered, "y").getAttrOrThrow("T").getList().getTypeList())
        .startsWith(DataType.DT_BFLOAT16, DataType.DT_FLOAT)
        .hasSize(6);
    NodeDef wide = node(lowered, "y/float32");
    assertThat(wide.getInputList()).containsExactly("y/in", "s", "s", "s", "s", "^x");
    assertThat(wide.getAttrOrThrow("T").getType()).isEqualTo(DataType.DT_FLOAT);
    assertThat(node(lowered, "m").getInputList()).containsExactly("y:1");
    GraphDef def = graph.def();
    assertThat(Vocabulary.lower(def, TargetRuntime.named("tf-2.12")).graph()).isSameAs(def);
  }

  /** What one recipe writes may be for another: the channels of a half go last, then to float32. */
  @Test
  void recipesFollowOneAnother() {
    AttrValue half = type(DataType.DT_BFLOAT16);
    TestGraph graph =
        new TestGraph()
            .add(
                TestGraph.node("x", "Placeholder")
                    .putAttr("dtype", half)
                    .putAttr("shape", AttrValue.newBuilder().setShape(shape(2, 2, 4, 4)).build()))
            .add(
                TestGraph.node("y", "AvgPool", "x")
                    .putAttr("T", half)
                    .putAttr("ksize", list(1, 1, 2, 2))
                    .putAttr("strides", list(1, 1, 2, 2))
                    .putAttr("padding", text("VALID"))
                    .putAttr("data_format", text("NCHW")));
    Vocabulary words = lowered(graph, TargetRuntime.named("tf-2.6"));
    assertThat(words.fixes())
        .extracting(Fix::recipe)
        .containsExactly("ops/channels-last", "ops/float32-kernel");
  }

  /** In a function too, and past an Identity; a swish of one output is left to be fused. */
  @Test
  void outputsOfOneNodeAreKeptApart() {
    TestGraph graph =
        new TestGraph()
            .placeholder("x", -1, 4)
            .add(constant("axis", ints(1)))
            .add(
                TestGraph.node("s", "Split", "axis", "x")
                    .putAttr("T", type(DataType.DT_FLOAT))
                    .putAttr("num_split", AttrValue.newBuilder().setI(2).build()))
            .op("i", "Identity", "s:1")
            .op("gate", "Sigmoid", "i")
            .op("glu", "Mul", "gate", "s")
            .op("swish", "Mul", "gate", "i")
            .op("softplus", "Softplus", "s")
            .op("tanh", "Tanh", "softplus")
            .op("mish", "Mul", "s:1", "tanh");
    Vocabulary words = lowered(graph, TargetRuntime.named("tf-2.12"));
    assertThat(node(words.graph(), "glu").getInputList()).containsExactly("gate", "glu/apart");
    assertThat(node(words.graph(), "glu/apart").getInputList()).containsExactly("s");
    assertThat(node(words.graph(), "mish").getInputList()).containsExactly("mish/apart", "tanh");
    assertThat(node(words.graph(), "swish").getInputList()).containsExactly("gate", "i");
    assertThat(words.fixes()).extracting(Fix::where).containsExactly(List.of("glu", "mish"));
  }

  /** Of one output it is a leaky ReLU, and may be fused. */
  @Test
  void theLesserOfOneOutputIsNotTakenForThatOfAnother() {
    TestGraph graph =
        new TestGraph()
            .placeholder("x", -1, 4)
            .add(constant("axis", ints(1)))
            .add(constant("alpha", floats(shape(), 1)))
            .add(
                TestGraph.node("s", "Split", "axis", "x")
                    .putAttr("T", type(DataType.DT_FLOAT))
                    .putAttr("num_split", AttrValue.newBuilder().setI(2).build()))
            .op("scaled", "Mul", "alpha", "s:1")
            .op("two", "Maximum", "s", "scaled")
            .op("leaky", "Maximum", "scaled", "s:1");
    Vocabulary words = lowered(graph, TargetRuntime.named("tf-2.18"));
    assertThat(node(words.graph(), "two").getInputList()).containsExactly("two/apart", "scaled");
    assertThat(node(words.graph(), "leaky").getInputList()).containsExactly("scaled", "s:1");
    assertThat(lowered(graph, TargetRuntime.named("tf-2.10")).fixes()).hasSize(1);
  }
}
