package dev.salvor.fuzz;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.beam.BeamStore;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.policy.Policy;
import dev.salvor.stage.Explanation;
import dev.salvor.stage.RunSettings;
import dev.salvor.target.TargetRuntime;
import dev.salvor.validate.ValidatorOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * One input through everything that reads a file: first look, unpacking, inspection, conversion. It
 * must end in rows, none of which is a defect of Salvor itself. Driven by {@code scripts/fuzz}
 * (Jazzer), and by {@link FuzzCorpusTest} over what that found.
 */
public final class Fuzz implements AutoCloseable {

  private static final int WARM = 100;
  private static final long LIMIT_NANOS = 5_000_000_000L;
  private static Fuzz jazzer;

  private final FuzzTarget target;
  private final Path root;
  private final Path store;
  private final Explanation explanation;
  private int inputs;

  Fuzz(FuzzTarget target) throws IOException {
    this.target = target;
    this.root = Files.createTempDirectory("salvor-fuzz-");
    this.store = Files.createDirectories(root.resolve("store"));
    RunSettings settings =
        new RunSettings(
            "fuzz",
            store.toString(),
            root.resolve("out").toString(),
            null,
            TargetRuntime.DEFAULT,
            Policy.NONE,
            ValidatorOptions.DEFAULT,
            RunSettings.Mode.FULL,
            true,
            Long.MAX_VALUE,
            0,
            0,
            root.resolve("work").toString(),
            true,
            "");
    this.explanation = new Explanation(settings, new BeamStore());
  }

  /** Jazzer's: the name of the target. */
  public static void fuzzerInitialize(String[] args) throws IOException {
    jazzer = new Fuzz(FuzzTarget.named(args[0]));
  }

  /** Jazzer's: one input. */
  public static void fuzzerTestOneInput(byte[] input) {
    jazzer.run(input);
  }

  /** Ends normally, or with an error where Salvor fails at the input. */
  void run(byte[] input) {
    long start = cpuTime();
    try {
      for (Artifact artifact : explanation.artifacts(write(input))) {
        for (MigrationRecord row : explanation.rows(artifact)) {
          row.findings().forEach(finding -> fail(row, finding));
        }
      }
      clear();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    long spent = cpuTime() - start;
    if (++inputs > WARM && spent > LIMIT_NANOS) {
      throw new AssertionError("took " + spent / 1_000_000 + " ms");
    }
  }

  /** Of this thread: the machine may be busy with other things. */
  private static long cpuTime() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void fail(MigrationRecord row, Finding finding) {
    if (finding.rule() == Rule.INTERNAL) {
      throw new AssertionError(row.artifact() + ": " + finding.message());
    }
  }

  private List<ArtifactFile> write(byte[] input) throws IOException {
    List<ArtifactFile> written = new ArrayList<>();
    ByteBuffer rest = ByteBuffer.wrap(input).order(ByteOrder.LITTLE_ENDIAN);
    for (FuzzFile file : target.files()) {
      boolean last = written.size() == target.files().size() - 1;
      int length = last || rest.remaining() < 4 ? rest.remaining() : rest.getInt();
      byte[] part = new byte[length < 0 || length > rest.remaining() ? rest.remaining() : length];
      rest.get(part);
      written.add(write(file.name(), file.pack(part)));
    }
    return written;
  }

  private ArtifactFile write(String name, byte[] content) throws IOException {
    Path file = store.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return new ArtifactFile(name, file.toString(), content.length, 0, null);
  }

  private void clear() throws IOException {
    for (String left : List.of("out", "work")) {
      delete(root.resolve(left));
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) {
      return;
    }
    try (Stream<Path> paths = Files.walk(tree)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  @Override
  public void close() throws IOException {
    delete(root);
  }
}
