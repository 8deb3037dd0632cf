package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Layers of packages that do not register theirs under a name of their own, told by class and
 * arguments: exactly those that the package's {@code get_config} writes. A class with other
 * arguments is somebody else's.
 */
final class PackageLayers implements Recipe {

  /**
   * @param called what the layer is called from here on
   * @param arguments that are stored, initializers and the like left out; behind {@code ?} those
   *     that older versions did not store
   */
  private record Known(String className, String called, String arguments) {

    boolean fits(Set<String> given) {
      Set<String> required = new TreeSet<>();
      Set<String> all = new TreeSet<>();
      for (String argument : arguments.isEmpty() ? List.<String>of() : words()) {
        String plain = argument.replace("?", "");
        all.add(plain);
        if (!argument.startsWith("?")) {
          required.add(plain);
        }
      }
      return given.containsAll(required) && all.containsAll(given);
    }

    private List<String> words() {
      return List.of(arguments.split(" ", -1));
    }
  }

  private static final String NAS =
      "units projection_units activation recurrent_activation projection_activation use_bias"
          + " unit_forget_bias dropout recurrent_dropout implementation";

  private static final List<Known> ALL =
      List.of(
          new Known("LayerNormalization", "LayerNormalization", "center scale epsilon"),
          new Known(
              "TokenEmbedding",
              "keras_bert>TokenEmbedding",
              "input_dim output_dim mask_zero input_length"),
          new Known(
              "EmbeddingRet",
              "keras_embed_sim>EmbeddingRet",
              "input_dim output_dim mask_zero input_length"),
          new Known(
              "EmbeddingSim",
              "keras_embed_sim>EmbeddingSim",
              "use_bias initializer regularizer constraint ?stop_gradient"),
          new Known(
              "EmbeddingSimilarity",
              "keras_bert>EmbeddingSimilarity",
              "initializer regularizer constraint"),
          new Known(
              "PositionEmbedding",
              "keras_pos_embd>PositionEmbedding",
              "input_dim output_dim mode mask_zero"),
          new Known("TrigPosEmbedding", "keras_pos_embd>TrigPosEmbedding", "mode output_dim"),
          new Known(
              "FeedForward",
              "keras_position_wise_feed_forward>FeedForward",
              "units activation use_bias dropout_rate"),
          new Known(
              "MultiHeadAttention",
              "keras_multi_head>MultiHeadAttention",
              "head_num activation use_bias history_only"),
          new Known(
              "ScaledDotProductAttention",
              "keras_self_attention>ScaledDotProductAttention",
              "return_attention history_only"),
          new Known(
              "SeqSelfAttention",
              "keras_self_attention>SeqSelfAttention",
              "units attention_width attention_type return_attention history_only"
                  + " use_additive_bias use_attention_bias attention_activation"
                  + " attention_regularizer_weight"),
          new Known(
              "SeqWeightedAttention",
              "keras_self_attention>SeqWeightedAttention",
              "use_bias return_attention"),
          new Known("TaskEmbedding", "keras_bert>TaskEmbedding", "input_dim output_dim mask_zero"),
          new Known("Extract", "keras_bert>Extract", "index"),
          new Known("Masked", "keras_bert>Masked", "return_masked"),
          new Known("MaskedGlobalMaxPool1D", "keras_bert>MaskedGlobalMaxPool1D", ""),
          new Known("FixedDropout", "Dropout", "rate noise_shape seed"),
          new Known("LayerScale", "keras_applications>LayerScale", "init_values projection_dim"),
          new Known("StochasticDepth", "keras_applications>StochasticDepth", "drop_path_rate"),
          new Known("CustomScaleLayer", "keras_applications>CustomScaleLayer", "scale"),
          new Known("Custom>CustomScaleLayer", "keras_applications>CustomScaleLayer", "scale"),
          new Known("CosineDense", "keras_contrib>CosineDense", "units activation use_bias"),
          new Known("PELU", "keras_contrib>PELU", "shared_axes"),
          new Known("SineReLU", "keras_contrib>SineReLU", "epsilon"),
          new Known(
              "SubPixelUpscaling", "keras_contrib>SubPixelUpscaling", "scale_factor data_format"),
          new Known(
              "GroupNormalization",
              "keras_contrib>GroupNormalization",
              "groups axis epsilon center scale"),
          new Known(
              "BatchRenormalization",
              "keras_contrib>BatchRenormalization",
              "epsilon axis center scale momentum r_max_value d_max_value t_delta"),
          new Known(
              "CosineConvolution2D",
              "keras_contrib>CosineConvolution2D",
              "filters kernel_size activation padding strides data_format use_bias"),
          new Known(
              "Capsule",
              "keras_contrib>Capsule",
              "num_capsule dim_capsule routings share_weights activation regularizer initializer"
                  + " constraint"),
          new Known(
              "CRF",
              "keras_contrib>CRF",
              "units learn_mode test_mode use_boundary use_bias sparse_target activation"
                  + " ?input_dim unroll"),
          new Known("NASCell", "keras_contrib>NASCell", NAS),
          new Known(
              "NASRNN",
              "keras_contrib>NASRNN",
              NAS
                  + " return_sequences return_state go_backwards stateful unroll ?input_length"
                  + " ?input_dim"),
          new Known(
              "MultiHead",
              "keras_multi_head>MultiHead",
              "layers ?hidden_dim ?use_bias reg_index reg_slice reg_factor"));

  /**
   * Known outside TensorFlow only: of tf.keras there are copies that compute something else under
   * the same arguments, as those of TensorFlow Addons are, and {@code batch_dot} of 1.15 and 2.0 is
   * not the same under one version of Keras.
   */
  private static final Set<String> NOT_OF_TENSORFLOW =
      Set.of("keras_contrib>GroupNormalization", "keras_contrib>Capsule", "keras_contrib>CRF");

  /** What Keras 3 has still; the other packages ended before it. */
  private static final String OF_KERAS = "keras_applications>";

  private static final Pattern ELSE =
      Pattern.compile(
          "name|trainable|dtype|batch_input_shape|\\w+_(initializer|regularizer|constraint)");

  @Override
  public String id() {
    return "packages/known-layers";
  }

  @Override
  public String description() {
    return "A layer of a well-known package was told by its class and arguments.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    ObjectNode config = LayerJson.config(layer).orElse(null);
    if (era.major() < 2 || config == null || layer.path("replaced").asBoolean()) {
      return false;
    }
    String className = LayerJson.className(layer);
    for (Known known : ALL) {
      boolean elsewhere =
          era.major() == 2
              ? era.tfKeras() && NOT_OF_TENSORFLOW.contains(known.called())
              : !known.called().startsWith(OF_KERAS);
      boolean named = known.className().equals(className) && !elsewhere;
      if (named && known.fits(arguments(config))) {
        layer.put("class_name", known.called()).put("replaced", true);
        return true;
      }
    }
    return false;
  }

  private static Set<String> arguments(ObjectNode config) {
    Set<String> arguments = new TreeSet<>();
    config
        .fieldNames()
        .forEachRemaining(
            key -> {
              if (!ELSE.matcher(key).matches()) {
                arguments.add(key);
              }
            });
    return arguments;
  }
}
