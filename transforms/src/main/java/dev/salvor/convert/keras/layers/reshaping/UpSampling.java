package dev.salvor.convert.keras.layers.reshaping;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.ImageResize;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;

/**
 * UpSampling1D to 3D: every step, pixel or voxel repeated; in 2D also interpolated. Until
 * TensorFlow 2 the bilinear form did not sample at pixel centers (tf.image.resize_bilinear; keras
 * 2.3.1 backend/tensorflow_backend.py), since then it does (tf.image.resize).
 */
public final class UpSampling implements LayerConverter {
  private final int axes;

  public UpSampling(int axes) {
    this.axes = axes;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    int[] size = call.config().integers("size", axes, 2);
    String interpolation = axes == 2 ? call.config().text("interpolation", "nearest") : "nearest";
    DataFormat format = DataFormat.of(call);
    KerasTensor in = call.input();
    GraphBuilder graph = call.graph();
    if (interpolation.equals("nearest")) {
      int first = format.channelsFirst() ? 2 : 1;
      Arithmetic math = new Arithmetic(graph);
      Tensor x = in.tensor();
      Shape shape = in.shape();
      for (int i = 0; i < axes; i++) {
        x = math.repeat(x, shape, first + i, size[i]);
        if (shape.known(first + i)) {
          shape = shape.with(first + i, shape.dim(first + i) * size[i]);
        }
      }
      return call.unmasked(x, shape);
    }
    KerasTensor x = format.toLast(graph, in);
    KerasTensor resized = scaled(call, x, size, interpolation);
    KerasTensor result = format.fromLast(graph, resized);
    return call.unmasked(result.tensor(), result.shape());
  }

  private static KerasTensor scaled(
      LayerCall call, KerasTensor x, int[] size, String interpolation) {
    GraphBuilder graph = call.graph();
    Shape shape = x.shape();
    for (int i = 0; i < 2; i++) {
      if (shape.known(1 + i)) {
        shape = shape.with(1 + i, shape.dim(1 + i) * size[i]);
      }
    }
    Tensor target;
    if (shape.known(1) && shape.known(2)) {
      target = graph.ints(Math.toIntExact(shape.dim(1)), Math.toIntExact(shape.dim(2)));
    } else {
      Tensor actual =
          new Arithmetic(graph)
              .slice(graph.apply("Shape", x.tensor()), new int[] {1}, new int[] {2});
      target = graph.apply("Mul", actual, graph.ints(size));
    }
    boolean centers = call.era().major() >= 3 || (call.era().tfKeras() && call.era().atLeast(2, 2));
    return ImageResize.resize(call, x, target, shape, interpolation, centers);
  }
}
