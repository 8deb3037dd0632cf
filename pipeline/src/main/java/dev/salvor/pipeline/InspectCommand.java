package dev.salvor.pipeline;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.ScratchDirectory;
import dev.salvor.beam.BeamStore;
import dev.salvor.manifest.MigrationRecordJson;
import dev.salvor.policy.Policy;
import dev.salvor.stage.Explanation;
import dev.salvor.stage.Explanation.Explained;
import dev.salvor.stage.RunSettings;
import dev.salvor.target.TargetRuntime;
import dev.salvor.validate.ValidatorOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** {@code salvor inspect}: explains artifacts to a person; converts nothing. */
final class InspectCommand implements Salvor.Command {

  @Override
  public String name() {
    return "inspect";
  }

  @Override
  public String summary() {
    return "Explains one or more files or model directories; converts nothing.";
  }

  @Override
  public String help() {
    return "salvor inspect [--json | --salvage-report] [--target=tf-2.18] PATH…\n\n"
        + "Says what each artifact is, who wrote it, what is wrong with it and what to do.\n"
        + "A directory is a store of artifacts, or a SavedModel. Nothing is written.\n\n"
        + "  --json              prints the row of the manifest, one line an artifact\n"
        + "  --salvage-report    of a damaged file, lists the tensors that are still whole\n"
        + "  --target            the TensorFlow that the model is for (default "
        + TargetRuntime.DEFAULT
        + ")\n\n"
        + "Exit codes: 0 every artifact can be migrated; 1 some cannot; 2 failed; 4 wrong usage.";
  }

  @Override
  public ExitCode run(List<String> args) throws IOException {
    boolean json = false;
    boolean salvage = false;
    String target = TargetRuntime.DEFAULT;
    List<Path> paths = new ArrayList<>();
    for (String arg : args) {
      if (arg.equals("--json")) {
        json = true;
      } else if (arg.equals("--salvage-report")) {
        salvage = true;
      } else if (arg.startsWith("--target=")) {
        target = arg.substring("--target=".length());
      } else if (arg.startsWith("--")) {
        throw new UsageException(
            "there is no option "
                + arg
                + Words.closest(arg, List.of("--json", "--salvage-report", "--target"))
                    .map(close -> "; did you mean " + close + "?")
                    .orElse("; see salvor help inspect."));
      } else {
        paths.add(Path.of(arg));
      }
    }
    if (json && salvage) {
      throw new UsageException("--json and --salvage-report do not go together.");
    }
    if (paths.isEmpty()) {
      throw new UsageException("inspect needs the path of a file or directory.");
    }
    SettingsReader.target(target);
    for (Path path : paths) {
      if (!Files.exists(path)) {
        throw new UsageException(path + " does not exist.");
      }
    }
    FileSystems.setDefaultPipelineOptions(PipelineOptionsFactory.create());
    boolean all = true;
    try (ScratchDirectory work = ScratchDirectory.create("inspect")) {
      for (Path path : paths) {
        for (Explained explained : explain(path, target, work.path())) {
          if (json) {
            System.out.println(MigrationRecordJson.toLine(explained.row()));
          } else {
            new RowPrinter(System.out).print(explained);
            if (salvage) {
              new SalvageReport(System.out, path, work.path()).print(explained.row());
            }
          }
          all &= explained.row().classification().convertible();
        }
      }
    }
    return all ? ExitCode.SETTLED : ExitCode.UNSETTLED;
  }

  private static List<Explained> explain(Path given, String target, Path work) throws IOException {
    Path path = given.toAbsolutePath().normalize();
    Path root = path.getParent() == null ? path : path.getParent();
    BeamStore store = new BeamStore();
    RunSettings settings =
        new RunSettings(
            "inspect",
            root.toString(),
            work.resolve("out").toString(),
            null,
            target,
            Policy.NONE,
            ValidatorOptions.DEFAULT,
            RunSettings.Mode.FULL,
            true,
            Long.MAX_VALUE,
            0,
            0,
            work.toString(),
            true,
            "");
    Explanation explanation = new Explanation(settings, store);
    List<Explained> rows = new ArrayList<>();
    String name = root.relativize(path).toString();
    for (Artifact artifact : explanation.artifacts(siblings(store, root, path, name))) {
      if (belongs(artifact, name)) {
        rows.addAll(explanation.explain(artifact));
      }
    }
    return rows;
  }

  /** The file with its siblings, so that shards, weights and companions are found. */
  private static List<ArtifactFile> siblings(BeamStore store, Path root, Path path, String name)
      throws IOException {
    if (Files.isDirectory(path)) {
      return store.list(path.toString()).stream()
          .map(
              file ->
                  new ArtifactFile(
                      name + "/" + file.path(),
                      file.uri(),
                      file.size(),
                      file.modified(),
                      file.checksum()))
          .toList();
    }
    List<ArtifactFile> siblings = new ArrayList<>();
    try (var entries = Files.list(root)) {
      for (Path entry : entries.filter(Files::isRegularFile).sorted().toList()) {
        siblings.add(
            new ArtifactFile(
                entry.getFileName().toString(), entry.toString(), Files.size(entry), 0, null));
      }
    }
    return siblings;
  }

  private static boolean belongs(Artifact artifact, String name) {
    return artifact.path().equals(name)
        || artifact.path().startsWith(name + "/")
        || artifact.files().stream().anyMatch(file -> file.path().equals(name));
  }
}
