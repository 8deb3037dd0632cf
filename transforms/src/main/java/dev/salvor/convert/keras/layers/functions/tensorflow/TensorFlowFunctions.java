package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.functions.call.FunctionDefinition;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.random.StatelessRandom;
import java.util.Map;
import java.util.Optional;

/**
 * Functions of TensorFlow's public interface by the name that TFOpLambda stores, with their Python
 * signatures: a table for each module. Names without a prefix stand for {@code tf.name}.
 */
public final class TensorFlowFunctions {
  private static final Map<String, FunctionDefinition> TABLE = table();

  private TensorFlowFunctions() {}

  public static Optional<FunctionDefinition> named(String function) {
    return Optional.ofNullable(TABLE.get(function));
  }

  public static Map<String, FunctionDefinition> all() {
    return TABLE;
  }

  private static Map<String, FunctionDefinition> table() {
    FunctionTable table = new FunctionTable();
    KerasFunctions.add(table);
    MathFunctions.add(table);
    TypeFunctions.add(table);
    ReducingFunctions.add(table);
    CountingFunctions.add(table);
    ArrayFunctions.add(table);
    NeuralFunctions.add(table);
    ConvolutionFunctions.add(table);
    MatrixFunctions.add(table);
    ImageFunctions.add(table);
    QuantizationFunctions.add(table);
    SignalFunctions.add(table);
    StatelessRandom.add(table);
    StringFunctions.add(table);
    Codecs.add(table);
    return table.definitions();
  }
}
