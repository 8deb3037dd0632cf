package dev.salvor.validate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.artifact.Artifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.policy.Policy;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Runs SavedModels in child processes and compares their outputs with recorded ones. A model that
 * crashes or hangs the native library costs its own row: its worker is ended and another started.
 * Safe for use by many threads; no process is started before the first model comes.
 */
public final class Validator implements AutoCloseable {
  /** Made-up inputs are the same in every run. */
  private static final long SEED = 20_17;

  /** What a slow disk still reads of a large model. */
  private static final long BYTES_PER_SECOND = 20_000_000;

  private final ValidatorOptions options;
  private final WorkerPool workers;

  public Validator(ValidatorOptions options) {
    this.options = options;
    this.workers = new WorkerPool(options.device(), options.workers());
  }

  /**
   * Loads and runs one model.
   *
   * @param savedModel directory of the SavedModel
   * @param artifact for the tolerances that the policy states by path
   * @param golden recorded inputs and outputs; without, the model is only tried on made-up inputs
   * @return with an error among its findings where the model must not be published: {@link
   *     Rule#OUTPUTS_DIFFER}, {@link Rule#RUN_FAILED} or {@link Rule#GOLDEN_UNUSABLE}
   * @throws IOException where no worker can be started, the device is missing, or files cannot be
   *     read: no artifact's fault
   */
  public ValidationResult validate(
      Path savedModel, Artifact artifact, Optional<Path> golden, Policy policy) throws IOException {
    WorkerRequest request =
        new WorkerRequest(
            savedModel.toAbsolutePath(),
            golden.map(Path::toAbsolutePath).orElse(null),
            tolerance(artifact.path(), policy),
            SEED);
    Duration timeout = options.timeout().plusSeconds(size(savedModel) / BYTES_PER_SECOND);
    try {
      return ask(request, timeout);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw (IOException) new InterruptedIOException("the run was interrupted").initCause(e);
    }
  }

  private ValidationResult ask(WorkerRequest request, Duration timeout)
      throws IOException, InterruptedException {
    Worker worker = workers.acquire();
    boolean usable = false;
    try {
      Worker.Reply reply = worker.ask(request.toJson(), timeout);
      JsonNode answer = reply.answer();
      if (answer == null) {
        return failed(request, reply.failure());
      }
      usable = true;
      if (answer.has("unreadable")) {
        throw new IOException(answer.path("unreadable").asText());
      }
      return ResultJson.fromJson(answer);
    } finally {
      if (usable) {
        workers.release(worker);
      } else {
        workers.discard(worker);
      }
    }
  }

  private @Nullable Tolerance tolerance(String artifactPath, Policy policy) {
    if (options.tolerance() != null) {
      return options.tolerance();
    }
    Path path = Path.of(artifactPath);
    return policy.tolerances().stream()
        .filter(
            rule -> FileSystems.getDefault().getPathMatcher("glob:" + rule.path()).matches(path))
        .findFirst()
        .map(rule -> Tolerance.stated(rule.rtol(), rule.atol()))
        .orElse(null);
  }

  private ValidationResult failed(WorkerRequest request, String failure) {
    return new ValidationResult(
        Evidence.NONE,
        options.device() == Device.GPU ? "gpu" : "cpu",
        0,
        request.golden() == null ? SEED : null,
        List.of(),
        List.of(
            Finding.of(Rule.RUN_FAILED, Location.NONE, "it brings the runtime down: " + failure)));
  }

  private static long size(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(Validator::fileSize).sum();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private static long fileSize(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    workers.close();
  }
}
