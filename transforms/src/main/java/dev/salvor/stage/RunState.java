package dev.salvor.stage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the store said of the files of an artifact when a run took it up; one line of {@code
 * state.jsonl} beside the manifest. Equal states mean that nothing needs to be read again. Kept out
 * of the manifest, whose rows do not depend on when files were written.
 *
 * @param artifact path of the artifact; of the archive for what lies in one
 * @param files as listed
 * @param golden as listed; null where there was none
 */
public record RunState(String artifact, List<ArtifactFile> files, @Nullable ArtifactFile golden)
    implements Serializable {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  public RunState {
    files = List.copyOf(files);
  }

  static RunState of(Artifact artifact, @Nullable ArtifactFile golden) {
    return new RunState(artifact.path(), artifact.files(), golden);
  }

  /**
   * Whether the store says the same of every file; sizes and digests that it does not give count.
   */
  boolean same(RunState other) {
    if (files.size() != other.files.size() || !same(golden, other.golden)) {
      return false;
    }
    for (int i = 0; i < files.size(); i++) {
      if (!same(files.get(i), other.files.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether sizes agree, so that equal digests are possible. */
  boolean sameSizes(RunState other) {
    return files.stream()
        .map(file -> file.path() + file.size())
        .toList()
        .equals(other.files.stream().map(file -> file.path() + file.size()).toList());
  }

  private static boolean same(@Nullable ArtifactFile left, @Nullable ArtifactFile right) {
    if (left == null || right == null) {
      return left == null && right == null;
    }
    return left.path().equals(right.path())
        && left.size() == right.size()
        && left.modified() == right.modified()
        && Objects.equals(left.checksum(), right.checksum());
  }

  public String toJson() {
    ObjectNode json = MAPPER.createObjectNode();
    json.put("artifact", artifact);
    files.forEach(file -> write(json.withArray("files").addObject(), file));
    if (golden != null) {
      write(json.putObject("golden"), golden);
    }
    return json.toString();
  }

  public static RunState parse(String line) throws IOException {
    JsonNode json = MAPPER.readTree(line);
    List<ArtifactFile> files = new ArrayList<>();
    json.path("files").forEach(file -> files.add(read(file)));
    return new RunState(
        json.path("artifact").asText(),
        files,
        json.has("golden") ? read(json.path("golden")) : null);
  }

  private static void write(ObjectNode json, ArtifactFile file) {
    json.put("path", file.path()).put("size", file.size()).put("modified", file.modified());
    if (file.checksum() != null) {
      json.put("checksum", file.checksum());
    }
  }

  private static ArtifactFile read(JsonNode json) {
    return new ArtifactFile(
        json.path("path").asText(),
        "",
        json.path("size").asLong(),
        json.path("modified").asLong(),
        json.hasNonNull("checksum") ? json.path("checksum").asText() : null);
  }
}
