package dev.salvor.stage;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.Store;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.manifest.PriorRun;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The newest committed run, by the artifact (or archive) that its rows came from. */
public final class PriorRows {
  private PriorRows() {}

  /** Empty where there is no run, or where it was made under another configuration. */
  public static Map<String, ChangeDetection.Prior> read(Store store, RunSettings settings)
      throws IOException {
    TreeSet<String> committed = new TreeSet<>();
    try {
      for (ArtifactFile file : store.list(settings.runs())) {
        if (file.path().endsWith("/_SUCCESS")) {
          committed.add(file.path().substring(0, file.path().indexOf('/')));
        }
      }
    } catch (NoSuchFileException none) {
      return Map.of();
    }
    if (committed.isEmpty()) {
      return Map.of();
    }
    String run = Store.resolve(settings.runs(), committed.last());
    boolean comparable =
        PriorRun.configuration(text(store, Store.resolve(run, "summary.json")))
            .equals(settings.configuration());
    Map<String, RunState> states = new HashMap<>();
    for (String line : lines(store, Store.resolve(run, "state.jsonl"))) {
      RunState state = RunState.parse(line);
      states.put(state.artifact(), state);
    }
    Map<String, List<MigrationRecord>> rows = new HashMap<>();
    for (MigrationRecord row : PriorRun.rows(lines(store, Store.resolve(run, "manifest.jsonl")))) {
      rows.computeIfAbsent(container(row.artifact()), path -> new ArrayList<>()).add(row);
    }
    Map<String, ChangeDetection.Prior> prior = new HashMap<>();
    rows.forEach(
        (path, list) ->
            prior.put(path, new ChangeDetection.Prior(comparable ? states.get(path) : null, list)));
    return prior;
  }

  private static String container(String artifact) {
    int inside = artifact.indexOf("!/");
    return inside < 0 ? artifact : artifact.substring(0, inside);
  }

  private static List<String> lines(Store store, String uri) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(Channels.newReader(store.open(uri), StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank()).toList();
    }
  }

  private static String text(Store store, String uri) throws IOException {
    return String.join("\n", lines(store, uri));
  }
}
