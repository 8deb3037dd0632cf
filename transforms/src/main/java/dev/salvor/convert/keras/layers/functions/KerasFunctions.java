package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Functions of keras.backend, keras.activations and keras.losses that a layer may hold. */
final class KerasFunctions {
  private KerasFunctions() {}

  static void add(FunctionTable table) {
    BackendFunctions.all().forEach((name, body) -> table.put("keras.backend." + name, body));
    activations(table);
    losses(table);
    backend(table);
  }

  private static void activations(FunctionTable table) {
    table
        .add("keras.activations.relu", "x slope=alpha max_value threshold", Neural::relu)
        .add("keras.activations.softmax", "x axis", Neural::softmax)
        .add("keras.activations.gelu", "x approximate", Neural.gelu(false));
    for (String name :
        List.of(
            "elu",
            "exponential",
            "hard_sigmoid",
            "selu",
            "sigmoid",
            "softplus",
            "softsign",
            "swish",
            "tanh",
            "linear",
            "mish")) {
      table.add("keras.activations." + name, "x", Neural.activation(name));
    }
  }

  private static void losses(FunctionTable table) {
    String truth = "x=y_true y=y_pred";
    for (String module : List.of("keras.metrics.", "keras.losses.")) {
      table
          .add(
              module + "mean_squared_error",
              truth,
              Losses.mean((math, t, p) -> math.graph().apply("SquaredDifference", p, t)))
          .add(
              module + "mean_absolute_error",
              truth,
              Losses.mean((math, t, p) -> math.abs(math.sub(p, t))));
    }
  }

  private static void backend(FunctionTable table) {
    for (String name : List.of("argmax", "argmin")) {
      String op = name.equals("argmax") ? "ArgMax" : "ArgMin";
      table.add("keras.backend." + name, "x axis", call -> position(call, op));
    }
    table
        .add("keras.backend.cast_to_floatx", "x", KerasFunctions::castToFloat)
        .add("keras.backend.batch_flatten", "x", KerasFunctions::batchFlatten)
        .add("keras.backend.binary_crossentropy", "x=target y=output from_logits", Losses::binary)
        .add(
            "keras.backend.categorical_crossentropy",
            "x=target y=output from_logits axis",
            Losses::categorical);
  }

  private static KerasTensor castToFloat(FunctionCall call) {
    return Promotion.cast(call, call.tensor("x"), ElementType.FLOAT32);
  }

  /** Along the last axis where none is named. */
  private static KerasTensor position(FunctionCall call, String op) {
    KerasTensor x = call.tensor("x");
    int axis = call.axis("axis", -1, x.rank());
    Tensor found = call.graph().apply(op, x.tensor(), call.graph().intScalar(axis));
    return KerasTensor.of(found, Reductions.shape(x.shape(), new int[] {axis}, false));
  }

  private static KerasTensor batchFlatten(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    long rest = x.shape().slice(1, x.rank()).elements();
    Tensor sizes =
        call.math()
            .slice(
                call.graph().apply("Shape", x.tensor()), new int[] {1}, new int[] {x.rank() - 1});
    Tensor size = call.math().reduce("Prod", sizes, false, 0);
    Tensor shape = call.graph().op("Pack").in(List.of(call.graph().intScalar(-1), size)).out();
    return KerasTensor.of(
        call.graph().apply("Reshape", x.tensor(), shape), Shape.of(x.shape().dim(0), rest));
  }
}
