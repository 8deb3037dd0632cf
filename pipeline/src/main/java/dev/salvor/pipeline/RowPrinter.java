package dev.salvor.pipeline;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Producer;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.stage.Explanation.Explained;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A row as a person reads it. */
final class RowPrinter {
  private final PrintStream out;

  RowPrinter(PrintStream out) {
    this.out = out;
  }

  void print(Explained explained) {
    MigrationRecord row = explained.row();
    out.println(Conclusion.printable(row.artifact()));
    line("what", row.kind() == null ? "?" : row.kind().label());
    line("written by", producer(row.producer()));
    line("class", row.classification().id().replace('_', ' '));
    line("why", row.reason().message());
    line("what to do", row.reason().action());
    for (Finding finding : row.findings()) {
      if (!finding.message().equals(row.reason().message())) {
        line(finding.level().id(), finding.rule().id() + ": " + finding.message());
      }
    }
    for (Fix fix : row.fixes()) {
      line("fix", fix.description() + " (" + String.join(", ", fix.where()) + ")");
    }
    explained
        .signatures()
        .forEach(
            (key, signature) ->
                line(
                    "signature",
                    key + "(" + named(signature.inputs()) + ") -> " + named(signature.outputs())));
    out.println();
  }

  private static String named(Map<String, String> tensors) {
    return tensors.entrySet().stream()
        .map(tensor -> tensor.getKey() + ": " + tensor.getValue())
        .collect(Collectors.joining(", "));
  }

  private void line(String label, String text) {
    out.printf(Locale.ROOT, "  %-11s %s%n", label, Conclusion.printable(text));
  }

  private static String producer(Producer producer) {
    String named =
        Stream.of(
                Objects.requireNonNullElse(producer.framework(), "unknown"),
                producer.version(),
                producer.tensorflow() == null ? null : "TensorFlow " + producer.tensorflow(),
                producer.backend() == null ? null : "backend " + producer.backend(),
                producer.python() == null ? null : "Python " + producer.python())
            .filter(Objects::nonNull)
            .collect(Collectors.joining(" "));
    return named;
  }
}
