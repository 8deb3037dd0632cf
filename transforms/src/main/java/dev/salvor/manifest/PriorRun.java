package dev.salvor.manifest;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a committed run left for the next. */
public final class PriorRun {
  private PriorRun() {}

  /**
   * The digest over what decided the rows of the run; empty where it recorded none.
   *
   * @param summary content of {@code summary.json}
   */
  public static String configuration(String summary) throws IOException {
    return Json.read(summary).path("configuration").asText("");
  }

  /**
   * @param lines of {@code manifest.jsonl}
   */
  public static List<MigrationRecord> rows(List<String> lines) throws IOException {
    List<MigrationRecord> rows = new ArrayList<>(lines.size());
    for (String line : lines) {
      rows.add(MigrationRecordJson.parse(line));
    }
    return rows;
  }
}
