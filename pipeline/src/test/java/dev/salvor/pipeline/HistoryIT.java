package dev.salvor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/errors.md, held against files that the old versions wrote (scripts/make-history): each is
 * migrated, computes what it did then, and its row names the fixes that the page promises.
 */
class HistoryIT {
  private static final Path HISTORY = Job.HOME.resolve("pipeline/src/test/resources/history");
  private static final Pattern QUOTED = Pattern.compile("`([^`]+)`");
  private static final Pattern FIX = Pattern.compile("keras[123]?/[a-z-]+");

  /** One line of the page: the fixes it promises, the files that prove it. */
  private record Line(List<String> fixes, List<String> proofs) {}

  @TempDir Path temporary;

  @Test
  void everyFileComputesWhatItDidForTheReasonsOnThePage() throws Exception {
    Path output = temporary.resolve("out");
    Job.Result result =
        Job.migrate(HISTORY.resolve("store"), output, "--goldens=" + HISTORY.resolve("goldens"));
    assertThat(result.code()).as(result.err()).isZero();
    Map<String, JsonNode> rows = new Migrated(output).rows();
    rows.forEach(
        (artifact, row) ->
            assertThat(row.path("validation").path("evidence").asText())
                .as(artifact + ": " + row.path("reason").path("message").asText())
                .isEqualTo("golden"));
    TreeSet<String> proofs = new TreeSet<>();
    for (Line line : page()) {
      proofs.addAll(line.proofs());
      List<String> fixed = new ArrayList<>();
      for (String proof : line.proofs()) {
        assertThat(rows).as("the page names a file").containsKey(proof);
        rows.get(proof).path("fixes").forEach(fix -> fixed.add(fix.path("recipe").asText()));
      }
      assertThat(fixed).as("fixes of " + line.proofs()).containsAll(line.fixes());
    }
    assertThat(proofs).as("files on the page").isEqualTo(new TreeSet<>(rows.keySet()));
  }

  private static List<Line> page() throws IOException {
    List<Line> lines = new ArrayList<>();
    for (String line : Files.readAllLines(Job.HOME.resolve("docs/errors.md"))) {
      String[] cells = line.split("\\|", -1);
      if (cells.length == 6 && line.startsWith("| ") && !cells[4].isBlank()) {
        List<String> proofs = quoted(cells[4]);
        if (!proofs.isEmpty()) {
          lines.add(
              new Line(
                  quoted(cells[3]).stream().filter(word -> FIX.matcher(word).matches()).toList(),
                  proofs));
        }
      }
    }
    return lines;
  }

  private static List<String> quoted(String cell) {
    List<String> words = new ArrayList<>();
    Matcher matcher = QUOTED.matcher(cell);
    while (matcher.find()) {
      words.add(matcher.group(1));
    }
    return words;
  }
}
