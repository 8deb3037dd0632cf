package dev.salvor.inspect.keras;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ScratchDirectory;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.hdf5.Hdf5File;
import dev.salvor.format.kerasarchive.KerasArchive;
import dev.salvor.inspect.keras.architecture.KerasJson;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** An archive with what was opened out of it; all is closed together. */
public final class OpenArchive implements Closeable {
  private final ScratchDirectory scratch;
  private final KerasArchive archive;
  private final List<Hdf5File> files = new ArrayList<>();

  private OpenArchive(ScratchDirectory scratch, KerasArchive archive) {
    this.scratch = scratch;
    this.archive = archive;
  }

  public static OpenArchive of(StagedArtifact staged) throws IOException {
    ScratchDirectory scratch = ScratchDirectory.create("keras");
    try {
      boolean directory = staged.artifact().layout() == Artifact.Layout.KERAS_DIRECTORY;
      return new OpenArchive(
          scratch,
          KerasArchive.open(directory ? staged.directory() : staged.main(), scratch.path()));
    } catch (IOException | RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  public KerasArchive archive() {
    return archive;
  }

  /** Where unpacked members may be put. */
  public ScratchDirectory scratch() {
    return scratch;
  }

  /** The roots of the weights: one, or one a shard. */
  public List<Group> weights() throws IOException {
    if (archive.shardIndex().isPresent()) {
      for (String shard : shards(archive.shardIndex().get())) {
        files.add(archive.shard(shard));
      }
    } else {
      files.add(archive.weights());
    }
    return files.stream().map(Hdf5File::root).toList();
  }

  /** The weights' files, once {@link #weights} has opened them. */
  public List<Hdf5File> files() {
    return List.copyOf(files);
  }

  /** {@code {"weight_map": {"/layers/dense/vars": "model_00000.weights.h5" | […]}}}. */
  static Set<String> shards(String index) {
    JsonNode map = KerasJson.parse(index, "model.weights.json").path("weight_map");
    Set<String> shards = new TreeSet<>();
    for (JsonNode value : map) {
      if (value.isArray()) {
        value.forEach(shard -> shards.add(shard.asText()));
      } else {
        shards.add(value.asText());
      }
    }
    if (shards.isEmpty()) {
      throw Finding.of(
              Rule.KERAS_WEIGHTS_MISSING,
              Location.member("model.weights.json"),
              "model.weights.json names no file of weights")
          .exception();
    }
    return shards;
  }

  @Override
  public void close() throws IOException {
    for (Hdf5File file : files) {
      file.close();
    }
    archive.close();
    scratch.close();
  }
}
