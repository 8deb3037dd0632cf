package dev.salvor.convert.keras.layers.functions.neural;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.activation.Formulas;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.stream.IntStream;

/** Cross entropies and measures of difference (keras/src/backend/tensorflow/nn.py). */
public final class Losses {
  private static final double EPSILON = 1e-7;

  private Losses() {}

  /** Of probabilities or of logits, element by element. */
  public static KerasTensor binary(FunctionCall call) {
    KerasTensor output = call.tensor("y");
    KerasTensor target = call.tensor("x", output.type());
    Arithmetic math = call.math();
    Tensor t = math.cast(target.tensor(), output.type());
    Tensor o = output.tensor();
    if (call.flag("from_logits", false)) {
      return KerasTensor.of(sigmoid(math, t, o), output.shape());
    }
    Tensor p = math.clip(o, EPSILON, 1 - EPSILON);
    double more = call.keras3() ? 0 : EPSILON; // Keras 2 adds it once more to each logarithm
    Tensor yes = math.mul(t, math.unary("Log", math.add(p, more)));
    Tensor no = math.mul(math.sub(1, t), math.unary("Log", math.add(math.sub(1, p), more)));
    return KerasTensor.of(math.neg(math.add(yes, no)), output.shape());
  }

  /** {@code max(x, 0) - x z + log(1 + exp(-|x|))}. */
  private static Tensor sigmoid(Arithmetic math, Tensor labels, Tensor logits) {
    Tensor rest = math.unary("Log1p", math.exp(math.neg(math.abs(logits))));
    return math.add(math.sub(math.relu(logits), math.mul(logits, labels)), rest);
  }

  /** {@code tf.nn.sigmoid_cross_entropy_with_logits}. */
  public static KerasTensor sigmoid(FunctionCall call) {
    KerasTensor logits = call.tensor("y");
    KerasTensor labels = call.tensor("x", logits.type());
    return KerasTensor.of(sigmoid(call.math(), labels.tensor(), logits.tensor()), logits.shape());
  }

  /** Over the classes of one axis. */
  public static KerasTensor categorical(FunctionCall call) {
    KerasTensor output = call.tensor("y");
    KerasTensor target = call.tensor("x", output.type());
    int axis = call.axis("axis", -1, output.rank());
    return categorical(call, target, output, axis, call.flag("from_logits", false));
  }

  /** {@code tf.nn.softmax_cross_entropy_with_logits}. */
  public static KerasTensor softmax(FunctionCall call) {
    KerasTensor output = call.tensor("y");
    KerasTensor target = call.tensor("x", output.type());
    int axis = call.axis("axis", -1, output.rank());
    return categorical(call, target, output, axis, true);
  }

  private static KerasTensor categorical(
      FunctionCall call, KerasTensor target, KerasTensor output, int axis, boolean logits) {
    Arithmetic math = call.math();
    Tensor t = math.cast(target.tensor(), output.type());
    Tensor logs;
    if (logits) {
      logs = Formulas.logSoftmax(math, output, axis);
    } else {
      Tensor p = math.div(output.tensor(), math.sum(output.tensor(), true, axis));
      logs = math.unary("Log", math.clip(p, EPSILON, 1 - EPSILON));
    }
    Shape shape = Reductions.shape(output.shape(), new int[] {axis}, false);
    return KerasTensor.of(math.neg(math.sum(math.mul(t, logs), false, axis)), shape);
  }

  /** Classes by their numbers, over the last axis. */
  public static KerasTensor sparse(FunctionCall call) {
    KerasTensor output = call.tensor("y");
    KerasTensor target = call.tensor("x");
    Arithmetic math = call.math();
    int last = output.rank() - 1;
    if (call.axis("axis", -1, output.rank()) != last) {
      throw call.layer().refused("counts classes along another axis than the last");
    }
    Tensor classes = math.cast(target.tensor(), ElementType.INT64);
    if (target.rank() == output.rank() && target.shape().dim(-1) == 1) {
      classes = math.squeeze(classes, last);
    }
    Tensor logits = output.tensor();
    if (!call.flag("from_logits", !call.keras3())) {
      logits = math.unary("Log", math.clip(logits, EPSILON, 1 - EPSILON));
    }
    if (output.rank() == 2) {
      Tensor loss =
          call.graph().op("SparseSoftmaxCrossEntropyWithLogits").in(logits).in(classes).first();
      return KerasTensor.of(loss, output.shape().slice(0, 1));
    }
    Tensor logs = Formulas.logSoftmax(math, KerasTensor.of(logits, output.shape()), last);
    Tensor picked =
        call.graph()
            .op("GatherV2")
            .in(logs)
            .in(math.expand(classes, last))
            .in(call.graph().intScalar(last))
            .attr("batch_dims", last)
            .out();
    return KerasTensor.of(math.neg(math.squeeze(picked, last)), output.shape().slice(0, last));
  }

  /** Peak signal to noise ratio of everything. */
  public static KerasTensor psnr(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    Arithmetic math = call.math();
    Tensor squares = math.square(math.sub(pair.x().tensor(), pair.y().tensor()));
    int[] all = IntStream.range(0, pair.shape(call).rank()).toArray();
    Tensor mean = math.mean(squares, false, all);
    double peak = 20 * Math.log10(call.number("max_val", 1));
    Tensor noise = math.mul(math.unary("Log", mean), 10 / Math.log(10));
    return KerasTensor.of(math.sub(peak, noise), Shape.SCALAR);
  }

  /** A mean over the last axis of a difference of two: squared, absolute, relative… */
  public static FunctionBody.Single mean(Numbers.Formula2 difference) {
    return call -> {
      KerasTensor predicted = call.tensor("y");
      KerasTensor truth = call.tensor("x", predicted.type());
      Arithmetic math = call.math();
      Tensor t = math.cast(truth.tensor(), predicted.type());
      Tensor each = difference.apply(math, t, predicted.tensor());
      Shape shape = Broadcasting.shape(call.layer(), truth.shape(), predicted.shape());
      int last = shape.rank() - 1;
      return KerasTensor.of(math.mean(each, false, last), shape.slice(0, last));
    };
  }
}
