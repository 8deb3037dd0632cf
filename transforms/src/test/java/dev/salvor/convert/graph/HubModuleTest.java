package dev.salvor.convert.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.convert.Asset;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Signature;
import dev.salvor.convert.Variable;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Kind;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.graph.Artifacts;
import dev.salvor.inspect.graph.SavedModelInspector;
import dev.salvor.inspect.graph.TestGraph;
import dev.salvor.policy.Policy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.NodeDef;

/**
 * A text module in the form of TF1 hub, written by TensorFlow 1.15: MetaGraphs without tags and
 * with "train", signatures "default" and "word", a vocabulary as an asset, and a (4, 3) variable of
 * 0, 0.1 … 1.1.
 */
class HubModuleTest {
  private static final List<String> FILES =
      List.of(
          "saved_model.pb",
          "tfhub_module.pb",
          "assets/tokens.txt",
          "variables/variables.index",
          "variables/variables.data-00000-of-00001");

  @TempDir Path root;

  private StagedArtifact staged() throws IOException {
    for (String file : FILES) {
      Path to = root.resolve("hub").resolve(file);
      Files.createDirectories(to.getParent());
      try (InputStream in = HubModuleTest.class.getResourceAsStream("hub/" + file)) {
        Files.copy(in, to);
      }
    }
    return Artifacts.of(root, "hub", Artifact.Layout.SAVED_MODEL);
  }

  @Test
  void theModuleWithoutTagsIsServed() throws IOException {
    StagedArtifact staged = staged();
    Inspection inspection =
        new SavedModelInspector().inspect(staged, Artifacts.context(Kind.SAVED_MODEL));
    assertThat(inspection.classification()).isEqualTo(Classification.NEEDS_MIGRATION);
    assertThat(inspection.findings())
        .extracting(Finding::message)
        .containsExactly("its MetaGraph is tagged []; servers ask for \"serve\"");
    try (ExportableModel model =
        new SavedModelConverter()
            .convert(staged, inspection, new ConversionContext(TestGraph.TARGET, Policy.NONE))) {
      assertThat(model.signatures())
          .extracting(Signature::key)
          .containsExactlyInAnyOrder("default", "word", "serving_default");
      Signature serving =
          model.signatures().stream()
              .filter(signature -> signature.key().equals("serving_default"))
              .findFirst()
              .orElseThrow();
      assertThat(serving.inputs().keySet()).isEqualTo(Set.of("text"));
      assertThat(serving.outputs().keySet()).isEqualTo(Set.of("default"));
      assertThat(model.fixes()).extracting(Fix::recipe).contains("serving-default");
      assertThat(model.graph().getNodeList())
          .extracting(NodeDef::getOp)
          .contains("InitializeTableFromTextFileV2")
          .doesNotContain("RestoreV2", "SaveV2", "RandomUniform");
      Variable embeddings = model.variables().get(0);
      assertThat(embeddings.data().shape()).isEqualTo(Shape.of(4, 3));
      ByteBuffer values = ByteBuffer.allocate(48).order(ByteOrder.LITTLE_ENDIAN);
      embeddings.data().read(0, values);
      assertThat(values.flip().getFloat(44)).isEqualTo(1.1f);
      Asset asset = model.assets().get(0);
      ByteArrayOutputStream tokens = new ByteArrayOutputStream();
      asset.content().writeTo(tokens);
      assertThat(asset.fileName()).isEqualTo("tokens.txt");
      assertThat(tokens.toString(StandardCharsets.UTF_8)).isEqualTo("rope\ntide\nkeel\n");
    }
  }
}
