package dev.salvor.convert.keras;

import dev.salvor.convert.ExportableModel;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.savedmodel.SavedModelWriter;
import dev.salvor.target.TargetRuntime;
import dev.salvor.validate.Tolerance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.family.TType;

/** Runs what was exported and says where it differs from what was recorded. */
final class RecordedRun {
  private static final TargetRuntime TARGET = TargetRuntime.named(TargetRuntime.DEFAULT);

  /** Each graph runs once: optimizing it takes longer than that. */
  private static final ConfigProto PLAIN =
      ConfigProto.newBuilder()
          .setGraphOptions(
              GraphOptions.newBuilder()
                  .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true)))
          .build();

  private RecordedRun() {}

  /** What is different, one sentence an output; nothing where all is the same. */
  static List<String> differences(RecordedModel recorded, ExportableModel model, Path directory)
      throws IOException {
    SavedModelWriter.write(model, TARGET, directory);
    Map<String, Tensor> feed = new LinkedHashMap<>();
    List<String> differences = new ArrayList<>();
    try (SavedModelBundle bundle =
        SavedModelBundle.loader(directory.toString()).withConfigProto(PLAIN).load()) {
      for (Map.Entry<String, TensorData> input : recorded.inputs().entrySet()) {
        feed.put(input.getKey(), tensor(input.getValue()));
      }
      try (Result result = bundle.function("serving_default").call(feed)) {
        for (Map.Entry<String, TensorData> output : recorded.outputs().entrySet()) {
          String name = output.getKey();
          String difference =
              result.containsKey(name)
                  ? difference(output.getValue(), result.get(name).orElseThrow())
                  : "is not there";
          if (!difference.isEmpty()) {
            differences.add(recorded.name() + ": output " + name + " " + difference);
          }
        }
      }
    } finally {
      feed.values().forEach(Tensor::close);
    }
    return differences;
  }

  private static Class<? extends TType> type(ElementType type) {
    return switch (type) {
      case FLOAT32 -> TFloat32.class;
      case INT32 -> TInt32.class;
      case INT64 -> TInt64.class;
      case BOOL -> TBool.class;
      default -> throw new IllegalArgumentException(type.id());
    };
  }

  private static Tensor tensor(TensorData data) throws IOException {
    Shape shape = Shape.of(data.shape().dims());
    if (data instanceof StringTensor text) {
      List<String> words =
          text.values().stream().map(word -> new String(word, StandardCharsets.UTF_8)).toList();
      return TString.tensorOf(
          NdArrays.wrap(shape, DataBuffers.ofObjects(words.toArray(String[]::new))));
    }
    return Tensor.of(type(data.type()), shape, DataBuffers.of(bytes(data).array()));
  }

  private static ByteBuffer bytes(TensorData data) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.toIntExact(data.byteSize())).order(ByteOrder.LITTLE_ENDIAN);
    data.read(0, bytes);
    return bytes.flip();
  }

  private static String difference(TensorData expected, Tensor actual) throws IOException {
    if (!Arrays.equals(expected.shape().dims(), actual.shape().asArray())) {
      return "is " + actual.shape() + ", not " + expected.shape();
    }
    if (expected instanceof StringTensor text) {
      List<String> words = new ArrayList<>();
      ((TString) actual).scalars().forEach(word -> words.add(word.getObject()));
      List<String> wanted =
          text.values().stream().map(word -> new String(word, StandardCharsets.UTF_8)).toList();
      return words.equals(wanted) ? "" : "is " + words + ", not " + wanted;
    }
    ByteDataBuffer raw = actual.asRawTensor().data();
    byte[] values = new byte[Math.toIntExact(raw.size())];
    raw.read(values);
    ByteBuffer wanted = bytes(expected);
    if (expected.type() != ElementType.FLOAT32) {
      return wanted.equals(ByteBuffer.wrap(values)) ? "" : "has other values";
    }
    return floats(wanted, ByteBuffer.wrap(values).order(ByteOrder.LITTLE_ENDIAN));
  }

  private static String floats(ByteBuffer wanted, ByteBuffer values) {
    double scale = 0;
    for (int at = 0; at < wanted.limit(); at += 4) {
      float value = wanted.getFloat(at);
      scale = Float.isFinite(value) ? Math.max(scale, Math.abs(value)) : scale;
    }
    Tolerance tolerance = Tolerance.SINGLE.at(scale);
    for (int at = 0; at < wanted.limit(); at += 4) {
      float a = wanted.getFloat(at);
      float b = values.getFloat(at);
      boolean finite = Float.isFinite(a) && Float.isFinite(b);
      boolean same =
          finite ? tolerance.allows(Math.abs((double) a - b), a) : Float.compare(a, b) == 0;
      if (!same) {
        return "is " + b + " at " + at / 4 + ", not " + a;
      }
    }
    return "";
  }
}
