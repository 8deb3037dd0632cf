package dev.salvor.target;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  private final Map<String, OpDef> ops;
  private final Map<String, List<KernelDef>> cpuKernels;

  private TargetRuntime(
      String name,
      String tensorflow,
      int graphDefVersion,
      Map<String, OpDef> ops,
      Map<String, List<KernelDef>> cpuKernels) {
    this.name = name;
    this.tensorflow = tensorflow;
    this.graphDefVersion = graphDefVersion;
    this.ops = ops;
    this.cpuKernels = cpuKernels;
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
   * The registry of that name, loaded once.
   *
   * @throws IllegalArgumentException where there is none
   */
  public static TargetRuntime named(String name) {
    return LOADED.computeIfAbsent(name, TargetRuntime::load);
  }

  private static TargetRuntime load(String name) {
    if (!names().contains(name)) {
      throw new IllegalArgumentException(
          "there is no target " + name + "; known are " + String.join(", ", names()));
    }
    try {
      Map<String, OpDef> ops = new HashMap<>();
      try (InputStream in = new GZIPInputStream(resource(name + "/ops.pb.gz"))) {
        OpList.parseFrom(in).getOpList().forEach(op -> ops.put(op.getName(), op));
      }
      Map<String, List<KernelDef>> kernels = new LinkedHashMap<>();
      try (InputStream in = new GZIPInputStream(resource(name + "/kernels_cpu.pb.gz"))) {
        KernelList.parseFrom(in)
            .getKernelList()
            .forEach(
                kernel ->
                    kernels
                        .computeIfAbsent(kernel.getOp(), op -> new java.util.ArrayList<>())
                        .add(kernel));
      }
      try (InputStream in = resource(name + "/versions.json")) {
        JsonNode versions = new ObjectMapper().readTree(in);
        return new TargetRuntime(
            name,
            versions.path("tensorflow").asText(),
            versions.path("GRAPH_DEF_VERSION").asInt(),
            Map.copyOf(ops),
            Map.copyOf(kernels));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream resource(String path) throws IOException {
    InputStream in = TargetRuntime.class.getResourceAsStream(path);
    if (in == null) {
      throw new IOException("the jar holds no " + path);
    }
    return in;
  }

  /** {@code tf-2.18}. */
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

  /** Whether it fails on attributes that it does not know; TensorFlow 2.5 was the first not to. */
  public boolean refusesUnknownAttributes() {
    return graphDefVersion < LENIENT;
  }

  /** The definition of an op; empty where the runtime does not register it. */
  public Optional<OpDef> op(String type) {
    return Optional.ofNullable(ops.get(type));
  }

  /** The CPU kernels of an op with their type constraints; empty where it has none. */
  public List<KernelDef> cpuKernels(String type) {
    return cpuKernels.getOrDefault(type, List.of());
  }
}
