package dev.salvor.pipeline;

import dev.salvor.artifact.Store;
import dev.salvor.convert.keras.layers.PolicyCheck;
import dev.salvor.policy.Policy;
import dev.salvor.policy.PolicyReader;
import dev.salvor.stage.RunSettings;
import dev.salvor.target.TargetRuntime;
import dev.salvor.validate.Device;
import dev.salvor.validate.ValidatorOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.io.FileSystems;
import org.jspecify.annotations.Nullable;

/** From options to settings; everything that can be wrong with them is found here. */
final class SettingsReader {
  private static final DateTimeFormatter RUN_ID =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final Pattern AGE = Pattern.compile("(\\d{1,9})(s|m|h|d)?");
  private static final Duration MODEL_TIMEOUT = Duration.ofMinutes(2);

  private final Store store;

  SettingsReader(Store store) {
    this.store = store;
  }

  RunSettings read(MigrationOptions options, Instant now) throws IOException {
    String input = required(options.getInput(), "--input", "the store to read");
    String output = required(options.getOutput(), "--output", "where the results go");
    checkReachable(input);
    checkReachable(output);
    checkNumbers(options);
    Optional<Path> localInput = store.local(input);
    Optional<Path> localOutput = store.local(output);
    localInput.ifPresent(SettingsReader::checkInput);
    localOutput.ifPresent(SettingsReader::checkOutput);
    if (localInput.isPresent() && localOutput.isPresent()) {
      checkApart(localInput.get(), localOutput.get());
    } else if (Store.resolve(output, "").startsWith(Store.resolve(input, ""))) {
      throw new UsageException("the output " + output + " lies inside the input " + input + ".");
    }
    String goldens = options.getGoldens();
    if (goldens != null) {
      store
          .local(goldens)
          .filter(path -> !Files.isDirectory(path))
          .ifPresent(
              path -> {
                throw new UsageException("--goldens=" + goldens + " is not a directory.");
              });
    }
    TargetRuntime target = target(options.getTarget());
    String policyText = policyText(options.getPolicy());
    Policy policy = policy(policyText, options.getPolicy());
    Device device =
        Stream.of(Device.values())
            .filter(known -> known.id().equals(options.getDevice()))
            .findFirst()
            .orElseThrow(
                () ->
                    new UsageException(
                        "--device=" + options.getDevice() + " is none of auto, cpu, gpu."));
    ValidatorOptions validation =
        new ValidatorOptions(
            device,
            Math.max(1, Runtime.getRuntime().availableProcessors()),
            MODEL_TIMEOUT,
            ValidatorOptions.stated(options.getRtol(), options.getAtol()));
    return new RunSettings(
        RUN_ID.format(now),
        localInput.map(path -> path.toAbsolutePath().normalize().toString()).orElse(input),
        localOutput.map(path -> path.toAbsolutePath().normalize().toString()).orElse(output),
        goldens == null
            ? null
            : store
                .local(goldens)
                .map(path -> path.toAbsolutePath().normalize().toString())
                .orElse(goldens),
        options.getTarget(),
        policy,
        validation,
        mode(options.getMode()),
        options.isDryRun(),
        options.getMaxArtifactBytes(),
        age(options.getMinAge()).toMillis(),
        now.toEpochMilli(),
        Files.createTempDirectory("salvor-").toString(),
        options.getRunner() == null || options.getRunner() == DirectRunner.class,
        configuration(options, target, policyText));
  }

  /**
   * @throws UsageException where there is no such target
   */
  static TargetRuntime target(String name) {
    try {
      return TargetRuntime.named(name);
    } catch (IllegalArgumentException e) {
      throw new UsageException(e.getMessage() + ".");
    }
  }

  /** What decides the rows, and nothing else: not where things lie, nor how often they are run. */
  private static String configuration(
      MigrationOptions options, TargetRuntime target, String policyText) {
    String all =
        String.join(
            "\n",
            List.of(
                Version.NAME,
                target.name(),
                target.digest(),
                String.valueOf(options.getAtol()),
                String.valueOf(options.getRtol()),
                options.getDevice(),
                Boolean.toString(options.isDryRun()),
                Long.toString(options.getMaxArtifactBytes()),
                policyText));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static String required(@Nullable String value, String option, String what) {
    if (value == null || value.isBlank()) {
      throw new UsageException(option + " is missing: " + what + ".");
    }
    return value;
  }

  private static void checkReachable(String uri) {
    try {
      FileSystems.matchNewResource(uri, true);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new UsageException(
          uri
              + " cannot be reached: this build has no file system for it ("
              + e.getMessage()
              + ")."
              + profile(uri));
    }
  }

  /** The Maven profile that brings a file system. */
  private static String profile(String uri) {
    String scheme = uri.substring(0, uri.indexOf(':') + 1);
    return switch (scheme) {
      case "s3:" -> " Set SALVOR_PROFILES=s3 and start again.";
      case "gs:" -> " Set SALVOR_PROFILES=gcs and start again.";
      default -> "";
    };
  }

  private static void checkNumbers(MigrationOptions options) {
    checkNotNegative("atol", options.getAtol());
    checkNotNegative("rtol", options.getRtol());
    checkNotNegative("maxRejected", (double) options.getMaxRejected());
    checkNotNegative("maxArtifactBytes", (double) options.getMaxArtifactBytes());
    int parallelism = options.as(DirectOptions.class).getTargetParallelism();
    if (parallelism < 1) {
      throw new UsageException("--targetParallelism=" + parallelism + " is less than 1.");
    }
  }

  private static void checkNotNegative(String option, @Nullable Double number) {
    if (number != null && !(number >= 0)) {
      throw new UsageException("--" + option + " is no number of 0 or more.");
    }
  }

  private static void checkInput(Path input) {
    if (!Files.exists(input)) {
      throw new UsageException("the input " + input + " does not exist.");
    }
    if (!Files.isDirectory(input)) {
      throw new UsageException(
          "the input "
              + input
              + " is a file; give the directory it lies in, or use salvor inspect "
              + input
              + ".");
    }
    if (!Files.isReadable(input)) {
      throw new UsageException("the input " + input + " may not be read: permission denied.");
    }
  }

  private static void checkOutput(Path output) {
    if (Files.exists(output) && !Files.isDirectory(output)) {
      throw new UsageException("the output " + output + " is a file.");
    }
    Path there = output.toAbsolutePath();
    while (there != null && !Files.exists(there)) {
      there = there.getParent();
    }
    if (there != null && !Files.isWritable(there)) {
      throw new UsageException("the output " + output + " may not be written: permission denied.");
    }
  }

  private static void checkApart(Path input, Path output) throws IOException {
    if (real(output.toAbsolutePath().normalize()).startsWith(input.toRealPath())) {
      throw new UsageException(
          "the output " + output + " lies inside the input " + input + "; choose another place.");
    }
  }

  /** Where {@code path} will be: links are followed as far as it exists. */
  private static Path real(Path path) throws IOException {
    Path parent = path.getParent();
    return Files.exists(path) || parent == null
        ? path.toRealPath()
        : real(parent).resolve(path.getFileName());
  }

  private static String policyText(@Nullable String file) throws IOException {
    if (file == null) {
      return "";
    }
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      throw new UsageException("the policy file " + file + " cannot be read.");
    }
    return Files.readString(path);
  }

  private static Policy policy(String text, @Nullable String file) {
    if (file == null) {
      return Policy.NONE;
    }
    try {
      Policy policy = PolicyReader.read(text);
      List<String> problems = PolicyCheck.problems(policy);
      if (!problems.isEmpty()) {
        throw new IllegalArgumentException(String.join("; ", problems));
      }
      return policy;
    } catch (IllegalArgumentException e) {
      throw new UsageException("the policy file " + file + " is wrong: " + e.getMessage());
    }
  }

  private static RunSettings.Mode mode(String mode) {
    return switch (mode) {
      case "incremental" -> RunSettings.Mode.INCREMENTAL;
      case "full" -> RunSettings.Mode.FULL;
      case "retry-failed" -> RunSettings.Mode.RETRY_FAILED;
      default ->
          throw new UsageException(
              "--mode=" + mode + " is none of incremental, full, retry-failed.");
    };
  }

  private static Duration age(String text) {
    Matcher matcher = AGE.matcher(text);
    if (!matcher.matches()) {
      throw new UsageException("--minAge=" + text + " is no time such as 90s, 10m, 2h or 1d.");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2) == null ? "s" : matcher.group(2)) {
      case "m" -> Duration.ofMinutes(count);
      case "h" -> Duration.ofHours(count);
      case "d" -> Duration.ofDays(count);
      default -> Duration.ofSeconds(count);
    };
  }
}
