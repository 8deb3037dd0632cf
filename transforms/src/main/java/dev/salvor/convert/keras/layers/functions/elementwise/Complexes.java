package dev.salvor.convert.keras.layers.functions.elementwise;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Broadcasting;
import dev.salvor.convert.keras.layers.functions.call.FunctionBody;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Complex numbers; Keras 3 holds these as two real tensors. */
public final class Complexes {
  private Complexes() {}

  public static boolean complex(KerasTensor x) {
    return x.type().id().startsWith("complex");
  }

  /** The type of the parts of a complex number. */
  public static ElementType real(ElementType type) {
    return type == ElementType.COMPLEX128 ? ElementType.FLOAT64 : ElementType.FLOAT32;
  }

  /** Real, Imag or Angle of complex numbers; of real ones what {@code otherwise} gives. */
  public static FunctionBody.Single part(String op, FunctionBody.Single otherwise) {
    return call -> {
      KerasTensor x = call.tensor("x");
      if (!complex(x)) {
        return otherwise.apply(call);
      }
      Tensor part = call.graph().op(op).in(x.tensor()).attr("Tout", real(x.type())).out();
      return KerasTensor.of(part, x.shape());
    };
  }

  public static KerasTensor conjugate(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    return complex(x) ? KerasTensor.of(call.math().unary("Conj", x.tensor()), x.shape()) : x;
  }

  /** {@code tf.complex}. */
  public static KerasTensor complex(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "y");
    return complex(call, pair.x(), pair.y());
  }

  private static KerasTensor complex(FunctionCall call, KerasTensor x, KerasTensor y) {
    ElementType type =
        x.type() == ElementType.FLOAT64 ? ElementType.COMPLEX128 : ElementType.COMPLEX64;
    Tensor result =
        call.graph().op("Complex").in(x.tensor()).in(y.tensor()).attr("Tout", type).out();
    return KerasTensor.of(result, Broadcasting.shape(call.layer(), x.shape(), y.shape()));
  }

  public static List<KerasTensor> parts(FunctionCall call, KerasTensor spectrum) {
    ElementType type = real(spectrum.type());
    return List.of(
        KerasTensor.of(
            call.graph().op("Real").in(spectrum.tensor()).attr("Tout", type).out(),
            spectrum.shape()),
        KerasTensor.of(
            call.graph().op("Imag").in(spectrum.tensor()).attr("Tout", type).out(),
            spectrum.shape()));
  }

  /** A pair of real tensors as complex numbers. */
  public static KerasTensor ofPair(FunctionCall call) {
    List<KerasTensor> given = call.tensors("x");
    if (given.size() != 2) {
      throw call.layer().refused("transforms " + given.size() + " tensors, expected two");
    }
    return complex(call, given.get(0), given.get(1));
  }

  /** The two elements of the last axis as one complex number. */
  public static KerasTensor ofPairs(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (x.rank() < 1 || x.shape().dim(-1) != 2) {
      throw call.layer().refused("takes " + x.shape() + " for complex numbers");
    }
    Shape shape = x.shape().slice(0, x.rank() - 1);
    List<KerasTensor> parts =
        call.math().split(x.tensor(), 2, x.rank() - 1).stream()
            .map(part -> KerasTensor.of(call.math().squeeze(part, x.rank() - 1), shape))
            .toList();
    return complex(call, parts.get(0), parts.get(1));
  }

  /** Real and imaginary parts along a new last axis. */
  public static KerasTensor pairs(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    if (!complex(x)) {
      throw call.layer().refused("takes " + x.type().id() + " for complex numbers");
    }
    List<Tensor> parts = parts(call, x).stream().map(KerasTensor::tensor).toList();
    return KerasTensor.of(
        call.graph().op("Pack").in(parts).attr("axis", x.rank()).out(), x.shape().append(2));
  }

  /** Complex numbers by size and angle. */
  public static KerasTensor polar(FunctionCall call) {
    Promotion.Pair pair = Promotion.pair(call, "x", "angle");
    Arithmetic math = call.math();
    Tensor size = pair.x().tensor();
    Tensor angle = pair.y().tensor();
    Shape shape = pair.shape(call);
    return complex(
        call,
        KerasTensor.of(math.mul(size, math.unary("Cos", angle)), shape),
        KerasTensor.of(math.mul(size, math.unary("Sin", angle)), shape));
  }
}
