package dev.salvor.validate.worker;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.numpy.NpzFile;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Inputs and outputs that were recorded in the environment that wrote a model: an {@code .npz} with
 * keys {@code inputs/<name>}, {@code outputs/<name>} of {@code serving_default}, and {@code
 * signatures/<signature>/inputs/<name>}… of others.
 *
 * @param calls by signature
 */
record Golden(Map<String, Call> calls) {
  private static final String DEFAULT = "serving_default";

  /** One call of a signature, tensors by name in the order of the file. */
  record Call(Map<String, TensorData> inputs, Map<String, TensorData> outputs) {
    /** First dimension of the first input that has one; 1 where none has. */
    long samples() {
      return inputs.values().stream()
          .filter(tensor -> tensor.shape().rank() > 0)
          .mapToLong(tensor -> tensor.shape().dim(0))
          .findFirst()
          .orElse(1);
    }
  }

  /**
   * @throws ArtifactException where the file is damaged, has other keys, or records nothing
   */
  static Golden read(Path file) throws IOException {
    Map<String, Call> calls = new LinkedHashMap<>();
    try (NpzFile npz = NpzFile.open(file)) {
      for (String key : npz.names()) {
        add(calls, key, npz.tensor(key));
      }
    } catch (ArtifactException e) {
      throw e.finding().rule() == Rule.GOLDEN_UNUSABLE
          ? e
          : new ArtifactException(
              Finding.of(
                  Rule.GOLDEN_UNUSABLE,
                  e.finding().location(),
                  e.finding().rule().id() + ": " + e.finding().message()),
              e);
    }
    if (calls.isEmpty()) {
      throw unusable(Location.NONE, "it records nothing");
    }
    calls.forEach(Golden::check);
    return new Golden(calls);
  }

  private static void add(Map<String, Call> calls, String key, TensorData tensor) {
    String[] parts = key.split("/", key.startsWith("signatures/") ? 4 : 2);
    String signature = parts.length == 4 ? parts[1] : DEFAULT;
    String side = parts.length < 2 ? "" : parts[parts.length - 2];
    String name = parts[parts.length - 1];
    Call call =
        calls.computeIfAbsent(
            signature, any -> new Call(new LinkedHashMap<>(), new LinkedHashMap<>()));
    Map<String, TensorData> tensors =
        switch (side) {
          case "inputs" -> call.inputs();
          case "outputs" -> call.outputs();
          default ->
              throw unusable(
                  Location.member(key),
                  "its key " + key + " is neither of inputs/ nor of outputs/");
        };
    if (tensors.put(name, tensor) != null) {
      throw unusable(Location.member(key), "it records " + side + "/" + name + " twice");
    }
  }

  private static void check(String signature, Call call) {
    if (call.outputs().values().stream().allMatch(output -> output.shape().elements() == 0)) {
      throw unusable(Location.NONE, "it records no values of outputs of " + signature);
    }
  }

  private static ArtifactException unusable(Location location, String what) {
    return Finding.of(Rule.GOLDEN_UNUSABLE, location, "the golden proves nothing: " + what)
        .exception();
  }
}
