package dev.salvor.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The output directory of a run, read as a user's tools would. */
record Migrated(Path output) {
  private static final ObjectMapper JSON = new ObjectMapper();

  Path models() {
    return output.resolve("models");
  }

  /** Directories of the committed runs, oldest first. */
  List<Path> runs() throws IOException {
    try (Stream<Path> runs = Files.list(output.resolve("_salvor/runs"))) {
      return runs.filter(run -> Files.exists(run.resolve("_SUCCESS"))).sorted().toList();
    }
  }

  Path lastRun() throws IOException {
    List<Path> runs = runs();
    return runs.get(runs.size() - 1);
  }

  List<String> lines() throws IOException {
    return Files.readAllLines(lastRun().resolve("manifest.jsonl"));
  }

  JsonNode summary() throws IOException {
    return JSON.readTree(lastRun().resolve("summary.json").toFile());
  }

  /** The rows of the last committed run by artifact. */
  Map<String, JsonNode> rows() throws IOException {
    Map<String, JsonNode> rows = new TreeMap<>();
    for (String line : lines()) {
      JsonNode row = JSON.readTree(line);
      rows.put(row.path("artifact").asText(), row);
    }
    return rows;
  }

  JsonNode row(String artifact) throws IOException {
    JsonNode row = rows().get(artifact);
    if (row == null) {
      throw new AssertionError("no row of " + artifact);
    }
    return row;
  }

  String outcome(String artifact) throws IOException {
    return row(artifact).path("outcome").asText();
  }

  /**
   * The rows without what differs between equal runs: run, times, places, and how large the
   * differences are, which is a matter of the processor.
   */
  List<String> normalised() throws IOException {
    return lines().stream().map(this::normalised).toList();
  }

  private String normalised(String line) {
    try {
      ObjectNode row = (ObjectNode) JSON.readTree(line);
      row.remove(List.of("run_id", "timing_ms", "previous", "source_uri"));
      if (row.path("output") instanceof ObjectNode published) {
        published.put("uri", output.relativize(Path.of(published.path("uri").asText())).toString());
      }
      for (JsonNode compared : row.path("validation").path("outputs")) {
        ((ObjectNode) compared).remove(List.of("max_abs", "max_rel", "worst_index"));
      }
      return row.toString().replaceAll("the largest difference is [-+.0-9eE]+", "…");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Directories of all versions that a loader would take for a model. */
  List<Path> visible() {
    if (!Files.isDirectory(models())) {
      return List.of();
    }
    try (Stream<Path> files = Files.find(models(), 3, (path, is) -> isGraph(path))) {
      return files.map(Path::getParent).sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isGraph(Path path) {
    String name = path.getFileName().toString();
    return name.equals("saved_model.pb") || name.equals("saved_model.pbtxt");
  }

  /** SHA-256 of each file below {@code directory}, by its path in there. */
  static Map<String, String> digests(Path directory) {
    Map<String, String> digests = new TreeMap<>();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
        digests.put(directory.relativize(file).toString(), HexFormat.of().formatHex(digest));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
    return digests;
  }

  /** Time of the last change of each file below the models. */
  Map<Path, Long> modified() throws IOException {
    Map<Path, Long> modified = new TreeMap<>();
    try (Stream<Path> files = Files.walk(models())) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        modified.put(file, Files.getLastModifiedTime(file).toMillis());
      }
    }
    return modified;
  }
}
