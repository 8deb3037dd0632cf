package dev.salvor.manifest;

import dev.salvor.finding.Outcome;
import java.util.Locale;
import java.util.Map;

/** The shares of the outcomes as one bar. */
final class OutcomeBar {
  private static final double WIDTH = 1000;

  private OutcomeBar() {}

  static void write(Html out, Summary summary) {
    if (summary.artifacts() == 0) {
      return;
    }
    out.raw("<svg class=\"bar\" viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\"");
    out.raw(" role=\"img\" aria-label=\"shares of the outcomes\">\n");
    double x = 0;
    for (Map.Entry<Outcome, Integer> entry : summary.outcomes().entrySet()) {
      double width = WIDTH * entry.getValue() / summary.artifacts();
      if (width > 0) {
        out.raw(
            String.format(
                Locale.ROOT,
                "<rect class=\"o-%s\" x=\"%.2f\" width=\"%.2f\" height=\"10\"/>\n",
                entry.getKey().id(),
                x,
                width));
      }
      x += width;
    }
    out.raw("</svg>\n");
  }
}
