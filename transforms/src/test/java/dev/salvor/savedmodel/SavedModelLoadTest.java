package dev.salvor.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Variable;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.RawTensor;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Loads what was written with TensorFlow's own loader. */
class SavedModelLoadTest {
  private static final TargetRuntime TARGET = TargetRuntime.named(TargetRuntime.DEFAULT);

  @TempDir private Path directory;

  @Test
  void variablesAreRestoredAndTablesFilled() throws IOException {
    SavedModelWriter.write(SampleModels.dense(TARGET), TARGET, directory.resolve("m"));
    try (SavedModelBundle model = SavedModelBundle.load(directory.resolve("m").toString());
        TFloat32 x = TFloat32.tensorOf(StdArrays.ndCopyOf(new float[][] {{1, 2}, {0, 1}}));
        TString word = TString.tensorOf(NdArrays.vectorOfObjects("owl", "emu", "cat"));
        Result result = model.function("serving_default").call(Map.of("x", x, "word", word))) {
      TFloat32 y = (TFloat32) result.get("y").orElseThrow();
      assertThat(StdArrays.array2dCopyOf(y))
          .isDeepEqualTo(new float[][] {{19, 32, 45}, {14, 25, 36}});
      TInt64 id = (TInt64) result.get("id").orElseThrow();
      assertThat(StdArrays.array1dCopyOf(id)).containsExactly(2, -1, 0);
    }
  }

  @Test
  void aModelWithoutVariablesLoads() throws IOException {
    SavedModelWriter.write(SampleModels.stateless(TARGET), TARGET, directory.resolve("m"));
    try (SavedModelBundle model = SavedModelBundle.load(directory.resolve("m").toString());
        TFloat32 x = TFloat32.vectorOf(1.5f, -2);
        Result result = model.function("serving_default").call(Map.of("x", x))) {
      assertThat(StdArrays.array1dCopyOf((TFloat32) result.get("y").orElseThrow()))
          .containsExactly(3, -4);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"2,3", "", "4,0"})
  void everyTypeKeepsItsBytes(String dims) throws IOException {
    long[] shape =
        dims.isEmpty()
            ? new long[0]
            : java.util.Arrays.stream(dims.split(",")).mapToLong(Long::parseLong).toArray();
    // What TF Java has a tensor class for; variables of all types are restored.
    List<ElementType> types =
        List.copyOf(
            EnumSet.of(
                ElementType.FLOAT32,
                ElementType.FLOAT64,
                ElementType.INT32,
                ElementType.UINT8,
                ElementType.INT64,
                ElementType.BOOL,
                ElementType.BFLOAT16,
                ElementType.FLOAT16,
                ElementType.UINT16,
                ElementType.STRING));
    ExportableModel written = SampleModels.variables(TARGET, types, shape);
    SavedModelWriter.write(written, TARGET, directory.resolve("m"));
    try (SavedModelBundle model = SavedModelBundle.load(directory.resolve("m").toString());
        Result result = model.function("serving_default").call(Map.of())) {
      for (Variable variable : written.variables()) {
        Tensor output = result.get(variable.data().type().id()).orElseThrow();
        assertThat(output.shape().asArray()).isEqualTo(shape);
        if (variable.data() instanceof StringTensor strings) {
          List<byte[]> values = new java.util.ArrayList<>();
          ((TString) output).asBytes().scalars().forEach(value -> values.add(value.getObject()));
          assertThat(values).containsExactlyElementsOf(strings.values());
        } else {
          ByteBuffer expected = ByteBuffer.allocate((int) variable.data().byteSize());
          variable.data().read(0, expected);
          assertThat(bytes(output.asRawTensor())).as(variable.key()).isEqualTo(expected.array());
        }
      }
    }
  }

  private static byte[] bytes(RawTensor tensor) {
    byte[] bytes = new byte[(int) tensor.numBytes()];
    if (bytes.length > 0) {
      tensor.data().read(bytes);
    }
    return bytes;
  }
}
