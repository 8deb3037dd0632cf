package dev.salvor.manifest;

import dev.salvor.finding.Classification;
import dev.salvor.finding.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The report for people: one file without references, that works from the disk and without scripts.
 * Its content security policy admits exactly its own script and style, so that markup in a name
 * could do nothing even if it were not escaped. Equal rows give equal reports.
 */
public final class HtmlReport {
  private final Html out;
  private final Summary summary;
  private final List<MigrationRecord> rows;

  private HtmlReport(Html out, Summary summary, List<MigrationRecord> rows) {
    this.out = out;
    this.summary = summary;
    this.rows = rows;
  }

  /**
   * {@code out} stays open.
   *
   * @param rows in the order of the manifest
   */
  public static void write(Summary summary, List<MigrationRecord> rows, Writer out)
      throws IOException {
    try {
      new HtmlReport(new Html(out), summary, rows).write();
      out.flush();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void write() {
    String style = resource("report.css");
    String script = resource("report.js");
    out.raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
        .raw("style-src '" + digest(style) + "'; script-src '" + digest(script) + "'; ")
        .raw("base-uri 'none'; form-action 'none'\">\n")
        .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
        .raw("<meta name=\"color-scheme\" content=\"light dark\">\n<title>Salvor · run ")
        .text(summary.runId())
        .raw("</title>\n<style>" + style + "</style>\n</head>\n<body>\n");
    head();
    tools();
    out.raw("<main id=\"rows\">\n");
    HtmlArtifact artifact = new HtmlArtifact(out);
    rows.forEach(artifact::write);
    out.raw("<p id=\"none\" hidden>No artifact matches.</p>\n</main>\n");
    out.raw("<script>" + script + "</script>\n</body>\n</html>\n");
  }

  private void head() {
    out.raw("<header>\n<h1>Migration report</h1>\n<p class=\"run\">run <code>")
        .text(summary.runId())
        .raw("</code>");
    option("input");
    option("output");
    String target =
        rows.stream()
            .flatMap(row -> Stream.ofNullable(row.target()))
            .map(MigrationRecord.Target::runtime)
            .distinct()
            .collect(Collectors.joining(", "));
    if (!target.isEmpty()) {
      out.raw(" · target <code>").text(target).raw("</code>");
    }
    out.raw("</p>\n");
    OutcomeBar.write(out, summary);
    out.raw("<ul class=\"tiles\">\n");
    for (Map.Entry<Outcome, Integer> entry : summary.outcomes().entrySet()) {
      if (entry.getValue() > 0) {
        String id = entry.getKey().id();
        out.raw("<li><button type=\"button\" class=\"tile o-" + id + "\" data-pick=\"" + id + "\">")
            .raw("<b>" + entry.getValue() + "</b> " + id + "</button></li>\n");
      }
    }
    out.raw("</ul>\n</header>\n");
  }

  private void option(String name) {
    String value = summary.options().get(name);
    if (value != null && !value.isEmpty()) {
      out.raw(" · " + name + " <code>").text(value).raw("</code>");
    }
  }

  private void tools() {
    out.raw("<div class=\"tools\">\n<input id=\"find\" type=\"search\" autocomplete=\"off\"")
        .raw(" placeholder=\"Search paths, messages, layers…\" aria-label=\"Search\">\n");
    out.raw("<select id=\"outcome\" aria-label=\"Outcome\"><option value=\"\">every outcome");
    summary.outcomes().forEach((outcome, count) -> choice(outcome.id(), count));
    out.raw("</select>\n<select id=\"class\" aria-label=\"Classification\">")
        .raw("<option value=\"\">every classification");
    for (Map.Entry<Classification, Integer> entry : summary.classifications().entrySet()) {
      choice(entry.getKey().id(), entry.getValue());
    }
    out.raw("</select>\n<select id=\"kind\" aria-label=\"Kind\"><option value=\"\">every kind");
    summary.kinds().forEach(this::choice);
    out.raw("</select>\n<output id=\"count\">" + rows.size() + " artifacts</output>\n</div>\n");
  }

  private void choice(String id, int count) {
    if (count > 0) {
      out.raw("</option><option value=\"" + id + "\">" + id.replace('_', ' ') + " (" + count + ")");
    }
  }

  private static String resource(String name) {
    try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String content) {
    try {
      return "sha256-"
          + Base64.getEncoder()
              .encodeToString(
                  MessageDigest.getInstance("SHA-256")
                      .digest(content.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
