package dev.salvor.manifest;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One artifact in the report: a line that opens to what it is, why, what was changed and proved.
 */
final class HtmlArtifact {
  /** A recipe may have touched a thousand layers. */
  private static final int SHOWN = 12;

  private final Html out;
  private final HtmlProof proof;

  HtmlArtifact(Html out) {
    this.out = out;
    this.proof = new HtmlProof(out);
  }

  void write(MigrationRecord row) {
    String kind = row.kind() == null ? "unknown" : row.kind().id();
    out.raw("<details id=\"" + anchor(row) + "\" class=\"o-" + row.outcome().id() + "\"")
        .raw(" data-outcome=\"" + row.outcome().id() + "\"")
        .raw(" data-class=\"" + row.classification().id() + "\" data-kind=\"" + kind + "\">\n")
        .raw("<summary><bdi class=\"path\">")
        .text(row.artifact())
        .raw("</bdi>")
        .element("span", "kind", row.kind() == null ? "unknown" : row.kind().label())
        .element("span", "class", row.classification().id().replace('_', ' '));
    badge(row);
    out.element("span", "why", why(row)).raw("</summary>\n<div class=\"body\">\n");
    reason(row);
    facts(row);
    findings(row.findings());
    fixes(row.fixes());
    proof.write(row);
    out.raw("</div>\n</details>\n");
  }

  private void badge(MigrationRecord row) {
    out.raw("<span class=\"badge\">").text(row.outcome().id());
    if (row.previous() != null) {
      out.element("i", "was", row.previous().outcome().id());
    }
    if (row.output() != null
        && (row.validation() == null || row.validation().evidence().equals("none"))) {
      out.element("i", "unproved", "unproved");
    }
    out.raw("</span>");
  }

  private static String why(MigrationRecord row) {
    String message = row.reason().message();
    return message.length() > 240 ? message.substring(0, 240) + "…" : message;
  }

  private void reason(MigrationRecord row) {
    out.raw("<p class=\"reason\"><code>")
        .text(row.reason().code())
        .raw("</code> ")
        .text(row.reason().message())
        .raw("</p>\n<p class=\"action\">")
        .text(row.reason().action())
        .raw("</p>\n");
  }

  private void facts(MigrationRecord row) {
    out.raw("<dl>\n");
    fact("Written by", producer(row.producer()));
    fact("Source", row.sourceUri());
    fact("Files", files(row));
    fact("Fingerprint", row.fingerprint());
    if (row.target() != null) {
      fact(
          "Target",
          row.target().runtime() + ", GraphDef version " + row.target().graphDefVersion());
    }
    if (row.output() != null) {
      fact("Published", row.output().uri());
    }
    if (row.previous() != null) {
      fact(
          "Since",
          "run " + row.previous().runId() + ", where it was " + row.previous().outcome().id());
    }
    fact("Time", timing(row));
    out.raw("</dl>\n");
  }

  private void fact(String name, @Nullable String value) {
    if (value != null && !value.isEmpty()) {
      out.raw("<dt>" + name + "</dt><dd>").text(value).raw("</dd>\n");
    }
  }

  private static String producer(Producer producer) {
    List<String> parts = new ArrayList<>();
    if (producer.framework() != null || producer.version() != null) {
      parts.add(
          Stream.of(producer.framework(), producer.version())
              .filter(Objects::nonNull)
              .collect(Collectors.joining(" ")));
    }
    if (producer.tensorflow() != null) {
      parts.add("TensorFlow " + producer.tensorflow());
    }
    if (producer.python() != null) {
      parts.add("Python " + producer.python());
    }
    if (producer.backend() != null) {
      parts.add("backend " + producer.backend());
    }
    return String.join(", ", parts);
  }

  private static String files(MigrationRecord row) {
    long size = row.files().stream().mapToLong(MigrationRecord.SourceFile::size).sum();
    String sum = String.format(Locale.ROOT, "%,d bytes", size);
    return row.files().size() == 1 ? sum : row.files().size() + " files, " + sum;
  }

  private static String timing(MigrationRecord row) {
    return row.timingMs().entrySet().stream()
        .map(stage -> stage.getKey() + " " + stage.getValue() + " ms")
        .collect(Collectors.joining(", "));
  }

  private void findings(List<Finding> findings) {
    if (findings.isEmpty()) {
      return;
    }
    out.raw("<h2>Findings</h2>\n<ul class=\"findings\">\n");
    for (Finding finding : findings) {
      out.raw("<li class=\"l-" + finding.level().id() + "\"><code>")
          .text(finding.rule().id())
          .raw("</code> ")
          .text(finding.message());
      String place = place(finding.location());
      if (!place.isEmpty()) {
        out.element("span", "where", place);
      }
      out.raw("</li>\n");
    }
    out.raw("</ul>\n");
  }

  private static String place(Location location) {
    List<String> parts = new ArrayList<>();
    part(parts, "", location.file());
    part(parts, "member ", location.member());
    part(parts, "layer ", location.layer());
    part(parts, "tensor ", location.tensor());
    part(parts, "node ", location.node());
    if (location.offset() != null) {
      parts.add("byte " + location.offset());
    }
    return String.join(" · ", parts);
  }

  private static void part(List<String> parts, String label, @Nullable String value) {
    if (value != null) {
      parts.add(label + value);
    }
  }

  private void fixes(List<Fix> fixes) {
    if (fixes.isEmpty()) {
      return;
    }
    out.raw("<h2>What was changed</h2>\n<ul class=\"fixes\">\n");
    for (Fix fix : fixes) {
      out.raw("<li><code>").text(fix.recipe()).raw("</code> ").text(fix.description());
      if (!fix.where().isEmpty()) {
        String more =
            fix.where().size() > SHOWN ? " and " + (fix.where().size() - SHOWN) + " more" : "";
        out.element(
            "span",
            "where",
            fix.where().stream().limit(SHOWN).collect(Collectors.joining(", ")) + more);
      }
      out.raw("</li>\n");
    }
    out.raw("</ul>\n");
  }

  /** Of the path alone, so that links hold from run to run. */
  private static String anchor(MigrationRecord row) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(row.artifact().getBytes(StandardCharsets.UTF_8));
      return "a-" + HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
