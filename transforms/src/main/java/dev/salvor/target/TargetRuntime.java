package dev.salvor.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.GZIPInputStream;
import org.tensorflow.proto.KernelDef;
import org.tensorflow.proto.KernelList;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpList;

/**
 * A TensorFlow version that models are pinned to: the ops it registers, the kernels it has on the
 * CPU, and its GraphDef version. The registries were dumped from the real versions.
 */
public final class TargetRuntime {
  /** The version that is taken where none is named: that of the embedded runtime. */
  public static final String DEFAULT = "tf-2.18";

  /** GraphDef version of TensorFlow 2.5.0. */
  private static final int LENIENT = 716;

  private static final Map<String, TargetRuntime> LOADED = new ConcurrentHashMap<>();

  private final String name;
  private final String tensorflow;
  private final int graphDefVersion;
  private final String digest;
  private final Map<String, OpDef> ops;
  private final Map<String, List<KernelDef>> cpuKernels;
  private final Set<String> permitted;

  private TargetRuntime(
      String name,
      String tensorflow,
      int graphDefVersion,
      String digest,
      Map<String, OpDef> ops,
      Map<String, List<KernelDef>> cpuKernels,
      Set<String> permitted) {
    this.name = name;
    this.tensorflow = tensorflow;
    this.graphDefVersion = graphDefVersion;
    this.digest = digest;
    this.ops = ops;
    this.cpuKernels = cpuKernels;
    this.permitted = permitted;
  }

  /** This runtime, of which the user vouches for some ops. */
  public TargetRuntime permitting(Collection<String> vouched) {
    return vouched.isEmpty()
        ? this
        : new TargetRuntime(
            name, tensorflow, graphDefVersion, digest, ops, cpuKernels, Set.copyOf(vouched));
  }

  /** Whether the user vouches for an op: that it has no effect outside the model. */
  public boolean permits(String type) {
    return permitted.contains(type);
  }

  /** The names of all registries in the jar, oldest first. */
  public static List<String> names() {
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(resource("targets.txt"), StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.isBlank()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The registry of that name, or in the directory of that path, loaded once.
   *
   * @param name one of {@link #names}, else a path with a separator
   * @throws IllegalArgumentException where there is none, or what lies there is no registry
   */
  public static TargetRuntime named(String name) {
    return LOADED.computeIfAbsent(name, TargetRuntime::load);
  }

  private static TargetRuntime load(String name) {
    if (names().contains(name)) {
      try {
        return read(name, file -> resource(name + "/" + file));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Path directory = Path.of(name);
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "there is no target "
              + name
              + "; known are "
              + String.join(", ", names())
              + ", and directories that scripts/make-target wrote");
    }
    try {
      String last = String.valueOf(directory.toAbsolutePath().normalize().getFileName());
      return read(last, file -> Files.newInputStream(directory.resolve(file)));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the directory %s is no target: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Where the files of a registry lie. */
  private interface Registry {
    InputStream open(String file) throws IOException;
  }

  private static TargetRuntime read(String name, Registry files) throws IOException {
    MessageDigest digest = sha256();
    Map<String, OpDef> ops = new HashMap<>();
    try (InputStream in =
        new GZIPInputStream(new DigestInputStream(files.open("ops.pb.gz"), digest))) {
      OpList.parseFrom(in).getOpList().forEach(op -> ops.put(op.getName(), op));
    }
    KernelList registered;
    try (InputStream in =
        new GZIPInputStream(new DigestInputStream(files.open("kernels_cpu.pb.gz"), digest))) {
      registered = KernelList.parseFrom(in);
    }
    try (InputStream in = new DigestInputStream(files.open("versions.json"), digest)) {
      JsonNode versions = new ObjectMapper().readTree(in);
      int graphDefVersion = versions.path("GRAPH_DEF_VERSION").asInt();
      Map<String, List<KernelDef>> kernels = new LinkedHashMap<>();
      registered.getKernelList().stream()
          .filter(kernel -> CpuKernels.usable(kernel, graphDefVersion))
          .forEach(
              kernel ->
                  kernels.computeIfAbsent(kernel.getOp(), op -> new ArrayList<>()).add(kernel));
      if (ops.isEmpty() || kernels.isEmpty() || graphDefVersion <= 0) {
        throw new IOException("it holds no ops, no kernels or no GRAPH_DEF_VERSION");
      }
      return new TargetRuntime(
          name,
          versions.path("tensorflow").asText(),
          graphDefVersion,
          HexFormat.of().formatHex(digest.digest()),
          Map.copyOf(ops),
          Map.copyOf(kernels),
          Set.of());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static InputStream resource(String path) throws IOException {
    InputStream in = TargetRuntime.class.getResourceAsStream(path);
    if (in == null) {
      throw new IOException("the jar holds no " + path);
    }
    return in;
  }

  /** {@code tf-2.18}, or the last name of its directory. */
  public String name() {
    return name;
  }

  /** The exact version, {@code 2.18.1}. */
  public String tensorflow() {
    return tensorflow;
  }

  /** TF_GRAPH_DEF_VERSION of tensorflow/core/public/version.h. */
  public int graphDefVersion() {
    return graphDefVersion;
  }

  /** SHA-256 over its registry: equal digests check alike. */
  public String digest() {
    return digest;
  }

  /** Whether it fails on attributes that it does not know; TensorFlow 2.5 was the first not to. */
  public boolean refusesUnknownAttributes() {
    return graphDefVersion < LENIENT;
  }

  /** The definition of an op; empty where the runtime does not register it. */
  public Optional<OpDef> op(String type) {
    return Optional.ofNullable(ops.get(type));
  }

  /**
   * The CPU kernels of an op with their type constraints, without those that do not do their work;
   * empty where it has none.
   */
  public List<KernelDef> cpuKernels(String type) {
    return cpuKernels.getOrDefault(type, List.of());
  }
}
