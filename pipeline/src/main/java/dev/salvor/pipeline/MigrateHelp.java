package dev.salvor.pipeline;

import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;

/** What {@code salvor help migrate} says, from the options themselves. */
final class MigrateHelp {
  private static final int MEANING_WIDTH = 78;

  private MigrateHelp() {}

  static String text() {
    StringBuilder text = new StringBuilder();
    text.append("salvor migrate --input=STORE --output=OUT [OPTION …]\n\n");
    text.append(
        "Reads every artifact of the store, converts what can be saved into SavedModels,\n");
    text.append(
        "compares their outputs with recorded ones, publishes those that agree, and writes\n");
    text.append("manifest and report. Run it again: what has not changed is not done again.\n\n");
    Stream.of(MigrationOptions.class.getDeclaredMethods())
        .filter(method -> method.isAnnotationPresent(Description.class))
        .sorted(Comparator.comparing(MigrateHelp::option))
        .forEach(
            method ->
                text.append(
                    entry(
                        option(method),
                        method.getAnnotation(Description.class).value() + absent(method))));
    text.append("\nBeam's own options work too: --runner, --targetParallelism, …\n\n");
    text.append(
        "Exit codes: 0 all artifacts settled; 1 some differ or failed, or more were rejected\n");
    text.append("than --maxRejected; 2 the run failed; 3 no artifacts found; 4 wrong usage.");
    return text.toString();
  }

  /** The name, and beside it what it means, broken into lines at blanks. */
  private static String entry(String option, String meaning) {
    StringBuilder entry = new StringBuilder();
    String label = "--" + option;
    StringBuilder line = new StringBuilder();
    for (String word : meaning.split(" ", -1)) {
      if (line.length() + word.length() >= MEANING_WIDTH) {
        entry.append(String.format(Locale.ROOT, "  %-20s%s%n", label, line));
        label = "";
        line.setLength(0);
      }
      line.append(' ').append(word);
    }
    return entry.append(String.format(Locale.ROOT, "  %-20s%s%n", label, line)).toString();
  }

  private static String option(Method getter) {
    String name = getter.getName().replaceFirst("^(get|is)", "");
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static String absent(Method getter) {
    Default.String text = getter.getAnnotation(Default.String.class);
    return text == null ? "" : " (default " + text.value() + ")";
  }
}
