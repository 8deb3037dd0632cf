package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.neural.Losses;
import dev.salvor.convert.keras.layers.functions.neural.Neural;
import dev.salvor.convert.keras.layers.functions.neural.Sequences;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
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
        .addAll(
            "keras.backend.ctc_decode",
            "x=y_pred lengths=input_length greedy width=beam_width paths=top_paths",
            Sequences::decode)
        .add(
            "keras.backend.sparse_categorical_crossentropy",
            "x=target y=output from_logits axis ignored=ignore_class",
            KerasFunctions::sparse)
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

  /** Classes by their numbers, of probabilities unless they are logits. */
  private static KerasTensor sparse(FunctionCall call) {
    KerasTensor y = call.tensor("y");
    KerasTensor target = call.tensor("x");
    boolean last = call.axis("axis", -1, y.rank()) == y.rank() - 1;
    if (!last || call.has("ignored") || !y.shape().known(-1)) {
      throw call.layer().refused("counts classes along another axis, or ignores one");
    }
    var math = call.math();
    Tensor logits =
        call.flag("from_logits", false)
            ? y.tensor()
            : math.unary("Log", math.clip(y.tensor(), 1e-7, 1 - 1e-7));
    Tensor rows = math.reshape(logits, -1, Math.toIntExact(y.shape().dim(-1)));
    Tensor classes = math.reshape(math.cast(target.tensor(), ElementType.INT64), -1);
    Tensor loss =
        call.graph().op("SparseSoftmaxCrossEntropyWithLogits").in(rows).in(classes).first();
    Tensor shape =
        math.slice(
            call.graph().apply("Shape", y.tensor()), new int[] {0}, new int[] {y.rank() - 1});
    return KerasTensor.of(
        call.graph().apply("Reshape", loss, shape), y.shape().slice(0, y.rank() - 1));
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
