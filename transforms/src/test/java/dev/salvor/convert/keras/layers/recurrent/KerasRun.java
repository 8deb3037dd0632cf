package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.keras.KerasModel;
import dev.salvor.convert.keras.weights.BuiltLayer;
import dev.salvor.convert.keras.weights.Weight;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.KerasJson;
import dev.salvor.policy.Policy;
import dev.salvor.savedmodel.SavedModelWriter;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.types.TFloat32;

/** Converts a model with weights that follow from their names, and runs it with TensorFlow. */
public final class KerasRun {
  private static final TargetRuntime TARGET = TargetRuntime.named(TargetRuntime.DEFAULT);

  private KerasRun() {}

  public static ExportableModel export(String model, Era era, Weights weights) throws IOException {
    return new KerasModel(KerasJson.parse(model, "test"), era, weights)
        .export(new ConversionContext(TARGET, Policy.NONE));
  }

  /** Values of all outputs by name, flattened. */
  public static Map<String, float[]> run(
      ExportableModel model, Path directory, Map<String, float[][][]> inputs) throws IOException {
    SavedModelWriter.write(model, TARGET, directory);
    Map<String, Tensor> feed = new LinkedHashMap<>();
    try (SavedModelBundle bundle = SavedModelBundle.load(directory.toString())) {
      inputs.forEach((name, value) -> feed.put(name, TFloat32.tensorOf(StdArrays.ndCopyOf(value))));
      try (Result result = bundle.function("serving_default").call(feed)) {
        Map<String, float[]> outputs = new LinkedHashMap<>();
        for (Map.Entry<String, Tensor> output : result) {
          List<Float> values = new ArrayList<>();
          ((TFloat32) output.getValue()).scalars().forEach(x -> values.add(x.getFloat()));
          float[] flat = new float[values.size()];
          for (int i = 0; i < flat.length; i++) {
            flat[i] = values.get(i);
          }
          outputs.put(output.getKey(), flat);
        }
        return outputs;
      }
    } finally {
      feed.values().forEach(Tensor::close);
    }
  }

  /** Element {@code i} of a weight; small, of both signs, different for every weight. */
  public static float element(String path, long i) {
    return (float) Math.sin(path.hashCode() % 97 + 1.7 * i) / 2;
  }

  /** Every variable by its path in the model: {@code lstm/cell/kernel}. */
  public static final class Weights implements WeightSource {
    final Map<String, Shape> shapes = new LinkedHashMap<>();

    @Override
    public Bound bind(BuiltLayer model) {
      Map<Weight, TensorData> data = new LinkedHashMap<>();
      collect("", model, data);
      return new Bound(data, List.of());
    }

    private void collect(String path, BuiltLayer layer, Map<Weight, TensorData> data) {
      for (Weight weight : layer.own()) {
        shapes.put(path + weight.name(), weight.shape());
        data.put(weight, new Sine(path + weight.name(), weight.shape()));
      }
      layer.children().forEach((name, child) -> collect(path + name + "/", child, data));
    }

    @Override
    public Optional<List<Shape>> stored(List<String> path) {
      return Optional.empty();
    }
  }

  private record Sine(String path, Shape shape) implements TensorData {
    @Override
    public ElementType type() {
      return ElementType.FLOAT32;
    }

    @Override
    public void read(long first, ByteBuffer target) {
      for (long i = first; target.hasRemaining(); i++) {
        target.putFloat(element(path, i));
      }
    }
  }
}
