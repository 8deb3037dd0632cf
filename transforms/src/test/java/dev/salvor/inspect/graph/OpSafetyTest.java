package dev.salvor.inspect.graph;

import static dev.salvor.inspect.graph.TestGraph.constant;
import static dev.salvor.inspect.graph.TestGraph.node;
import static dev.salvor.inspect.graph.TestGraph.string;
import static dev.salvor.inspect.graph.TestGraph.text;
import static dev.salvor.inspect.graph.TestGraph.type;
import static dev.salvor.inspect.graph.TestGraph.types;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Rule;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

class OpSafetyTest {
  private static final Exposure NOBODY = Exposure.of(Set.of());

  private static List<Finding> unsafe(TestGraph graph, Exposure exposure) {
    return OpSafety.faults(graph.model(), exposure).stream()
        .filter(finding -> finding.rule() == Rule.GRAPH_UNSAFE_OP)
        .toList();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ReadFile",
        "WriteFile",
        "MatchingFiles",
        "ImmutableConst",
        "TFRecordDataset",
        "TextLineDataset",
        "ReaderReadV2",
        "PyFunc",
        "PyFuncStateless",
        "EagerPyFunc",
        "Rpc",
        "DatasetFromGraph",
        "MlirPassthroughOp",
        "RemoteCall",
        "DebugIdentityV3",
        "DumpTensor",
        "CreateSummaryFileWriter",
        "SaveDatasetV2",
        "SnapshotDatasetV2",
        "DataServiceDatasetV4",
        "RpcServer",
        "BigQueryReader",
        "Abort",
        "LMDBReader",
        "SqlDataset",
        "GenerateVocabRemapping"
      })
  void reachesOutside(String op) {
    Exposure fetched = Exposure.of(Set.of("bad:0"));
    TestGraph graph =
        new TestGraph().add(constant("name", string("/etc/passwd"))).add(node("bad", op, "name"));
    assertThat(unsafe(graph, fetched))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.message()).contains("bad", op, "\"/etc/passwd\"");
              assertThat(finding.location().node()).isEqualTo("bad");
            });
  }

  /** A policy permits what nothing is known of, not what is known to reach outside. */
  @Test
  void noPolicyPermitsAKnownEffect() {
    TestGraph graph =
        new TestGraph()
            .add(constant("name", string("/etc/passwd")))
            .add(node("bad", "WriteFile", "name", "name"));
    ModelGraph model =
        new ModelGraph(graph.def(), TestGraph.TARGET.permitting(List.of("WriteFile")));
    assertThat(OpSafety.faults(model, Exposure.of(Set.of("bad:0"))))
        .extracting(Finding::rule)
        .containsExactly(Rule.GRAPH_UNSAFE_OP);
  }

  @Test
  void functionBodiesAreJudgedThoughNothingCallsThem() {
    TestGraph graph =
        new TestGraph().function(OpDef.newBuilder().setName("f"), node("w", "WriteFile"));
    assertThat(unsafe(graph, NOBODY))
        .singleElement()
        .satisfies(finding -> assertThat(finding.location().node()).isEqualTo("f/w"));
  }

  @Test
  void graphsSerializedInConstantsAreJudged() {
    ByteString inner = new TestGraph().add(node("r", "ReadFile", "x")).def().toByteString();
    TensorProto carrier =
        TensorProto.newBuilder().setDtype(DataType.DT_STRING).addStringVal(inner).build();
    assertThat(unsafe(new TestGraph().add(constant("carrier", carrier)), NOBODY))
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.message()).contains("ReadFile", "serialized in node carrier"));
  }

  @Test
  void printingToAFileIsAnEffect() {
    TestGraph quiet =
        new TestGraph().add(node("p", "PrintV2").putAttr("output_stream", text("stderr")));
    TestGraph file =
        new TestGraph().add(node("p", "PrintV2").putAttr("output_stream", text("file:///tmp/x")));
    assertThat(unsafe(quiet, NOBODY)).isEmpty();
    assertThat(unsafe(file, NOBODY))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("file:///tmp/x"));
  }

  @Test
  void saversPassUntilSomethingThatCanBeAskedForRunsThem() {
    TestGraph graph =
        new TestGraph()
            .add(constant("file", string("/tmp/stolen")))
            .add(node("save/SaveV2", "SaveV2", "file"))
            .add(node("save/RestoreV2", "RestoreV2", "file"))
            .placeholder("x", 1)
            .op("y", "Identity", "x")
            .op("z", "Identity", "x", "^save/SaveV2");
    assertThat(unsafe(graph, Exposure.of(Set.of("y:0")))).isEmpty();
    assertThat(unsafe(graph, Exposure.of(Set.of("z:0"))))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("save/SaveV2", "/tmp/stolen"));
  }

  private static TestGraph table(NodeDef.Builder file) {
    return new TestGraph()
        .add(file)
        .add(node("table", "HashTableV2"))
        .add(node("copy", "Identity", "file").putAttr("T", type(DataType.DT_STRING)))
        .add(node("init", "InitializeTableFromTextFileV2", "table", "copy"));
  }

  @Test
  void tablesReadOnlyFilesOfTheModel() {
    TestGraph graph = table(constant("file", string("/train/vocab.txt")));
    Exposure asset = new Exposure(Set.of("init"), Set.of(), Set.of("file:0"), Map.of());
    assertThat(unsafe(graph, asset)).isEmpty();
    assertThat(unsafe(graph, Exposure.of(Set.of("init"))))
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("/train/vocab.txt"));
  }

  @Test
  void assetsAreFollowedIntoFunctions() {
    OpDef.Builder signature =
        OpDef.newBuilder()
            .setName("initializer")
            .addInputArg(OpDef.ArgDef.newBuilder().setName("file").setType(DataType.DT_STRING))
            .addInputArg(OpDef.ArgDef.newBuilder().setName("table").setType(DataType.DT_RESOURCE));
    TestGraph graph =
        new TestGraph()
            .add(node("path", "Placeholder").putAttr("dtype", type(DataType.DT_STRING)))
            .add(node("handle", "HashTableV2"))
            .add(
                node("call", "StatefulPartitionedCall", "path", "handle")
                    .putAttr("Tin", types(DataType.DT_STRING, DataType.DT_RESOURCE))
                    .putAttr("f", TestGraph.func("initializer")))
            .function(signature, node("init", "InitializeTableFromTextFileV2", "table", "file"));
    Exposure called = new Exposure(Set.of("call"), Set.of(), Set.of("path:0"), Map.of());
    Exposure open = new Exposure(Set.of("call"), Set.of("initializer"), Set.of("path:0"), Map.of());
    Exposure bound =
        new Exposure(
            Set.of("call"),
            Set.of("initializer"),
            Set.of("path:0"),
            Map.of("initializer", List.of(0)));
    assertThat(unsafe(graph, called)).isEmpty();
    assertThat(unsafe(graph, bound)).isEmpty();
    assertThat(unsafe(graph, open)).hasSize(1);
  }

  @Test
  void hostCallsInXlaModulesAreFound() {
    TestGraph plain =
        new TestGraph().add(node("m", "XlaCallModule").putAttr("module", text("stablehlo.add")));
    TestGraph calling =
        new TestGraph()
            .add(node("m", "XlaCallModule").putAttr("module", text("xla_python_cpu_callback")));
    assertThat(unsafe(plain, NOBODY)).isEmpty();
    assertThat(unsafe(calling, NOBODY)).hasSize(1);
  }

  @Test
  void opsThatNobodyProvedAreRefusedWhereTheyRun() {
    TestGraph graph =
        new TestGraph().add(node("t", "TPUCompile").putAttr("x", AttrValue.getDefaultInstance()));
    assertThat(OpSafety.faults(graph.model(), Exposure.of(Set.of("t"))))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo(Rule.GRAPH_OP_UNPROVEN);
              assertThat(finding.level()).isEqualTo(Level.ERROR);
            });
    assertThat(OpSafety.faults(graph.model(), NOBODY))
        .singleElement()
        .satisfies(finding -> assertThat(finding.level()).isEqualTo(Level.WARNING));
  }

  @Test
  void noOpIsOnBothLists() {
    OpCatalog catalog = OpCatalog.packed();
    for (String name : TargetRuntime.names()) {
      for (String op : List.of("ReadFile", "MatMul", "SaveV2", "Const")) {
        assertThat(TargetRuntime.named(name).op(op)).as(op).isPresent();
        assertThat(catalog.inert(op)).as(op).isNotEqualTo(catalog.effect(op).isPresent());
      }
    }
  }
}
