package dev.salvor.pipeline;

import dev.salvor.artifact.ScratchDirectory;
import dev.salvor.beam.BeamStore;
import dev.salvor.beam.MigrateStore;
import dev.salvor.beam.SharedValidator;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.stage.RunSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.io.FileSystems;

/** {@code salvor migrate}: runs the job over a store, and tells what came of it. */
final class MigrateCommand implements Salvor.Command {

  @Override
  public String name() {
    return "migrate";
  }

  @Override
  public String summary() {
    return "Converts every model of a store that can be saved, and writes the manifest.";
  }

  @Override
  public String help() {
    return MigrateHelp.text();
  }

  @Override
  public ExitCode run(List<String> args) throws IOException {
    MigrationOptions options = OptionsParser.parse(args);
    FileSystems.setDefaultPipelineOptions(options);
    BeamStore store = new BeamStore();
    RunSettings settings = new SettingsReader(store).read(options, Instant.now());
    AtomicBoolean done = new AtomicBoolean();
    Thread onInterrupt = new Thread(() -> interrupted(settings, done), "salvor-interrupted");
    Runtime.getRuntime().addShutdownHook(onInterrupt);
    try {
      PipelineResult.State state = run(options, settings, given(args));
      if (state != PipelineResult.State.DONE) {
        throw new IOException("the job ended as " + state);
      }
      List<MigrationRecord> rows = RunFiles.rows(store, settings);
      done.set(true);
      if (rows.isEmpty()) {
        System.err.println("salvor: there is nothing to migrate in " + settings.input() + ".");
        return ExitCode.NOTHING_FOUND;
      }
      new Conclusion(settings, System.out).print(rows);
      return exitCode(rows, options.getMaxRejected());
    } finally {
      done.set(true);
      SharedValidator.close(settings.runId());
      ScratchDirectory.deleteTree(Path.of(settings.workDirectory()));
    }
  }

  private static PipelineResult.State run(
      MigrationOptions options, RunSettings settings, Map<String, String> given)
      throws IOException {
    DirectOptions direct = options.as(DirectOptions.class);
    direct.setBlockOnRun(false);
    direct.setEnforceImmutability(false);
    direct.setEnforceEncodability(false);
    if (!given.containsKey("targetParallelism")) {
      direct.setTargetParallelism(Math.max(2, Runtime.getRuntime().availableProcessors()));
    }
    options.setJobName("salvor-migrate");
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply("MigrateStore", new MigrateStore(settings, given));
    PipelineResult result = pipeline.run();
    ProgressReporter progress = new ProgressReporter(result, System.err);
    try {
      progress.start();
      return result.waitUntilFinish();
    } finally {
      progress.stop();
    }
  }

  static ExitCode exitCode(List<MigrationRecord> rows, long maxRejected) {
    long rejected = 0;
    for (MigrationRecord row : rows) {
      switch (row.outcome()) {
        case MISMATCHED, FAILED -> {
          return ExitCode.UNSETTLED;
        }
        case REJECTED -> rejected++;
        case MIGRATED, COPIED, UNCHANGED, REMOVED -> {}
      }
    }
    return rejected > maxRejected ? ExitCode.UNSETTLED : ExitCode.SETTLED;
  }

  /** Options as given, without what says where this machine keeps things secret. */
  private static Map<String, String> given(List<String> args) {
    Map<String, String> given = new TreeMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      given.put(
          equals < 0 ? arg.substring(2) : arg.substring(2, equals),
          equals < 0 ? "true" : arg.substring(equals + 1));
    }
    return given;
  }

  private static void interrupted(RunSettings settings, AtomicBoolean done) {
    if (done.get()) {
      return;
    }
    SharedValidator.close(settings.runId());
    System.err.println();
    System.err.println(
        "Interrupted. No half model was published; run the same command again to go on.");
    ScratchDirectory.deleteTree(Path.of(settings.workDirectory()));
  }
}
