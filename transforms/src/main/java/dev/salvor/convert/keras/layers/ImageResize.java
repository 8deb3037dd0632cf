package dev.salvor.convert.keras.layers;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;

/** {@code tf.image.resize} over images of channels-last layout, rank 4. */
public final class ImageResize {
  private ImageResize() {}

  /**
   * @param target height and width, an int32 vector at run time
   * @param shape the result's static shape
   * @param method nearest, bilinear, bicubic, area, lanczos3, lanczos5, gaussian, mitchellcubic
   * @param centers whether pixels are sampled at their centers: TensorFlow 2
   * @return float32, but of the input's type for nearest
   */
  public static KerasTensor resize(
      LayerCall call, KerasTensor x, Tensor target, Shape shape, String method, boolean centers) {
    return resize(call, x, target, shape, method, centers, false);
  }

  /** The same, with antialiasing where the image shrinks. */
  public static KerasTensor resize(
      LayerCall call,
      KerasTensor x,
      Tensor target,
      Shape shape,
      String method,
      boolean centers,
      boolean antialias) {
    GraphBuilder graph = call.graph();
    Tensor resized =
        switch (method) {
          case "nearest" ->
              graph
                  .op("ResizeNearestNeighbor")
                  .in(x.tensor())
                  .in(target)
                  .attr("half_pixel_centers", centers)
                  .out();
          case "bilinear" ->
              antialias
                  ? scaleAndTranslate(graph, x, target, "triangle", true)
                  : centered(graph, "ResizeBilinear", x, target, centers);
          case "bicubic" ->
              antialias
                  ? scaleAndTranslate(graph, x, target, "keyscubic", true)
                  : centered(graph, "ResizeBicubic", x, target, centers);
          case "area" -> graph.apply("ResizeArea", x.tensor(), target);
          case "lanczos3", "lanczos5", "gaussian", "mitchellcubic" ->
              scaleAndTranslate(graph, x, target, method, antialias);
          default -> throw call.refused("interpolation " + method + " is not known");
        };
    return KerasTensor.of(resized, shape);
  }

  private static Tensor centered(
      GraphBuilder graph, String op, KerasTensor x, Tensor target, boolean centers) {
    return graph.op(op).in(x.tensor()).in(target).attr("half_pixel_centers", centers).out();
  }

  /** The kernels that tf.image.resize computes by scale_and_translate. */
  private static Tensor scaleAndTranslate(
      GraphBuilder graph, KerasTensor x, Tensor target, String kernel, boolean antialias) {
    Arithmetic math = new Arithmetic(graph);
    Tensor actual = math.slice(graph.apply("Shape", x.tensor()), new int[] {1}, new int[] {2});
    Tensor scale =
        math.div(math.cast(target, ElementType.FLOAT32), math.cast(actual, ElementType.FLOAT32));
    return graph
        .op("ScaleAndTranslate")
        .in(x.tensor())
        .in(target)
        .in(scale)
        .in(graph.numbers(ElementType.FLOAT32, Shape.of(2), 0, 0))
        .attr("kernel_type", kernel)
        .attr("antialias", antialias)
        .out();
  }
}
