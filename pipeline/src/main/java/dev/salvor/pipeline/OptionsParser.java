package dev.salvor.pipeline;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** Reads {@code --name=value} options; Beam's own are let through to Beam. */
final class OptionsParser {
  private OptionsParser() {}

  /**
   * @throws UsageException with one sentence for what is unknown or has no value
   */
  static MigrationOptions parse(List<String> args) {
    Set<String> own = names(MigrationOptions.class);
    List<String> given = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String arg : args) {
      if (!arg.startsWith("--")) {
        throw new UsageException("'" + arg + "' is no option; options have the form --name=value.");
      }
      int equals = arg.indexOf('=');
      String name = equals < 0 ? arg.substring(2) : arg.substring(2, equals);
      if (equals < 0 && !name.equals("dryRun") && own.contains(name)) {
        throw new UsageException("--" + name + " has no value; write --" + name + "=VALUE.");
      }
      if (equals == arg.length() - 1) {
        throw new UsageException("--" + name + " has no value.");
      }
      if (!own.contains(name) && !beamKnows(name)) {
        throw new UsageException(
            "there is no option --"
                + name
                + Words.closest(name, own)
                    .map(close -> "; did you mean --" + close + "?")
                    .orElse("; see salvor help migrate."));
      }
      if (own.contains(name) && !names.add(name)) {
        throw new UsageException("--" + name + " is given twice.");
      }
      given.add(arg);
    }
    PipelineOptionsFactory.register(MigrationOptions.class);
    try {
      return options(given);
    } catch (RuntimeException e) {
      throw new UsageException(
          "an option has a value that it cannot have: " + culprit(given) + reason(e));
    }
  }

  private static MigrationOptions options(List<String> given) {
    return PipelineOptionsFactory.fromArgs(given.toArray(String[]::new)).as(MigrationOptions.class);
  }

  /** The first option that does not do alone. */
  private static String culprit(List<String> given) {
    for (String arg : given) {
      try {
        options(List.of(arg));
      } catch (RuntimeException e) {
        return arg + ": ";
      }
    }
    return "";
  }

  private static boolean beamKnows(String name) {
    return PipelineOptionsFactory.getRegisteredOptions().stream()
        .anyMatch(type -> names(type).contains(name));
  }

  private static String reason(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && !(root instanceof IllegalArgumentException)) {
      root = root.getCause();
    }
    return Optional.ofNullable(root.getMessage())
        .flatMap(message -> message.lines().findFirst())
        .orElse(root.getClass().getSimpleName());
  }

  /** The names of the properties of an options interface, as they stand on the command line. */
  static Set<String> names(Class<? extends PipelineOptions> type) {
    Set<String> names = new TreeSet<>();
    Stream.of(type.getMethods())
        .map(Method::getName)
        .filter(method -> method.startsWith("set") && method.length() > 3)
        .map(method -> method.substring(3, 4).toLowerCase(Locale.ROOT) + method.substring(4))
        .forEach(names::add);
    return names;
  }
}
