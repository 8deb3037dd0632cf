package dev.salvor.inspect.graph;

import static dev.salvor.inspect.graph.TestGraph.node;
import static dev.salvor.inspect.graph.TestGraph.type;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.salvor.artifact.Artifact;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.convert.Variable;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import dev.salvor.format.fingerprint.SavedModelFingerprint;
import dev.salvor.format.riegeli.RiegeliWriter;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.Inspection;
import dev.salvor.savedmodel.SavedModelWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.TensorInfo;

class SavedModelInspectorTest {
  @TempDir Path root;

  @BeforeEach
  void write() throws IOException {
    TestGraph graph =
        new TestGraph()
            .placeholder("x", -1, 2)
            .add(
                node("w", "VarHandleOp")
                    .putAttr("dtype", type(DataType.DT_FLOAT))
                    .putAttr("shared_name", TestGraph.text("w"))
                    .putAttr(
                        "shape", AttrValue.newBuilder().setShape(TestGraph.shape(2, 3)).build()))
            .add(node("read", "ReadVariableOp", "w").putAttr("dtype", type(DataType.DT_FLOAT)))
            .op("y", "MatMul", "x", "read");
    TensorInfo x = TensorInfo.newBuilder().setName("x:0").setDtype(DataType.DT_FLOAT).build();
    TensorInfo y = TensorInfo.newBuilder().setName("y:0").setDtype(DataType.DT_FLOAT).build();
    SavedModelWriter.write(
        new ExportableModel(
            graph.def(),
            List.of(new Variable("w", "w", HeapTensor.floats(Shape.of(2, 3), 1, 2, 3, 4, 5, 6))),
            List.of(
                new Signature(
                    "serving_default", Signature.PREDICT, Map.of("x", x), Map.of("y", y))),
            List.of(),
            List.of(),
            List.of(),
            List.of()),
        TestGraph.TARGET,
        Files.createDirectories(root.resolve("m")));
  }

  private Inspection inspect() throws IOException {
    return new SavedModelInspector()
        .inspect(
            Artifacts.of(root, "m", Artifact.Layout.SAVED_MODEL),
            Artifacts.context(Kind.SAVED_MODEL));
  }

  private Path file(String name) {
    return root.resolve("m").resolve(name);
  }

  private void edit(UnaryOperator<MetaGraphDef.Builder> change) throws IOException {
    Files.deleteIfExists(file("fingerprint.pb"));
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(file("saved_model.pb")));
    Files.write(
        file("saved_model.pb"),
        model.toBuilder()
            .setMetaGraphs(0, change.apply(model.getMetaGraphs(0).toBuilder()))
            .build()
            .toByteArray());
  }

  private void is(Classification classification, Rule rule, String... words) throws IOException {
    Inspection inspection = inspect();
    assertThat(inspection.classification()).isEqualTo(classification);
    assertThat(inspection.findings())
        .anySatisfy(
            finding -> {
              assertThat(finding.rule()).isEqualTo(rule);
              assertThat(finding.message()).contains(words);
            });
  }

  @Test
  void loadable() throws IOException {
    assertThat(inspect().findings()).isEmpty();
    assertThat(inspect().classification()).isEqualTo(Classification.LOADABLE);
  }

  /** Python's loader takes the last of a tensor, the one in C++ feeds each and fails. */
  @Test
  void anAssetThatIsListedTwiceIsSaid() throws IOException {
    Files.writeString(Files.createDirectories(file("assets")).resolve("words"), "a");
    AssetFileDef asset =
        AssetFileDef.newBuilder()
            .setFilename("words")
            .setTensorInfo(TensorInfo.newBuilder().setName("path:0"))
            .build();
    edit(meta -> meta.addAssetFileDef(asset));
    assertThat(inspect().findings()).isEmpty();
    edit(meta -> meta.addAssetFileDef(asset));
    is(Classification.LOADABLE, Rule.SAVED_MODEL_ASSET_TWICE, "path:0");
  }

  /** What fingerprint.pb states, in the fields of protobuf/fingerprint.proto. */
  private void fingerprint(long model, long index) throws IOException {
    Files.write(
        file("fingerprint.pb"),
        UnknownFieldSet.newBuilder()
            .addField(1, UnknownFieldSet.Field.newBuilder().addVarint(model).build())
            .addField(5, UnknownFieldSet.Field.newBuilder().addVarint(index).build())
            .build()
            .toByteArray());
  }

  @Test
  void fingerprints() throws IOException {
    long model =
        SavedModelFingerprint.checksum(
            SavedModel.parseFrom(Files.readAllBytes(file("saved_model.pb"))));
    long index =
        SavedModelFingerprint.checksum(Files.readAllBytes(file("variables/variables.index")));
    fingerprint(model, index);
    assertThat(inspect().findings()).isEmpty();
    fingerprint(model + 1, index);
    is(Classification.LOADABLE, Rule.SAVED_MODEL_FINGERPRINT, "saved_model.pb is not the one");
    fingerprint(model, index + 1);
    is(Classification.LOADABLE, Rule.SAVED_MODEL_FINGERPRINT, "variables.index is not the one");
    Files.write(file("fingerprint.pb"), new byte[] {(byte) 0xff});
    is(Classification.LOADABLE, Rule.SAVED_MODEL_FINGERPRINT, "damaged");
  }

  /** What Python could call beside the signatures needs an op that the target lacks. */
  @Test
  void functionsBesideTheSignaturesAreGivenUp() throws IOException {
    FunctionDef train =
        FunctionDef.newBuilder()
            .setSignature(OpDef.newBuilder().setName("train"))
            .addNodeDef(node("new", "OpOfTheFuture"))
            .build();
    edit(
        meta -> {
          meta.getGraphDefBuilder().getLibraryBuilder().addFunction(train);
          meta.getObjectGraphDefBuilder()
              .putConcreteFunctions("train", SavedConcreteFunction.getDefaultInstance());
          return meta;
        });
    is(Classification.NEEDS_MIGRATION, Rule.GRAPH_REWRITTEN, "OpOfTheFuture", "no signature");
    edit(
        meta -> {
          meta.getGraphDefBuilder().addNode(node("called", "train"));
          meta.getGraphDefBuilder().getNodeBuilder(3).addInput("^called");
          return meta;
        });
    is(Classification.UNSUPPORTED, Rule.GRAPH_OP_UNKNOWN, "OpOfTheFuture");
  }

  @Test
  void textFormIsReadToo() throws IOException {
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(file("saved_model.pb")));
    Files.delete(file("saved_model.pb"));
    Files.writeString(file("saved_model.pbtxt"), model.toString());
    assertThat(inspect().classification()).isEqualTo(Classification.LOADABLE);
    Files.writeString(
        file("saved_model.pbtxt"), model.toString().substring(0, model.toString().length() - 40));
    is(Classification.CORRUPT, Rule.GRAPH_DAMAGED, "saved_model.pbtxt", "line");
  }

  @Test
  void otherThingsInPlaceOfTheGraph() throws IOException {
    Files.writeString(file("saved_model.pb"), "<!DOCTYPE html><html>Not found</html>");
    is(Classification.CORRUPT, Rule.FILE_DAMAGED, "HTML");
    Files.writeString(
        file("saved_model.pb"), "version https://git-lfs.github.com/spec/v1\noid sha256:ab\n");
    is(Classification.CORRUPT, Rule.FILE_LFS_POINTER, "git-lfs");
    Files.write(file("saved_model.pb"), new byte[0]);
    is(Classification.CORRUPT, Rule.FILE_EMPTY, "saved_model.pb");
    Files.delete(file("saved_model.pb"));
    is(Classification.CORRUPT, Rule.SAVED_MODEL_INCOMPLETE, "saved_model.pb is missing");
    Files.writeString(file("saved_model.pb_.gstmp"), "x");
    is(Classification.CORRUPT, Rule.FILE_PARTIAL, "saved_model.pb_.gstmp");
    Files.delete(file("saved_model.pb_.gstmp"));
    Files.writeString(file("saved_model.cpb"), "x");
    is(Classification.CORRUPT, Rule.GRAPH_DAMAGED, "the file ends at byte 1");
  }

  /** No released TensorFlow reads chunks: 2.18 and 2.21 say "Could not find SavedModel .pb". */
  @Test
  void chunksAreOneOfTheForms() throws IOException {
    Files.deleteIfExists(file("fingerprint.pb"));
    byte[] model = Files.readAllBytes(file("saved_model.pb"));
    Files.write(file("saved_model.cpb"), oneChunk(model));
    Files.delete(file("saved_model.pb"));
    is(Classification.NEEDS_MIGRATION, Rule.GRAPH_REWRITTEN, "in chunks in saved_model.cpb");
    Files.write(file("saved_model.pb"), model);
    assertThat(inspect().findings()).isEmpty();
    assertThat(inspect().classification()).isEqualTo(Classification.LOADABLE);
    edit(meta -> meta.setMetaInfoDef(meta.getMetaInfoDef().toBuilder().setTensorflowVersion("1")));
    is(Classification.UNSAFE_CODE, Rule.FILE_POLYGLOT, "saved_model.cpb and saved_model.pb");
  }

  /**
   * A message as the only chunk of a file: ChunkMetadata{chunks {MESSAGE, size, 64}, message 0}.
   */
  private static byte[] oneChunk(byte[] message) {
    RiegeliWriter file = new RiegeliWriter();
    long at = file.record(message);
    UnknownFieldSet.Builder info = UnknownFieldSet.newBuilder();
    info.mergeVarintField(1, 1).addField(2, varint(message.length)).addField(3, varint(at));
    ByteString tree = UnknownFieldSet.newBuilder().addField(1, varint(0)).build().toByteString();
    file.record(
        UnknownFieldSet.newBuilder()
            .mergeLengthDelimitedField(2, info.build().toByteString())
            .mergeLengthDelimitedField(3, tree)
            .build()
            .toByteArray());
    return file.bytes();
  }

  private static UnknownFieldSet.Field varint(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }

  @Test
  void cutGraphNamesTheByte() throws IOException {
    byte[] bytes = Files.readAllBytes(file("saved_model.pb"));
    Files.write(file("saved_model.pb"), java.util.Arrays.copyOf(bytes, bytes.length - 1));
    is(Classification.CORRUPT, Rule.GRAPH_DAMAGED, "saved_model.pb", "announces");
  }

  @Test
  void variables() throws IOException {
    Path data = file("variables/variables.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[3] ^= 1;
    Files.write(data, bytes);
    is(Classification.CORRUPT, Rule.CHECKPOINT_DAMAGED, "w", "checksum");
    Files.write(data, new byte[5]);
    is(Classification.CORRUPT, Rule.CHECKPOINT_INCOMPLETE, "variables.data-00000-of-00001");
    Files.writeString(data, "../../blobs/w");
    is(Classification.CORRUPT, Rule.FILE_DAMAGED, "../../blobs/w", "symbolic link");
    Files.delete(data);
    is(Classification.CORRUPT, Rule.CHECKPOINT_INCOMPLETE, "variables.data-00000-of-00001");
    Files.delete(file("variables/variables.index"));
    is(Classification.CORRUPT, Rule.SAVED_MODEL_INCOMPLETE, "variables.index", "w");
  }

  @Test
  void variablesOfAnotherModel() throws IOException {
    edit(
        meta -> {
          GraphDef.Builder graph = meta.getGraphDefBuilder();
          for (NodeDef.Builder each : graph.getNodeBuilderList()) {
            if (each.getName().equals("w")) {
              each.putAttr("shape", AttrValue.newBuilder().setShape(TestGraph.shape(2, 4)).build());
            }
          }
          return meta;
        });
    is(Classification.CORRUPT, Rule.CHECKPOINT_DAMAGED, "w", "[2,4]", "[2,3]");
  }

  private static NodeDef changed(NodeDef node, String attribute, AttrValue value) {
    return node.toBuilder().putAttr(attribute, value).build();
  }

  private static int index(MetaGraphDef.Builder meta, String name) {
    return meta.getGraphDef().getNodeList().stream().map(NodeDef::getName).toList().indexOf(name);
  }

  /** Loaders say "Trying to read variable with wrong dtype". */
  @Test
  void aVariableOfAnotherTypeThanItsValue() throws IOException {
    edit(
        meta -> {
          int w = index(meta, "w");
          NodeDef handle = meta.getGraphDef().getNode(w);
          meta.getGraphDefBuilder().setNode(w, changed(handle, "dtype", type(DataType.DT_DOUBLE)));
          return meta;
        });
    is(
        Classification.CORRUPT,
        Rule.CHECKPOINT_DAMAGED,
        "w: the variable of the graph is double, the saver restores it as float");
  }

  /** Loaders say "has dimensions with values below -1". */
  @Test
  void impossibleShapes() throws IOException {
    edit(
        meta -> {
          int x = index(meta, "x");
          AttrValue shape = AttrValue.newBuilder().setShape(TestGraph.shape(-5, 2)).build();
          meta.getGraphDefBuilder()
              .setNode(x, changed(meta.getGraphDef().getNode(x), "shape", shape));
          return meta;
        });
    is(
        Classification.CORRUPT,
        Rule.GRAPH_DAMAGED,
        "states an impossible shape in its attribute shape: a dimension of -5");
  }

  /**
   * A local variable of TF1 whose initializer no one runs: "Attempting to use uninitialized value".
   */
  @Test
  void aVariableThatNothingSetsGetsItsConstant() throws IOException {
    edit(
        meta -> {
          TestGraph local =
              new TestGraph()
                  .add(
                      node("c", "VarHandleOp")
                          .putAttr("dtype", type(DataType.DT_FLOAT))
                          .putAttr(
                              "shape", AttrValue.newBuilder().setShape(TestGraph.shape()).build()))
                  .add(TestGraph.constant("first", TestGraph.floats(TestGraph.shape(), 1.5f)))
                  .add(
                      node("c/assign", "AssignVariableOp", "c", "first")
                          .putAttr("dtype", type(DataType.DT_FLOAT)))
                  .add(
                      node("c/read", "ReadVariableOp", "c")
                          .putAttr("dtype", type(DataType.DT_FLOAT)))
                  .op("z", "Mul", "y", "c/read");
          meta.getGraphDefBuilder().addAllNode(local.def().getNodeList());
          meta.putSignatureDef(
              "serving_default",
              meta.getSignatureDefOrThrow("serving_default").toBuilder()
                  .putOutputs(
                      "z",
                      TensorInfo.newBuilder().setName("z:0").setDtype(DataType.DT_FLOAT).build())
                  .build());
          return meta;
        });
    is(
        Classification.LOADABLE,
        Rule.SAVED_MODEL_UNRESTORED,
        "the variable c a value; it gets the constant that initialises it");
  }

  @Test
  void signatures() throws IOException {
    edit(
        meta -> {
          meta.putSignatureDef(
              "serving_default",
              meta.getSignatureDefOrThrow("serving_default").toBuilder()
                  .putOutputs(
                      "z",
                      TensorInfo.newBuilder().setName("z:0").setDtype(DataType.DT_FLOAT).build())
                  .build());
          return meta;
        });
    is(Classification.CORRUPT, Rule.SAVED_MODEL_SIGNATURE, "z:0", "serving_default");
  }

  @Test
  void aSignatureThatForgetsAnInputIsCompleted() throws IOException {
    edit(
        meta -> {
          meta.putSignatureDef(
              "serving_default",
              meta.getSignatureDefOrThrow("serving_default").toBuilder().clearInputs().build());
          return meta;
        });
    is(Classification.NEEDS_MIGRATION, Rule.GRAPH_INPUT_UNNAMED, "placeholder x");
    MetaGraphDef meta =
        SavedModel.parseFrom(Files.readAllBytes(file("saved_model.pb"))).getMetaGraphs(0);
    assertThat(
            MetaGraphs.completeInputs(
                new ModelGraph(meta.getGraphDef(), TestGraph.TARGET),
                meta,
                meta.getSignatureDefOrThrow("serving_default")))
        .containsOnlyKeys("x");
  }

  @Test
  void withoutASignatureOneIsDerived() throws IOException {
    edit(MetaGraphDef.Builder::clearSignatureDef);
    is(Classification.NEEDS_MIGRATION, Rule.GRAPH_NO_SIGNATURE, "no signature");
  }

  @Test
  void withoutTheServingTagItIsWrittenAgain() throws IOException {
    edit(
        meta -> {
          meta.getMetaInfoDefBuilder().clearTags();
          return meta;
        });
    is(Classification.NEEDS_MIGRATION, Rule.GRAPH_REWRITTEN, "serve");
  }

  @Test
  void assets() throws IOException {
    for (String name : List.of("../../../etc/passwd", "/etc/passwd", "a\\b")) {
      edit(meta -> meta.clearAssetFileDef().addAssetFileDef(asset(name)));
      is(Classification.UNSAFE_CODE, Rule.GRAPH_UNSAFE_OP, name);
    }
    edit(meta -> meta.clearAssetFileDef().addAssetFileDef(asset("vocab.txt")));
    is(Classification.CORRUPT, Rule.SAVED_MODEL_INCOMPLETE, "vocab.txt");
  }

  private static AssetFileDef asset(String name) {
    return AssetFileDef.newBuilder()
        .setFilename(name)
        .setTensorInfo(TensorInfo.newBuilder().setName("x:0"))
        .build();
  }

  @Test
  void linksOutOfTheInputAreNotFollowed() throws IOException {
    Path outside = Files.createTempFile("outside", ".txt");
    Files.createDirectories(file("assets"));
    try {
      Files.createSymbolicLink(file("assets/vocab.txt"), outside);
    } catch (UnsupportedOperationException noLinks) {
      assumeThat(noLinks).isNull();
    }
    is(Classification.UNSAFE_CODE, Rule.STORE_LINK_OUTSIDE, "vocab.txt");
    Files.delete(outside);
  }

  @Test
  void everyMetaGraphMustBeSafe() throws IOException {
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(file("saved_model.pb")));
    MetaGraphDef.Builder other = MetaGraphDef.newBuilder();
    other.getMetaInfoDefBuilder().addTags("train");
    other.setGraphDef(new TestGraph().add(node("r", "ReadFile", "x")).placeholder("x").def());
    Files.write(
        file("saved_model.pb"), model.toBuilder().addMetaGraphs(other).build().toByteArray());
    is(Classification.UNSAFE_CODE, Rule.GRAPH_UNSAFE_OP, "ReadFile");
  }

  @Test
  void aFrozenGraphUnderTheNameOfASavedModel() throws IOException {
    Files.write(
        file("saved_model.pb"),
        new TestGraph()
            .placeholder("x", -1, 2)
            .op("y", "Relu", "x")
            .function(org.tensorflow.proto.OpDef.newBuilder().setName("f"))
            .def()
            .toByteArray());
    Inspection inspection = inspect();
    assertThat(inspection.kind()).isEqualTo(Kind.FROZEN_GRAPH);
    assertThat(inspection.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
  }

  @Test
  void twoFormsThatDiffer() throws IOException {
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(file("saved_model.pb")));
    Files.writeString(file("saved_model.pbtxt"), model.toString());
    assertThat(inspect().classification()).isEqualTo(Classification.LOADABLE);
    edit(meta -> meta.clearSignatureDef());
    is(Classification.UNSAFE_CODE, Rule.FILE_POLYGLOT, "saved_model.pbtxt", "differ");
  }

  /** Mutated protos end in a class, whatever they hold. */
  @Test
  void mutationsNeverEscape() throws IOException {
    SavedModel model = SavedModel.parseFrom(Files.readAllBytes(file("saved_model.pb")));
    Random random = new Random(11);
    for (int round = 0; round < 300; round++) {
      SavedModel.Builder mutant = model.toBuilder();
      GraphDef.Builder graph = mutant.getMetaGraphsBuilder(0).getGraphDefBuilder();
      for (int edit = random.nextInt(3); edit >= 0; edit--) {
        mutate(graph, random);
      }
      Files.write(file("saved_model.pb"), mutant.build().toByteArray());
      try {
        assertThat(inspect().findings()).extracting(Finding::rule).doesNotContain(Rule.INTERNAL);
      } catch (ArtifactException e) {
        assertThat(e.finding().rule()).isNotEqualTo(Rule.INTERNAL);
      }
    }
  }

  private static void mutate(GraphDef.Builder graph, Random random) {
    NodeDef.Builder node = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
    NodeDef.Builder other = graph.getNodeBuilder(random.nextInt(graph.getNodeCount()));
    switch (random.nextInt(7)) {
      case 0 -> node.setOp(other.getOp());
      case 1 -> node.setName(other.getName());
      case 2 -> node.addInput(other.getName() + ":" + (random.nextInt(4) - 1));
      case 3 -> node.clearInput();
      case 4 -> node.clearAttr();
      case 5 -> node.putAllAttr(other.getAttrMap());
      default ->
          node.putAttr("dtype", AttrValue.newBuilder().setTypeValue(random.nextInt(200)).build());
    }
  }
}
