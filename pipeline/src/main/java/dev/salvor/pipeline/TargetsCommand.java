package dev.salvor.pipeline;

import dev.salvor.target.TargetRuntime;
import java.util.List;

/** {@code salvor targets}: the runtimes that models can be pinned to. */
final class TargetsCommand implements Salvor.Command {

  @Override
  public String name() {
    return "targets";
  }

  @Override
  public String summary() {
    return "Lists the TensorFlow versions that models can be pinned to.";
  }

  @Override
  public String help() {
    return "salvor targets\n\nLists the names that --target takes, with the exact version and its GraphDef"
        + " version.";
  }

  @Override
  public ExitCode run(List<String> args) {
    if (!args.isEmpty()) {
      throw new UsageException("targets takes no options, given " + String.join(" ", args));
    }
    for (String name : TargetRuntime.names()) {
      TargetRuntime target = TargetRuntime.named(name);
      System.out.printf(
          "%-8s TensorFlow %-8s GraphDef %d%s%n",
          name,
          target.tensorflow(),
          target.graphDefVersion(),
          name.equals(TargetRuntime.DEFAULT) ? "  (default)" : "");
    }
    return ExitCode.SETTLED;
  }
}
