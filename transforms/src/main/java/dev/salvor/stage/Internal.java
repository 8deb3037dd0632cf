package dev.salvor.stage;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.logging.Level;
import java.util.logging.Logger;

/** What went wrong in Salvor itself, as a finding; the stack trace goes to the log alone. */
final class Internal {
  private static final Logger LOG = Logger.getLogger(Internal.class.getName());

  private Internal() {}

  static Finding finding(Throwable defect, String artifactPath) {
    LOG.log(Level.FINE, "unexpected, at " + artifactPath, defect);
    StackTraceElement[] trace = defect.getStackTrace();
    String at = trace.length == 0 ? "" : " at " + trace[0];
    return Finding.of(
        Rule.INTERNAL,
        Location.file(artifactPath),
        "%s: %s%s",
        defect.getClass().getSimpleName(),
        String.valueOf(defect.getMessage()),
        at);
  }
}
