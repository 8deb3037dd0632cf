package dev.salvor.artifact;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.salvor.artifact.ContentPeek.Content;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Tells the {@link Content} from the first bytes of a file. Keras writes the attributes of the root
 * group before any weight, so {@code model_config} stands in the first kilobytes of a whole model
 * (keras/models.py save_model, Keras 1.0.7 to 3; hdf5_format.py in tf.keras).
 */
public final class HeadPeek {

  /** As many bytes as are needed. */
  public static final int HEAD_BYTES = 64 * 1024;

  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final Pattern YAML_ARCHITECTURE =
      Pattern.compile("(?m)^(?:\\{)?['\"]?class_name['\"]?: ");
  private static final Pattern KERAS_WEIGHTS =
      Pattern.compile("layer_names|weight_names|nb_layers|_layer_checkpoint_dependencies|vars");
  private static final Pattern SAVED_MODEL_TEXT =
      Pattern.compile(
          "\\A\\s*(?:#.*\\s*)*(?:saved_model_schema_version\\s*:|meta_graphs\\s*:?\\s*\\{)");

  private HeadPeek() {}

  /**
   * @param head the first {@link #HEAD_BYTES} bytes, or all where there are fewer
   */
  public static Content of(byte[] head) {
    if (startsWith(head, HDF5)) {
      return hdf5(new String(head, ISO_8859_1));
    }
    if (isPickledList(head)) {
      return Content.PICKLED_LIST;
    }
    if (head.length > 2 && head[0] == 8 && head[1] == 1 && head[2] == 0x12) {
      return Content.SAVED_MODEL;
    }
    String text = new String(head, UTF_8);
    if (SAVED_MODEL_TEXT.matcher(text).find()) {
      return Content.SAVED_MODEL;
    }
    return isArchitecture(text) ? Content.ARCHITECTURE : Content.OTHER;
  }

  private static Content hdf5(String head) {
    if (head.contains("model_config")) {
      return Content.WHOLE_MODEL;
    }
    return KERAS_WEIGHTS.matcher(head).find() ? Content.WEIGHTS : Content.OTHER;
  }

  /** PROTO, perhaps FRAME, then EMPTY_LIST. */
  private static boolean isPickledList(byte[] head) {
    if (head.length < 12 || head[0] != (byte) 0x80 || head[1] < 2 || head[1] > 5) {
      return false;
    }
    int first = head[2] == (byte) 0x95 ? 11 : 2;
    return head[first] == ']';
  }

  /** A JSON object, or a JSON string that holds one, with class_name at its top; or such YAML. */
  private static boolean isArchitecture(String text) {
    String json = JsonHead.strip(text);
    if (json.startsWith("{")) {
      return JsonHead.topLevelKeys(json).contains("class_name");
    }
    return YAML_ARCHITECTURE.matcher(text).find();
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return head.length >= magic.length
        && Arrays.equals(head, 0, magic.length, magic, 0, magic.length);
  }
}
