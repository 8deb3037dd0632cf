package dev.salvor.convert.keras.layers.core;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code activation(x · kernel + bias)} over the last axis. Inputs of rank above 2 are folded into
 * a matrix and unfolded again, which equals the tensordot of keras/layers/core/dense.py.
 */
public final class Dense implements LayerConverter {

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("lora_rank", "lora_alpha");
    KerasTensor input = QuantizedInputs.of(call, floating(call), -1);
    int units = call.config().integer("units");
    Tensor kernel = call.weight("kernel", input.shape().dim(-1), units);
    boolean biased = call.config().flag("use_bias", true);
    return of(call, input, kernel, biased ? call.weight("bias", units) : null);
  }

  /**
   * The layer with these weights.
   *
   * @param kernel {@code (features, units)}
   * @param bias {@code (units,)}
   */
  public static List<KerasTensor> of(
      LayerCall call, KerasTensor input, Tensor kernel, @Nullable Tensor bias) {
    int units = call.config().integer("units");
    long features = input.shape().dim(-1);
    GraphBuilder graph = call.graph();
    Shape shape = input.shape().with(-1, units);
    Tensor product;
    if (input.rank() == 2) {
      product = graph.apply("MatMul", input.tensor(), kernel);
    } else {
      Tensor rows = graph.apply("Reshape", input.tensor(), graph.ints(-1, (int) features));
      Tensor folded = graph.apply("MatMul", rows, kernel);
      product = graph.apply("Reshape", folded, Shapes.dynamic(graph, input.tensor(), shape));
    }
    if (bias != null) {
      product = graph.apply("BiasAdd", product, bias);
    }
    KerasTensor activated =
        Activations.activated(call, "activation", KerasTensor.of(product, shape));
    return call.output(activated.tensor(), activated.shape());
  }

  /** Integers are cast too, where other layers leave them alone (keras/layers/core/dense.py). */
  private static KerasTensor floating(LayerCall call) {
    KerasTensor x = call.input();
    if (x.type() == call.computeType()) {
      return x;
    }
    Tensor cast = new Arithmetic(call.graph()).cast(x.tensor(), call.computeType());
    return new KerasTensor(cast, x.shape(), x.keptMask());
  }
}
