package dev.salvor.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.Store;
import dev.salvor.beam.BeamStore;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelPublisherTest {
  private static final String VARIABLES = "variables/variables.data-00000-of-00001";

  @TempDir Path temporary;

  @BeforeAll
  static void fileSystems() {
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
  }

  private Path models() {
    return temporary.resolve("models");
  }

  /** A model of two files in a staging directory of its own. */
  private Path staged(String graph, String variables) throws IOException {
    Path directory = Files.createTempDirectory(temporary, "staged");
    Files.createDirectories(directory.resolve("variables"));
    Files.writeString(directory.resolve("saved_model.pb"), graph);
    Files.writeString(directory.resolve(VARIABLES), variables);
    return directory;
  }

  private static List<SourceFile> files(Path directory) throws Exception {
    List<SourceFile> files = new ArrayList<>();
    for (String path : List.of("saved_model.pb", VARIABLES)) {
      byte[] bytes = Files.readAllBytes(directory.resolve(path));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      files.add(new SourceFile(path, bytes.length, HexFormat.of().formatHex(digest)));
    }
    return files;
  }

  private ModelPublisher.Published publish(Store store, Path staged, boolean movable)
      throws Exception {
    return new ModelPublisher(store, models().toString())
        .publish(
            "m",
            staged,
            files(staged),
            movable,
            version -> Map.of("row", ("v" + version).getBytes(StandardCharsets.UTF_8)));
  }

  private ModelPublisher.Published publish(String graph, String variables) throws Exception {
    return publish(new BeamStore(), staged(graph, variables), true);
  }

  private Map<String, String> published() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (ArtifactFile file : new BeamStore().list(models().toString())) {
      files.put(file.path(), Files.readString(models().resolve(file.path())));
    }
    return files;
  }

  @Test
  void theFirstVersion() throws Exception {
    ModelPublisher.Published first = publish("graph", "values");
    assertThat(first)
        .isEqualTo(new ModelPublisher.Published(1, models().resolve("m/1").toString()));
    assertThat(published())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "m/1/saved_model.pb",
                "graph",
                "m/1/" + VARIABLES,
                "values",
                "m/1/assets.extra/salvor/row",
                "v1"));
  }

  @Test
  void theSameContentIsTheSameVersion() throws Exception {
    publish("graph", "values");
    assertThat(publish("graph", "values").version()).isEqualTo(1);
    assertThat(models().resolve("m/2")).doesNotExist();
  }

  @Test
  void otherContentIsTheNextVersion() throws Exception {
    publish("graph", "values");
    assertThat(publish("graph", "VALUES").version()).isEqualTo(2);
    assertThat(publish("graph", "values").version())
        .as("as it was before the last change")
        .isEqualTo(3);
    assertThat(published()).containsEntry("m/1/" + VARIABLES, "values");
  }

  @Test
  void aVersionWithoutItsGraphIsClearedAway() throws Exception {
    publish("graph", "values");
    Files.createDirectories(models().resolve("m/2/variables"));
    Files.writeString(models().resolve("m/2/variables/left-over"), "half");
    Files.writeString(models().resolve("m/2/saved_model.pb.partial"), "half");
    assertThat(publish("graph 2", "values").version()).isEqualTo(2);
    assertThat(published())
        .doesNotContainKeys("m/2/variables/left-over", "m/2/saved_model.pb.partial")
        .containsEntry("m/2/saved_model.pb", "graph 2");
  }

  @Test
  void whatIsNoVersionIsLeftAlone() throws Exception {
    Files.createDirectories(models().resolve("m/notes"));
    Files.writeString(models().resolve("m/notes/saved_model.pb"), "mine");
    Files.writeString(models().resolve("m/99"), "a file");
    assertThat(publish("graph", "values").version()).isEqualTo(1);
    assertThat(published()).containsEntry("m/notes/saved_model.pb", "mine");
  }

  @Test
  void aSourceIsCopiedAndStaysWhereItIs() throws Exception {
    Path source = staged("graph", "values");
    publish(new BeamStore(), source, false);
    assertThat(source.resolve("saved_model.pb")).hasContent("graph");
    assertThat(source.resolve(VARIABLES)).hasContent("values");
  }

  @Test
  void theGraphComesLast() throws Exception {
    List<String> created = new ArrayList<>();
    publish(new Bucket(created, Integer.MAX_VALUE), staged("graph", "values"), false);
    assertThat(created)
        .containsExactly("m/1/" + VARIABLES, "m/1/assets.extra/salvor/row", "m/1/saved_model.pb");
  }

  /** However far it got, nothing is to be seen, and the next attempt is whole. */
  @Test
  void whatFailsHalfWayIsNotVisible() throws Exception {
    for (int failing = 0; failing < 3; failing++) {
      Store store = new Bucket(new ArrayList<>(), failing);
      Path source = staged("graph", "values");
      assertThatThrownBy(() -> publish(store, source, false)).isInstanceOf(IOException.class);
      assertThat(models().resolve("m/1/saved_model.pb")).doesNotExist();
    }
    assertThat(publish("graph", "values").version()).isEqualTo(1);
    assertThat(published()).hasSize(3);
  }

  /** Like an object store: nothing is local. Fails at file number {@code failing}. */
  private final class Bucket implements Store {
    private final Store files = new BeamStore();
    private final List<String> created;
    private final int failing;

    Bucket(List<String> created, int failing) {
      this.created = created;
      this.failing = failing;
    }

    @Override
    public List<ArtifactFile> list(String root) throws IOException {
      return files.list(root);
    }

    @Override
    public boolean exists(String uri) throws IOException {
      return files.exists(uri);
    }

    @Override
    public ReadableByteChannel open(String uri) throws IOException {
      return files.open(uri);
    }

    @Override
    public WritableByteChannel create(String uri) throws IOException {
      if (created.size() == failing) {
        throw new IOException("the store is gone");
      }
      created.add(models().relativize(Path.of(uri)).toString());
      return files.create(uri);
    }

    @Override
    public void delete(List<String> uris) throws IOException {
      files.delete(uris);
    }

    @Override
    public Optional<Path> local(String uri) {
      return Optional.empty();
    }
  }
}
