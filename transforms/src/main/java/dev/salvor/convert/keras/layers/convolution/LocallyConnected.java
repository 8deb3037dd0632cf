package dev.salvor.convert.keras.layers.convolution;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * LocallyConnected1D and 2D: a convolution whose kernel differs from place to place. The three
 * implementations store it in different forms (keras/layers/locally_connected).
 */
public final class LocallyConnected implements LayerConverter {
  private final int axes;

  public LocallyConnected(int axes) {
    this.axes = axes;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    Window window = Window.of(call, axes);
    int filters = config.integer("filters");
    int implementation = config.integer("implementation", 1);
    DataFormat format = DataFormat.of(call);
    KerasTensor x = call.input();
    if (!x.shape().slice(1, x.rank()).fullyKnown() || window.dilated()) {
      throw call.refused("needs an input of known size, not " + x.shape());
    }
    Shape last = format.channelsFirst() ? toLast(x.shape()) : x.shape();
    Shape output = window.output(call, last, filters);
    Shape shape = format.channelsFirst() ? toFirst(output) : output;
    Connections connections = new Connections(window, last, output, format.channelsFirst());
    GraphBuilder graph = call.graph();
    Tensor result =
        switch (implementation) {
          case 1 -> patches(call, x, format, window, output);
          case 2 -> masked(call, x, connections);
          case 3 -> sparse(call, x, connections);
          default -> throw call.refused("implementation " + implementation + " is not known");
        };
    Arithmetic math = new Arithmetic(graph);
    Tensor shaped = math.reshape(result, x.tensor(), shape);
    if (config.flag("use_bias", true)) {
      // Keras reshapes the bias to the output's layout, without moving axes (backend.bias_add)
      Tensor bias = call.weight("bias", output.slice(1, output.rank()).dims());
      shaped = math.add(shaped, math.reshape(bias, bias, shape.with(0, 1)));
    }
    KerasTensor biased = KerasTensor.of(shaped, shape);
    return call.unmasked(Activations.of(call, "activation", biased), shape);
  }

  /** Implementation 1: kernel {@code (places, window * channels, filters)}. */
  private Tensor patches(
      LayerCall call, KerasTensor x, DataFormat format, Window window, Shape output) {
    if (!window.padding().equals("valid")) {
      throw call.refused("pads, which implementation 1 does not");
    }
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    KerasTensor last = format.toLast(graph, x);
    int channels = Math.toIntExact(last.shape().dim(-1));
    int filters = Math.toIntExact(output.dim(-1));
    int places = Math.toIntExact(output.slice(1, 1 + axes).elements());
    Tensor plane = axes == 1 ? math.expand(last.tensor(), 1) : last.tensor();
    Window planar = window.planar(false);
    Tensor patches =
        graph
            .op("ExtractImagePatches")
            .in(plane)
            .attr("ksizes", Window.attribute(planar.size()))
            .attr("strides", Window.attribute(planar.strides()))
            .attr("rates", Window.attribute(planar.dilation()))
            .attr("padding", "VALID")
            .out();
    int area = window.area();
    Tensor rows = math.reshape(patches, -1, places, area * channels);
    if (format.channelsFirst()) {
      Tensor parts = math.transpose(math.reshape(patches, -1, places, area, channels), 0, 1, 3, 2);
      rows = math.reshape(parts, -1, places, area * channels);
    }
    Tensor kernel = call.weight("kernel", places, (long) area * channels, filters);
    Tensor product = math.matmul(math.transpose(rows, 1, 0, 2), kernel);
    if (!format.channelsFirst()) {
      return math.transpose(product, 1, 0, 2);
    }
    return math.transpose(product, 1, 2, 0);
  }

  /**
   * Implementation 2: a dense kernel from every input to every output, zero where not connected.
   */
  private static Tensor masked(LayerCall call, KerasTensor x, Connections connections) {
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor kernel = call.weight("kernel", connections.kernelShape().dims());
    Shape maskShape = connections.maskShape();
    Tensor mask = graph.numbers(kernel.type(), maskShape, connections.mask());
    Tensor matrix =
        math.reshape(math.mul(kernel, mask), connections.inputs(), connections.outputs());
    Tensor flat = math.reshape(x.tensor(), -1, connections.inputs());
    return graph.apply("MatMul", flat, matrix);
  }

  /** Implementation 3: only the connected weights, in the order of output and input. */
  private static Tensor sparse(LayerCall call, KerasTensor x, Connections connections) {
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    long[] indices = connections.indices();
    int count = indices.length / 2;
    Tensor kernel = call.weight("kernel", count);
    Tensor pairs = graph.apply("Reshape", graph.longs(indices), graph.ints(count, 2));
    Tensor flat = math.reshape(x.tensor(), -1, connections.inputs());
    Tensor product =
        graph
            .op("SparseTensorDenseMatMul")
            .in(pairs)
            .in(kernel)
            .in(graph.longs(connections.outputs(), connections.inputs()))
            .in(flat)
            .attr("adjoint_b", true)
            .out();
    return math.transpose(product, 1, 0);
  }

  private static Shape toLast(Shape first) {
    return Shape.of(first.dim(0)).concat(first.slice(2, first.rank())).append(first.dim(1));
  }

  private static Shape toFirst(Shape last) {
    return Shape.of(last.dim(0), last.dim(-1)).concat(last.slice(1, last.rank() - 1));
  }
}
