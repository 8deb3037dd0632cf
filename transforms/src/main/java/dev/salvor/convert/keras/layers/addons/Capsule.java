package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Capsule of keras-contrib: dynamic routing between capsules (keras_contrib layers/capsule.py). It
 * calls {@code K.batch_dot} with three and four axes, which until Keras 2.2.4 paired the axis of
 * the capsules; since 2.2.5 every capsule meets every other, and the layer sums over the first.
 */
public final class Capsule implements LayerConverter {
  private static final double LEAST = 1e-12;

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("regularizer", "initializer", "constraint");
    KerasTensor x = call.input();
    int capsules = call.config().integer("num_capsule");
    int width = call.config().integer("dim_capsule");
    int routings = call.config().integer("routings", 3);
    boolean shared = call.config().flag("share_weights", true);
    long features = x.rank() == 3 ? x.shape().dim(2) : Shape.UNKNOWN;
    if (features == Shape.UNKNOWN || routings < 1 || capsules < 1 || width < 1) {
      throw call.refused("takes sequences of known features, not " + x.shape());
    }
    @Nullable String backend = call.era().backend();
    if (backend != null && !backend.equals("tensorflow")) {
      throw call.refused("calls batch_dot of " + backend + ", which computes something else");
    }
    Arithmetic math = new Arithmetic(call.graph());
    long places = shared ? 1 : x.shape().dim(1);
    Tensor kernel = call.weight("capsule_kernel", places, features, (long) capsules * width);
    Tensor votes =
        shared
            ? math.matmul(x.tensor(), math.squeeze(kernel, 0))
            : math.einsum("bif,ifc->bic", x.tensor(), kernel);
    Shape apart = x.shape().with(2, capsules).append(width);
    Tensor each = math.transpose(math.reshape(votes, x.tensor(), apart), 0, 2, 1, 3);
    Routing routing = new Routing(math, each, paired(call.era()));
    Shape output = Shape.of(x.shape().dim(0), capsules, width);
    KerasTensor result = KerasTensor.of(routing.outputs(routings), output);
    return call.unmasked(Activations.of(call, "activation", result), output);
  }

  private static boolean paired(Era era) {
    return !era.atLeast(2, 3) && (!era.atLeast(2, 2) || era.patch() < 5);
  }

  /**
   * @param votes {@code (batch, capsules, inputs, width)}
   */
  private record Routing(Arithmetic math, Tensor votes, boolean paired) {

    Tensor outputs(int rounds) {
      Tensor first = math.slice(votes, new int[] {0, 0, 0, 0}, new int[] {-1, -1, -1, 1});
      Tensor agreement = math.sub(math.squeeze(first, 3), math.squeeze(first, 3));
      for (int round = 1; ; round++) {
        Tensor turned = math.transpose(agreement, 0, 2, 1);
        Tensor shares = math.transpose(math.unary("Softmax", turned), 0, 2, 1);
        Tensor outputs =
            paired
                ? math.einsum("bci,bciw->bcw", shares, votes)
                : math.einsum("bi,bciw->bcw", math.sum(shares, false, 1), votes);
        if (round == rounds) {
          return outputs;
        }
        Tensor squares = math.max(math.sum(math.square(outputs), true, 2), LEAST);
        Tensor directions = math.mul(outputs, math.rsqrt(squares));
        agreement =
            paired
                ? math.einsum("bcw,bciw->bci", directions, votes)
                : math.einsum("bw,bciw->bci", math.sum(directions, false, 1), votes);
      }
    }
  }
}
