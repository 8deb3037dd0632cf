package dev.salvor.convert.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Kind;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.graph.Artifacts;
import dev.salvor.inspect.graph.SavedModelInspector;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.NodeDef;

/**
 * A module that TensorFlow 2.15 saved: a MutableHashTable {rope: 1, tide: 2}, a DenseHashTable of
 * four buckets {1: 0.25, 2: 0.75} and a variable. 2.11 and 2.12 do not load it with
 * tf.saved_model.load; 2.8, 2.10, 2.13, 2.14 and the loaders in C++ of all of them do.
 */
class SavedTablesTest {
  private static final List<String> FILES =
      List.of(
          "saved_model.pb", "variables/variables.index", "variables/variables.data-00000-of-00001");

  @TempDir Path root;

  @BeforeEach
  void copy() throws IOException {
    for (String file : FILES) {
      Path to = root.resolve("tables").resolve(file);
      Files.createDirectories(to.getParent());
      try (InputStream in = SavedTablesTest.class.getResourceAsStream("tables/" + file)) {
        Files.copy(in, to);
      }
    }
  }

  private StagedArtifact staged() throws IOException {
    return Artifacts.of(root, "tables", Artifact.Layout.SAVED_MODEL);
  }

  private Inspection inspect(String target) throws IOException {
    return new SavedModelInspector()
        .inspect(
            staged(),
            new InspectionContext(Kind.SAVED_MODEL, TargetRuntime.named(target), Policy.NONE));
  }

  @ParameterizedTest
  @CsvSource({
    "tf-2.10, LOADABLE",
    "tf-2.11, NEEDS_MIGRATION",
    "tf-2.12, NEEDS_MIGRATION",
    "tf-2.13, LOADABLE",
    "tf-2.21, LOADABLE"
  })
  void objectsThatPythonDoesNotRestoreAreLeftOut(String target, Classification expected)
      throws IOException {
    assertThat(inspect(target).classification()).isEqualTo(expected);
  }

  @Test
  void entriesInTheCheckpointAreKept() throws IOException {
    try (ExportableModel model =
        new SavedModelConverter()
            .convert(
                staged(),
                inspect("tf-2.12"),
                new ConversionContext(TargetRuntime.named("tf-2.12"), Policy.NONE))) {
      assertThat(model.fixes()).extracting(Fix::recipe).contains("object-graph", "restored-tables");
      Map<String, NodeDef> nodes =
          model.graph().getNodeList().stream().collect(Collectors.toMap(NodeDef::getName, n -> n));
      assertThat(model.initializers())
          .containsExactly("NoOp", "MutableDenseHashTable/restore", "MutableHashTable/restore");
      assertThat(nodes.get("MutableHashTable/restore").getOp()).isEqualTo("LookupTableImportV2");
      assertThat(strings(nodes.get("MutableHashTable/restored_keys")))
          .containsExactlyInAnyOrder("rope", "tide");
      ByteBuffer ids = numbers(nodes.get("MutableHashTable/restored_values"));
      assertThat(List.of(ids.getLong(), ids.getLong())).containsExactlyInAnyOrder(1L, 2L);
      long[] buckets = new long[4];
      numbers(nodes.get("MutableDenseHashTable/restored_keys")).asLongBuffer().get(buckets);
      assertThat(buckets).containsExactlyInAnyOrder(1, 2, -3, -3); // the key of empty buckets
      assertThat(nodes.get("MutableDenseHashTable/restore").getInput(1))
          .isEqualTo("MutableDenseHashTable/restored_keys_buckets");
    }
  }

  private static List<String> strings(NodeDef constant) {
    return ((StringTensor) data(constant))
        .values().stream().map(bytes -> new String(bytes, StandardCharsets.UTF_8)).toList();
  }

  private static ByteBuffer numbers(NodeDef constant) throws IOException {
    TensorData data = data(constant);
    ByteBuffer bytes = ByteBuffer.allocate((int) data.byteSize()).order(ByteOrder.LITTLE_ENDIAN);
    data.read(0, bytes);
    return bytes.flip();
  }

  private static TensorData data(NodeDef constant) {
    return ConstantTensors.of(constant.getAttrOrThrow("value").getTensor()).orElseThrow();
  }
}
