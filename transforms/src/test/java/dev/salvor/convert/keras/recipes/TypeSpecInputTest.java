package dev.salvor.convert.keras.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Input layers as TensorFlow 2.9 and 2.15 write them for {@code Input(type_spec=…)}. */
class TypeSpecInputTest {
  private static final Era ERA = new Era(2, 15, 0, true, "tensorflow");

  @Test
  void readsShapeAndType() throws IOException {
    ObjectNode layer = layer("tf.TensorSpec", "[[null,4],'float32',null]");
    assertThat(new TypeSpecInput().apply(layer, ERA)).isTrue();
    assertThat(layer.path("config").toString())
        .isEqualTo(
            "{\"name\":\"x\",\"batch_shape\":[null,4],\"dtype\":\"float32\",\"sparse\":false,"
                + "\"ragged\":false}");
  }

  @Test
  void readsRaggedAxes() throws IOException {
    ObjectNode layer = layer("tf.RaggedTensorSpec", "[[null,null,4],'float32',1,'int64']");
    assertThat(new TypeSpecInput().apply(layer, ERA)).isTrue();
    assertThat(layer.path("config").path("ragged").asBoolean()).isTrue();
  }

  /** Rows that are ragged where an input layer would have them dense; other types. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "tf.RaggedTensorSpec;[[null,null,4],'float32',2,'int64']",
        "tf.RaggedTensorSpec;[[null,null],'float32',1,'int32']",
        "tf.SparseTensorSpec;[[null,4],'float32']",
        "tf.TensorSpec;[null,'float32',null]"
      })
  void leavesOthers(String kind, String serialized) throws IOException {
    assertThat(new TypeSpecInput().apply(layer(kind, serialized), ERA)).isFalse();
  }

  private static ObjectNode layer(String kind, String serialized) throws IOException {
    String json =
        "{'class_name':'InputLayer','config':{'name':'x','type_spec':{'class_name':'TypeSpec',"
            + "'type_spec':'"
            + kind
            + "','serialized':"
            + serialized
            + "}}}";
    return (ObjectNode) new ObjectMapper().readTree(json.replace('\'', '"'));
  }
}
