package dev.salvor.convert;

import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.TensorInfo;

/**
 * A callable of a SavedModel.
 *
 * @param key {@code serving_default} or another
 * @param method {@code tensorflow/serving/predict} or another of tensorflow/python/saved_model
 * @param inputs by name, in order
 * @param outputs by name, in order
 */
public record Signature(
    String key, String method, Map<String, TensorInfo> inputs, Map<String, TensorInfo> outputs) {

  public static final String SERVING_DEFAULT = "serving_default";
  public static final String PREDICT = "tensorflow/serving/predict";

  public Signature {
    inputs = new LinkedHashMap<>(inputs);
    outputs = new LinkedHashMap<>(outputs);
  }
}
