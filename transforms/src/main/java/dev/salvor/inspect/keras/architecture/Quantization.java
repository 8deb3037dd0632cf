package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.finding.ArtifactException;
import java.util.Optional;
import java.util.Set;

/**
 * How Keras 3 keeps the weights of a Dense, EinsumDense, Embedding or ReversibleEmbedding in few
 * bits (keras 3.15, src/dtype_policies/dtype_policy.py; quantization_config of the layer).
 *
 * @param source the policy that the layer computes by: {@code float32}
 * @param bits of a weight
 * @param block how many inputs share a scale; -1 for all of them
 * @param history of float8: how many steps of training it remembers the largest value of
 * @param inputs how inputs are rounded
 */
public record Quantization(
    Mode mode, String source, int bits, int block, int history, Inputs inputs) {

  private static final Set<String> LAYERS =
      Set.of("Dense", "EinsumDense", "Embedding", "ReversibleEmbedding");

  /** The modes of Keras 3.2 to 3.15 (QUANTIZATION_MODES). */
  public enum Mode {
    INT8,
    /** Two weights in a byte; until Keras 3.13 along an axis that is summed over. */
    INT4,
    /** The same since Keras 3.14, along the last axis of the kernel as a matrix. */
    INT4_MATRIX,
    FLOAT8,
    GPTQ,
    AWQ
  }

  /** What happens to inputs at every call. */
  public sealed interface Inputs {
    /** The layer's own choice: a mode's, a layer's, an era's. */
    record Default() implements Inputs {}

    /** They stay as they are. */
    record Kept() implements Inputs {}

    /**
     * The largest absolute value becomes {@code high}, the rest whole numbers (abs_max_quantize).
     *
     * @param epsilon is added to that value before it divides
     */
    record Rounded(double low, double high, double epsilon) implements Inputs {
      /** AbsMaxQuantizer as layers make it. */
      public static final Rounded INT8 = new Rounded(-127, 127, 1e-7);
    }
  }

  /**
   * The quantization of a layer; empty where its policy names none.
   *
   * @throws ArtifactException for modes, arguments and quantizers that are not known
   */
  public static Optional<Quantization> of(LayerConfig config) {
    return PolicyName.of(config)
        .map(
            policy ->
                new Quantization(
                    policy.mode(),
                    policy.source(),
                    policy.bits(),
                    policy.block(),
                    policy.history(),
                    QuantizationConfigs.inputs(config, policy.mode())));
  }

  /** Whether a layer of this class keeps its weights in few bits; others compute by the source. */
  public static boolean concerns(String className) {
    return LAYERS.contains(className);
  }

  /** The policy of a layer, taken apart. */
  record PolicyName(Mode mode, String source, int bits, int block, int history) {
    private static final int HISTORY = 1024;

    static Optional<PolicyName> of(LayerConfig config) {
      JsonNode dtype = config.json().path("dtype");
      JsonNode details = dtype.path("config");
      String name = dtype.asText(details.path("name").asText(""));
      int from = name.indexOf("_from_");
      if (from >= 0) {
        return Optional.of(
            of(config, name.substring(0, from), name.substring(from + "_from_".length()), HISTORY));
      }
      String policy = dtype.path("class_name").asText("");
      if (!policy.contains("Quantized") && !details.has("mode")) {
        return Optional.empty();
      }
      return Optional.of(
          of(
              config,
              details.path("mode").asText("?"),
              details.path("source_name").asText("float32"),
              details.path("amax_history_length").asInt(HISTORY)));
    }

    private static PolicyName of(LayerConfig config, String mode, String source, int history) {
      String[] parts = mode.split("/", -1);
      int first = number(parts, 1);
      int second = number(parts, 2);
      return switch (parts[0] + (parts.length - 1)) {
        case "int80" -> new PolicyName(Mode.INT8, source, 8, -1, 0);
        case "int40" -> new PolicyName(Mode.INT4, source, 4, -1, 0);
        case "float80" -> new PolicyName(Mode.FLOAT8, source, 8, -1, history);
        case "int41" -> new PolicyName(Mode.INT4_MATRIX, source, 4, block(config, mode, first), 0);
        case "gptq2" ->
            new PolicyName(
                Mode.GPTQ, source, bits(config, mode, first), block(config, mode, second), 0);
        case "awq2" ->
            new PolicyName(
                Mode.AWQ, source, bits(config, mode, first), block(config, mode, second), 0);
        default -> throw config.refused("the quantization " + mode + " is not known");
      };
    }

    private static int bits(LayerConfig config, String mode, int bits) {
      boolean known =
          bits == 4 || (mode.startsWith("gptq") && (bits == 2 || bits == 3 || bits == 8));
      if (!known) {
        throw config.refused("the quantization " + mode + " is not known");
      }
      return bits;
    }

    private static int block(LayerConfig config, String mode, int block) {
      if (block == 0 || block < -1) {
        throw config.refused("the quantization " + mode + " is not known");
      }
      return block;
    }

    /** A number of few digits; 0, which no policy has, for anything else. */
    private static int number(String[] parts, int at) {
      return at < parts.length && parts[at].matches("-?\\d{1,9}") ? Integer.parseInt(parts[at]) : 0;
    }
  }
}
