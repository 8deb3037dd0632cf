package dev.salvor.convert.keras.layers.normalization;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Normalization by the statistics of training. Weights gamma, beta, moving mean and variance, in
 * this order, with as many axes as {@code axis} names; more where the layer renormalized or trained
 * on virtual batches (keras/layers/normalization/batch_normalization.py). Keras 1's mode 1
 * normalizes each sample, its mode 2 each batch (keras 1.2.2 layers/normalization.py).
 */
public final class BatchNormalization implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("momentum", "fused", "renorm_clipping", "renorm_momentum", "synchronized");
    config.only("adjustment");
    KerasTensor in = call.input();
    ElementType type = Parameters.type(call);
    boolean virtual = config.has("virtual_batch_size");
    int[] axes = axes(call, in, virtual);
    Shape broadcast = Parameters.broadcast(in.shape(), axes);
    Shape shape = axes.length == 1 ? Parameters.along(in.shape(), axes) : broadcast;
    if (virtual) {
      shape = Shape.of(1, 1).concat(broadcast.slice(1, broadcast.rank()));
    }
    double epsilon = config.number("epsilon", 1e-3);
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    boolean last = axes.length == 1 && axes[0] == in.rank() - 1 && !virtual;
    Shape stretched = last ? shape : broadcast;
    Tensor gamma =
        config.flag("scale", true) ? read(call, "gamma", type, true, shape, stretched) : null;
    Tensor beta =
        config.flag("center", true) ? read(call, "beta", type, true, shape, stretched) : null;
    Moments moving =
        new Moments(
            read(call, "moving_mean", type, false, shape, stretched),
            read(call, "moving_variance", type, false, shape, stretched));
    if (config.flag("renorm", false)) {
      renormWeights(call, type, shape, 2 + (gamma == null ? 0 : 1) + (beta == null ? 0 : 1));
    }
    Tensor x = math.cast(in.tensor(), type);
    Tensor normalized =
        switch (config.integer("mode", 0)) {
          case 0 -> moving.normalize(math, x, epsilon, gamma, beta);
          case 1 -> perSample(math, x, epsilon, gamma, beta);
          case 2 ->
              Moments.of(math, x, others(in.rank(), axes)).normalize(math, x, epsilon, gamma, beta);
          default -> throw call.refused("has mode " + config.node("mode"));
        };
    return call.output(math.cast(normalized, output(call, in)), in.shape());
  }

  /** Integers come out floating. */
  private static ElementType output(LayerCall call, KerasTensor in) {
    return in.type().floating() ? in.type() : call.computeType();
  }

  /** Virtual batches insert an axis at build time, which is counted in the saved axis. */
  private static int[] axes(LayerCall call, KerasTensor in, boolean virtual) {
    if (!virtual) {
      return Parameters.axes(call, in.shape());
    }
    int[] axes = Parameters.axes(call, in.shape().append(1));
    return IntStream.of(axes).map(axis -> axis - 1).toArray();
  }

  private static Tensor read(
      LayerCall call,
      String name,
      ElementType type,
      boolean trainable,
      Shape shape,
      Shape broadcast) {
    Tensor value = call.weight(name, type, trainable, shape);
    return shape.equals(broadcast)
        ? value
        : new Arithmetic(call.graph()).reshape(value, value, broadcast);
  }

  /**
   * Statistics of batch renormalization, which only training reads; their number depends on the
   * version.
   */
  private static void renormWeights(LayerCall call, ElementType type, Shape shape, int before) {
    Optional<List<Shape>> stored = call.stored();
    if (stored.isPresent() && stored.get().size() > before) {
      List<Shape> shapes = stored.get();
      boolean three = shapes.size() == before + 3;
      List<String> names = List.of("moving_stddev", "renorm_mean", "renorm_stddev");
      for (int i = before; i < shapes.size(); i++) {
        String name = three ? names.get(i - before) : "renorm_" + (i - before);
        call.weight(name, type, false, shapes.get(i));
      }
      return;
    }
    for (String name : List.of("moving_stddev", "renorm_mean", "renorm_stddev")) {
      call.weight(name, type, false, shape);
    }
  }

  private static int[] others(int rank, int[] axes) {
    return IntStream.range(0, rank)
        .filter(i -> IntStream.of(axes).noneMatch(axis -> axis == i))
        .toArray();
  }

  private static Tensor perSample(
      Arithmetic math, Tensor x, double epsilon, @Nullable Tensor gamma, @Nullable Tensor beta) {
    Moments moments = Moments.of(math, x, -1);
    Tensor deviation = math.add(math.sqrt(math.add(moments.variance(), epsilon)), epsilon);
    Tensor normalized = math.div(math.sub(x, moments.mean()), deviation);
    if (gamma != null) {
      normalized = math.mul(normalized, gamma);
    }
    return beta == null ? normalized : math.add(normalized, beta);
  }
}
