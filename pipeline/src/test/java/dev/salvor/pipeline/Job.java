package dev.salvor.pipeline;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;

/** scripts/salvor as a user starts it, running what this build has made. */
final class Job implements AutoCloseable {
  static final Path HOME = Path.of(System.getProperty("salvor.home", "..")).toAbsolutePath();
  static final Path SAMPLES = HOME.resolve("samples/store");
  static final Path GOLDENS = HOME.resolve("samples/goldens");
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final long POLL_MILLIS = 5;
  private static final long WATCH_MILLIS = 25;

  private final Process process;
  private final Path out;
  private final Path err;
  private final Set<ProcessHandle> children = ConcurrentHashMap.newKeySet();
  private final Thread watcher = new Thread(this::watch, "watch-children");

  private Job(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
    watcher.setDaemon(true);
    watcher.start();
  }

  /**
   * What a finished run left behind.
   *
   * @param children Java processes that it started
   */
  record Result(int code, String out, String err, Set<ProcessHandle> children) {}

  /** Starts {@code scripts/salvor args…}. */
  static Job start(String... args) throws IOException {
    return start(List.of(), args);
  }

  /** Starts it below another command, such as one that takes rights away. */
  static Job start(List<String> prefix, String... args) throws IOException {
    List<String> command = new ArrayList<>(prefix);
    command.add(HOME.resolve("scripts/salvor").toString());
    command.addAll(List.of(args));
    Path out = Files.createTempFile("salvor-it-", ".out");
    Path err = Files.createTempFile("salvor-it-", ".err");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(HOME.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().put("SALVOR_NO_BUILD", "1");
    return new Job(builder.start(), out, err);
  }

  /** Starts it and waits for its end. */
  static Result run(String... args) throws Exception {
    try (Job job = start(args)) {
      return job.finish();
    }
  }

  /** A run of {@code migrate} on the CPU. */
  static Result migrate(Path input, Path output, String... options) throws Exception {
    try (Job job = startMigrating(input, output, options)) {
      return job.finish();
    }
  }

  static Job startMigrating(Path input, Path output, String... options) throws IOException {
    return start(arguments(input, output, options));
  }

  static String[] arguments(Path input, Path output, String... options) {
    List<String> args =
        new ArrayList<>(
            List.of("migrate", "--input=" + input, "--output=" + output, "--device=cpu"));
    args.addAll(List.of(options));
    return args.toArray(String[]::new);
  }

  Result finish() throws Exception {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new TimeoutException("still running: " + Files.readString(err));
    }
    watcher.join();
    return new Result(
        process.exitValue(), Files.readString(out), Files.readString(err), Set.copyOf(children));
  }

  /** Waits until {@code condition} holds; false where the run ended before. */
  boolean await(BooleanSupplier condition) throws InterruptedException {
    while (process.isAlive()) {
      if (condition.getAsBoolean()) {
        return true;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return false;
  }

  void signal(String name) throws Exception {
    new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
  }

  private void watch() {
    try {
      while (process.isAlive()) {
        process.descendants().filter(Job::isJava).forEach(children::add);
        Thread.sleep(WATCH_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The script itself starts others: find, sed. */
  private static boolean isJava(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/java")).isPresent();
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
