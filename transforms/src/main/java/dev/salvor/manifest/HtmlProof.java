package dev.salvor.manifest;

import dev.salvor.manifest.MigrationRecord.SignatureShape;
import dev.salvor.manifest.MigrationRecord.Validation;
import dev.salvor.validate.Comparison;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** How an artifact was proved, and how what was published is called. */
final class HtmlProof {
  private final Html out;

  HtmlProof(Html out) {
    this.out = out;
  }

  void write(MigrationRecord row) {
    Validation validation = row.validation();
    if (validation != null) {
      out.raw("<h2>How it was proved</h2>\n<p>").text(sentence(validation)).raw("</p>\n");
      if (!validation.outputs().isEmpty()) {
        comparisons(validation);
      }
    }
    if (row.output() != null && !row.output().signatures().isEmpty()) {
      signatures(row.output().signatures());
    }
  }

  private static String sentence(Validation validation) {
    String device = validation.device() == null ? "" : " on the " + validation.device();
    String samples = validation.samples() == 1 ? "1 sample" : validation.samples() + " samples";
    return switch (validation.evidence()) {
      case "golden" ->
          "Compared with " + samples + " recorded in the old environment" + device + ".";
      case "original_graph" -> "Compared with the artifact's own graph, " + samples + device + ".";
      case "reference" ->
          "Compared with an independent evaluation of its layers, " + samples + device + ".";
      default -> "Not proved: there were no recorded outputs to compare with.";
    };
  }

  private void comparisons(Validation validation) {
    out.raw("<div class=\"wide\"><table><thead><tr><th>Signature<th>Output<th>Elements")
        .raw("<th>Largest difference<th>Relative<th>Allowed<th>Out of it<th>Worst at<th>")
        .raw("</tr></thead>\n<tbody>\n");
    for (Comparison output : validation.outputs()) {
      out.raw("<tr class=\"" + (output.pass() ? "pass" : "fail") + "\"><td>")
          .text(output.signature())
          .raw("<td>")
          .text(output.name())
          .raw("<td>" + output.elements())
          .raw("<td>" + number(output.maxAbs()))
          .raw("<td>" + number(output.maxRel()))
          .raw("<td>" + number(output.atol()) + " + " + number(output.rtol()) + "·|b|")
          .raw("<td>" + output.mismatched())
          .raw("<td>" + (output.worstIndex() < 0 ? "–" : output.worstIndex()))
          .raw(output.pass() ? "<td>same" : "<td>differs")
          .raw("</tr>\n");
    }
    out.raw("</tbody></table></div>\n");
  }

  private void signatures(Map<String, SignatureShape> signatures) {
    out.raw("<h2>Signatures</h2>\n<ul class=\"signatures\">\n");
    signatures.forEach(
        (key, shape) ->
            out.raw("<li><code>")
                .text(key)
                .raw("</code> ")
                .text(side(shape.inputs()) + " → " + side(shape.outputs()))
                .raw("</li>\n"));
    out.raw("</ul>\n");
  }

  private static String side(Map<String, String> tensors) {
    return tensors.entrySet().stream()
        .map(tensor -> tensor.getKey() + ": " + tensor.getValue())
        .collect(Collectors.joining(", "));
  }

  /** Two digits: {@code 0.012}, {@code 1.2e-7}. */
  private static String number(double value) {
    if (value == 0 || (value >= 1e-3 && value < 1e4)) {
      return new BigDecimal(value).round(new MathContext(2)).stripTrailingZeros().toPlainString();
    }
    String[] parts = String.format(Locale.ROOT, "%.1e", value).split("e", 2);
    String mantissa = parts[0].endsWith(".0") ? parts[0].replace(".0", "") : parts[0];
    return mantissa + "e" + Integer.parseInt(parts[1]);
  }
}
