package dev.salvor.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.manifest.MigrationRecord.SignatureShape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

class SignatureShapesTest {
  @TempDir Path directory;

  private static TensorInfo info(DataType type, long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    return TensorInfo.newBuilder().setDtype(type).setTensorShape(shape).build();
  }

  private static MetaGraphDef graph(String tag, String signature) {
    TensorInfo unknown =
        TensorInfo.newBuilder()
            .setDtype(DataType.DT_RESOURCE)
            .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
            .build();
    return MetaGraphDef.newBuilder()
        .setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags(tag))
        .putSignatureDef("__saved_model_init_op", SignatureDef.getDefaultInstance())
        .putSignatureDef(
            signature,
            SignatureDef.newBuilder()
                .putInputs("b", info(DataType.DT_STRING))
                .putInputs("a", info(DataType.DT_FLOAT, -1, 28, 1))
                .putOutputs("y", info(DataType.DT_BFLOAT16, 3))
                .putOutputs("z", unknown)
                .build())
        .build();
  }

  @Test
  void theServingGraphInTheNamesOfNumPy() throws Exception {
    SavedModel model =
        SavedModel.newBuilder()
            .addMetaGraphs(graph("train", "fit"))
            .addMetaGraphs(graph("serve", "serving_default"))
            .build();
    SignatureShape expected =
        new SignatureShape(
            Map.of("a", "float32(None, 28, 1)", "b", "string()"),
            Map.of("y", "bfloat16(3)", "z", "resource(…)"));
    Files.write(directory.resolve("saved_model.pb"), model.toByteArray());
    assertThat(SignatureShapes.read(directory)).isEqualTo(Map.of("serving_default", expected));
    Files.delete(directory.resolve("saved_model.pb"));
    Files.writeString(directory.resolve("saved_model.pbtxt"), model.toString());
    assertThat(SignatureShapes.read(directory)).isEqualTo(Map.of("serving_default", expected));
  }
}
