package dev.salvor.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.artifact.ContentPeek.Content;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class ArtifactLayoutTest {

  @Test
  void savedModelTakesItsMembersAndNothingElse() {
    assertThat(
            grouped(
                "serving/7/saved_model.pb",
                "serving/7/variables/variables.index",
                "serving/7/variables/variables.data-00000-of-00001",
                "serving/7/assets/vocab.txt",
                "serving/7/assets.extra/tf_serving_warmup_requests",
                "serving/7/keras_metadata.pb",
                "serving/7/fingerprint.pb",
                "serving/7/debug/saved_model_debug_info.pb",
                "serving/7/README.md",
                "serving/8/saved_model.pbtxt",
                "serving/8/variables/variables.index"))
        .containsOnlyKeys("serving/7", "serving/7/README.md", "serving/8")
        .satisfies(g -> assertThat(g.get("serving/7").files()).hasSize(8))
        .satisfies(g -> assertThat(g.get("serving/7").main().name()).isEqualTo("saved_model.pb"));
  }

  @Test
  void remainsOfASavedModelAreItsDirectory() {
    assertThat(
            grouped(
                "a/variables/variables.index",
                "a/variables/variables.data-00000-of-00001",
                "b/saved_model.pb_.gstmp",
                "b/variables/variables.index",
                "variables/variables.index"))
        .containsOnlyKeys(".", "a", "b")
        .allSatisfy(
            (path, artifact) ->
                assertThat(artifact.layout()).isEqualTo(Artifact.Layout.SAVED_MODEL));
  }

  @Test
  void loneSavedModelFileIsADirectoryOnlyByItsContent() {
    Map<String, Content> content = new HashMap<>();
    content.put("const/1/saved_model.pb", Content.SAVED_MODEL);
    content.put("page/saved_model.pb", Content.OTHER);
    assertThat(grouped(content, "const/1/saved_model.pb", "page/saved_model.pb"))
        .containsOnlyKeys("const/1", "page/saved_model.pb");
    assertThat(grouped("alone/saved_model.pb", "mixed/saved_model.pb", "mixed/model.h5"))
        .containsOnlyKeys("alone", "mixed/saved_model.pb", "mixed/model.h5");
  }

  @Test
  void savedModelInsideAnothersAssetsIsItsOwn() {
    assertThat(
            grouped(
                "m/saved_model.pb",
                "m/variables/variables.index",
                "m/assets/inner/saved_model.pb",
                "m/assets/inner/variables/variables.index",
                "m/assets/labels.txt"))
        .containsOnlyKeys("m", "m/assets/inner")
        .satisfies(g -> assertThat(g.get("m").files()).hasSize(3));
  }

  @Test
  void checkpointsAreTheirPrefixes() {
    Map<String, Artifact> groups =
        grouped(
            "run/checkpoint",
            "run/model.ckpt-9.index",
            "run/model.ckpt-9.data-00000-of-00002",
            "run/model.ckpt-9.data-00001-of-00002",
            "run/model.ckpt-9.meta",
            "run/model.ckpt-10.index",
            "run/model.ckpt-10.data-00000-of-00001",
            "run/model.ckpt-10.meta",
            "run/graph.pbtxt");
    assertThat(groups).containsOnlyKeys("run/model.ckpt-9", "run/model.ckpt-10", "run/graph.pbtxt");
    assertThat(paths(groups.get("run/model.ckpt-10")))
        .as("the state file goes with the last step")
        .containsExactly(
            "run/model.ckpt-10.index",
            "run/checkpoint",
            "run/model.ckpt-10.data-00000-of-00001",
            "run/model.ckpt-10.meta");
    assertThat(groups.get("run/model.ckpt-9").model()).isEqualTo("run.model.ckpt-9");
  }

  @Test
  void oldCheckpointsAreKnownByTheirMetaGraph() {
    assertThat(
            grouped(
                "v1/model.ckpt-50",
                "v1/model.ckpt-50.meta",
                "bundle/export.meta",
                "bundle/export-00000-of-00001",
                "lone/model.ckpt-400.meta",
                "lost/model.ckpt.meta",
                "lost/checkpoint",
                "plain/model.ckpt-7",
                "faiss/rows.index"))
        .containsOnlyKeys(
            "v1/model.ckpt-50",
            "bundle/export",
            "lone/model.ckpt-400.meta",
            "lost/model.ckpt",
            "plain/model.ckpt-7",
            "faiss/rows.index");
  }

  @Test
  void architecturesFindTheirWeightsByTheirLayers() {
    Map<String, Artifact> groups =
        grouped(
            layersOf(Map.of("gen.json", "a", "run7.h5", "a", "crit.json", "b", "run9.h5", "b")),
            "gen.json",
            "crit.json",
            "run7.h5",
            "run9.h5");
    assertThat(groups).containsOnlyKeys("gen.json", "crit.json");
    assertThat(groups.get("gen.json").files())
        .extracting(ArtifactFile::path)
        .containsExactly("gen.json", "run7.h5");
  }

  @Test
  void whatCannotBeToldApartIsNamed() {
    Map<String, Artifact> groups =
        grouped(
            layersOf(Map.of("a.json", "x", "b.json", "x", "run1.h5", "x", "run2.h5", "x")),
            "a.json",
            "b.json",
            "run1.h5",
            "run2.h5");
    assertThat(groups).containsOnlyKeys("a.json", "b.json", "run1.h5", "run2.h5");
    assertThat(groups.get("a.json").near()).containsExactly("run1.h5", "run2.h5");
    assertThat(groups.get("run2.h5").near()).containsExactly("a.json", "b.json");
  }

  /** Architectures and weights by the layers inside. */
  private static ContentPeek layersOf(Map<String, String> layers) {
    return new ContentPeek() {
      @Override
      public Content of(ArtifactFile file) {
        return file.name().endsWith(".json") ? Content.ARCHITECTURE : Content.WEIGHTS;
      }

      @Override
      public boolean sameLayers(ArtifactFile architecture, ArtifactFile weights) {
        return layers.get(architecture.path()).equals(layers.get(weights.path()));
      }
    };
  }

  @Test
  void architecturesFindTheirWeightsByName() {
    assertThat(
            grouped(
                "a/model.json",
                "a/model.h5",
                "b/encoder.json",
                "b/encoder.h5",
                "b/decoder.json",
                "b/decoder_weights.h5",
                "c/model.yaml",
                "c/weights.hdf5",
                "d/net.json",
                "d/net.json.h5",
                "e/transformer.json",
                "e/transformer.weights.h5",
                "e/unet.h5",
                "f/arch.json",
                "f/model.weights.json",
                "f/model_00000.weights.h5",
                "f/model_00001.weights.h5",
                "g/model.json",
                "g/weights.index",
                "g/weights.data-00000-of-00001",
                "g/checkpoint",
                "h/apart.json",
                "h/apart.yaml",
                "h/apart_weights.h5"))
        .containsOnlyKeys(
            "a/model.json",
            "b/encoder.json",
            "b/decoder.json",
            "c/model.yaml",
            "d/net.json",
            "e/transformer.json",
            "e/unet.h5",
            "f/arch.json",
            "g/model.json",
            "g/weights",
            "h/apart.json",
            "h/apart.yaml")
        .satisfies(g -> assertThat(g.get("h/apart.yaml").files()).hasSize(2))
        .satisfies(g -> assertThat(g.get("g/weights").asWeightsOfArchitecture()).isPresent())
        .satisfies(g -> assertThat(g.get("f/arch.json").files()).hasSize(4))
        .satisfies(g -> assertThat(g.get("g/model.json").files()).hasSize(4));
  }

  @Test
  void weightsMayLieInADirectoryBelow() {
    Map<String, Artifact> groups =
        grouped(
            "demand/wavenet.json",
            "demand/checkpoints/wavenet.index",
            "demand/checkpoints/wavenet.data-00000-of-00001",
            "demand/checkpoints/checkpoint");
    assertThat(groups).containsOnlyKeys("demand/wavenet.json", "demand/checkpoints/wavenet");
  }

  @Test
  void contentUndoesWhatNamesSuggest() {
    Map<String, Content> content = new HashMap<>();
    content.put("a/model.json", Content.OTHER);
    content.put("a/model.h5", Content.WEIGHTS);
    content.put("b/arch.json", Content.ARCHITECTURE);
    content.put("b/final.h5", Content.WEIGHTS);
    content.put("b/other.h5", Content.WHOLE_MODEL);
    content.put("c/model.json", Content.ARCHITECTURE);
    content.put("c/model.h5", Content.WHOLE_MODEL);
    content.put("d/net.json", Content.ARCHITECTURE);
    content.put("d/net.pkl", Content.PICKLED_LIST);
    content.put("e/net.json", Content.ARCHITECTURE);
    content.put("e/net.pkl", Content.OTHER);
    Map<String, Artifact> groups = grouped(content, content.keySet().toArray(new String[0]));
    assertThat(groups)
        .containsOnlyKeys(
            "a/model.json",
            "a/model.h5",
            "b/arch.json",
            "b/other.h5",
            "c/model.json",
            "c/model.h5",
            "d/net.json",
            "e/net.json",
            "e/net.pkl");
    assertThat(paths(groups.get("b/arch.json"))).containsExactly("b/arch.json", "b/final.h5");
    assertThat(paths(groups.get("c/model.json")))
        .as("a whole model keeps its own row")
        .containsExactly("c/model.json", "c/model.h5");
  }

  @Test
  void ambiguousWeightsArePairedWithNothing() {
    assertThat(grouped("m/model.json", "m/weights.01.h5", "m/weights.02.h5"))
        .containsOnlyKeys("m/model.json", "m/weights.01.h5", "m/weights.02.h5");
  }

  @Test
  void otherCompanions() {
    assertThat(
            grouped(
                "j/net.pkl",
                "j/net.pkl_01.npy",
                "j/net.pkl_02.npy.z",
                "j/stray.pkl_01.npy",
                "w/model.json",
                "w/group1-shard1of2.bin",
                "w/group1-shard2of2.bin",
                "k/config.json",
                "k/metadata.json",
                "k/model.weights.h5",
                "k/assets/layers/vocabulary.txt",
                "z/model.z01",
                "z/model.zip",
                "z/big.7z.001",
                "z/big.7z.002"))
        .containsOnlyKeys(
            "j/net.pkl", "j/stray.pkl_01.npy", "w/model.json", "k", "z/model.zip", "z/big.7z.001")
        .satisfies(g -> assertThat(g.get("k").layout()).isEqualTo(Artifact.Layout.KERAS_DIRECTORY))
        .satisfies(g -> assertThat(g.get("k").files()).hasSize(4));
  }

  @Test
  void bystandersAreNoArtifacts() {
    assertThat(
            grouped(
                "m.h5",
                "m.h5.golden.npz",
                ".DS_Store",
                "._m.h5",
                "__MACOSX/x/._y.h5",
                "_salvor/runs/1/manifest.jsonl",
                "._alone.h5"))
        .containsOnlyKeys("m.h5", "._alone.h5");
  }

  @Property(tries = 300)
  void everyFileIsInOneArtifact(@ForAll("listings") List<String> paths) {
    Map<String, Artifact> groups = grouped(paths.toArray(new String[0]));
    List<String> grouped = new ArrayList<>();
    groups.values().stream()
        .filter(artifact -> artifact.asWeightsOfArchitecture().isEmpty())
        .forEach(artifact -> grouped.addAll(paths(artifact)));
    // a checkpoint beside an architecture has all its files in common with it
    assertThat(grouped).containsExactlyInAnyOrderElementsOf(paths);
    assertThat(groups.values()).extracting(Artifact::model).doesNotHaveDuplicates();
  }

  @Provide
  Arbitrary<List<String>> listings() {
    Arbitrary<String> directory =
        Arbitraries.of("", "a/", "a/b/", "variables/", "a/variables/", "c/");
    Arbitrary<String> name =
        Arbitraries.of(
            "saved_model.pb",
            "saved_model.pbtxt",
            "variables.index",
            "variables.data-00000-of-00001",
            "model.ckpt-1.index",
            "model.ckpt-1.meta",
            "model.ckpt-1",
            "model.ckpt-1.data-00000-of-00001",
            "checkpoint",
            "model.json",
            "model.h5",
            "model.weights.h5",
            "weights.h5",
            "config.json",
            "metadata.json",
            "x.pkl",
            "x.pkl_01.npy",
            "group1-shard1of1.bin",
            "arch.yaml",
            "x.zip",
            "x.z01");
    return Combinators.combine(directory, name)
        .as((d, n) -> d + n)
        .set()
        .ofMaxSize(25)
        .map(ArrayList::new);
  }

  private static Map<String, Artifact> grouped(String... paths) {
    return grouped(Map.of(), paths);
  }

  private static Map<String, Artifact> grouped(Map<String, Content> content, String... paths) {
    return grouped(file -> content.getOrDefault(file.path(), Content.UNKNOWN), paths);
  }

  private static Map<String, Artifact> grouped(ContentPeek peek, String... paths) {
    List<ArtifactFile> files = new ArrayList<>();
    for (String path : paths) {
      files.add(new ArtifactFile(path, "file:///store/" + path, 1, 0, null));
    }
    Map<String, Artifact> groups = new TreeMap<>();
    for (Artifact artifact : ArtifactLayout.group(files, peek)) {
      assertThat(groups.put(artifact.path(), artifact)).as(artifact.path()).isNull();
    }
    return groups;
  }

  private static List<String> paths(Artifact artifact) {
    return artifact.files().stream().map(ArtifactFile::path).toList();
  }
}
