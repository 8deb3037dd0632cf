package dev.salvor.pipeline;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The entry point: one word that says what to do, then its options. */
public final class Salvor {
  private static final List<Command> COMMANDS =
      List.of(new MigrateCommand(), new InspectCommand(), new TargetsCommand());

  private Salvor() {}

  /** One thing that can be asked for. */
  interface Command {
    String name();

    /** One line for the overview. */
    String summary();

    String help();

    ExitCode run(List<String> args) throws Exception;
  }

  public static void main(String[] args) {
    System.exit(run(Arrays.asList(args)).code());
  }

  static ExitCode run(List<String> args) {
    if (args.isEmpty()) {
      overview(System.err);
      return ExitCode.USAGE;
    }
    String word = args.get(0);
    if (List.of("help", "--help", "-h").contains(word)) {
      return help(args.subList(1, args.size()));
    }
    if (List.of("version", "--version", "-V").contains(word)) {
      System.out.println("Salvor " + Version.NAME);
      return ExitCode.SETTLED;
    }
    Optional<Command> command = command(word);
    if (command.isEmpty()) {
      System.err.println("salvor: there is no command '" + word + "'" + meant(word));
      return ExitCode.USAGE;
    }
    List<String> rest = args.subList(1, args.size());
    if (rest.contains("--help") || rest.contains("-h")) {
      System.out.println(command.get().help());
      return ExitCode.SETTLED;
    }
    try {
      return command.get().run(rest);
    } catch (UsageException e) {
      System.err.println("salvor: " + e.getMessage());
      return ExitCode.USAGE;
    } catch (Exception e) {
      System.err.println("salvor: the run failed: " + Failures.sentence(e));
      if (Boolean.getBoolean("salvor.trace")) {
        e.printStackTrace();
      }
      return ExitCode.FAILED;
    }
  }

  private static ExitCode help(List<String> args) {
    if (args.isEmpty()) {
      overview(System.out);
      return ExitCode.SETTLED;
    }
    Optional<Command> command = command(args.get(0));
    if (command.isEmpty()) {
      System.err.println("salvor: there is no command '" + args.get(0) + "'" + meant(args.get(0)));
      return ExitCode.USAGE;
    }
    System.out.println(command.get().help());
    return ExitCode.SETTLED;
  }

  private static Optional<Command> command(String name) {
    return COMMANDS.stream().filter(command -> command.name().equals(name)).findFirst();
  }

  private static String meant(String word) {
    return Words.closest(word, COMMANDS.stream().map(Command::name).toList())
        .map(name -> "; did you mean '" + name + "'?")
        .orElse("; see salvor help.");
  }

  private static void overview(PrintStream out) {
    out.println("Salvor finds out why TensorFlow cannot load your models, and saves them.");
    out.println();
    for (Command command : COMMANDS) {
      out.printf("  salvor %-9s %s%n", command.name(), command.summary());
    }
    out.printf("  salvor %-9s %s%n", "help", "Explains a command: salvor help migrate.");
    out.println();
    out.println("Start with: salvor migrate --input=STORE --output=OUT");
  }
}
