package dev.salvor.convert.keras.layers.preprocessing;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A short-time Fourier transform as two convolutions, whose kernels are weights
 * (keras/src/layers/preprocessing/stft_spectrogram.py). Channels are transformed apart.
 */
public final class StftSpectrogram implements LayerConverter {
  private static final double EPSILON = 1e-7;

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    config.inert("window", "periodic", "scaling");
    String mode = config.text("mode", "log");
    int frame = config.integer("frame_length", 256);
    int step = config.integer("frame_step", frame / 2);
    int fft =
        config.integer("fft_length", (int) Math.pow(2, Math.ceil(Math.log(frame) / Math.log(2))));
    long bins = fft / 2 + 1L;
    String padding = config.text("padding", "valid");
    DataFormat format = DataFormat.of(call);
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    KerasTensor x = format.toLast(graph, call.input());
    if (x.rank() != 3 || !x.shape().known(2)) {
      throw call.refused("is called with a signal " + x.shape());
    }
    int channels = Math.toIntExact(x.shape().dim(2));
    long steps = Shapes.window(x.shape().dim(1), frame, padding, step, 1);
    Tensor real = mode.equals("imag") ? null : call.weight("real_kernel", frame, 1, bins);
    Tensor imaginary = mode.equals("real") ? null : call.weight("imag_kernel", frame, 1, bins);
    List<Tensor> parts = new ArrayList<>();
    for (Tensor signal : math.split(x.tensor(), channels, 2)) {
      Tensor re = real == null ? null : frames(math, signal, real, step, padding);
      Tensor im = imaginary == null ? null : frames(math, signal, imaginary, step, padding);
      parts.add(combined(call, math, mode, re, im));
    }
    long width = mode.equals("stft") ? 2 * bins : bins;
    long batch = x.shape().dim(0);
    if (config.flag("expand_dims", false)) {
      Tensor stacked =
          graph.op("Pack").in(parts).attr("axis", format.channelsFirst() ? 1 : 3).out();
      return call.unmasked(
          stacked,
          format.channelsFirst()
              ? Shape.of(batch, channels, steps, width)
              : Shape.of(batch, steps, width, channels));
    }
    KerasTensor joined =
        KerasTensor.of(math.concat(parts, 2), Shape.of(batch, steps, width * channels));
    KerasTensor moved = format.fromLast(graph, joined);
    return call.unmasked(moved.tensor(), moved.shape());
  }

  /** {@code (batch, steps, bins)}. */
  private static Tensor frames(
      Arithmetic math, Tensor signal, Tensor kernel, int step, String padding) {
    Tensor result =
        math.graph()
            .op("Conv2D")
            .in(math.expand(signal, 1))
            .in(math.expand(kernel, 0))
            .attr("strides", new int[] {1, 1, step, 1})
            .attr("padding", padding.toUpperCase(Locale.ROOT))
            .out();
    return math.squeeze(result, 1);
  }

  private static Tensor combined(
      LayerCall call,
      Arithmetic math,
      String mode,
      @Nullable Tensor real,
      @Nullable Tensor imaginary) {
    if (real == null || imaginary == null) {
      return Objects.requireNonNull(real == null ? imaginary : real);
    }
    Tensor power = math.add(math.square(real), math.square(imaginary));
    return switch (mode) {
      case "angle" -> math.graph().apply("Atan2", imaginary, real);
      case "stft" -> math.concat(List.of(real, imaginary), 2);
      case "psd" -> math.add(power, inner(math, power));
      case "magnitude" -> math.sqrt(math.max(power, EPSILON));
      case "log" -> math.unary("Log", math.max(math.sqrt(math.max(power, EPSILON)), EPSILON));
      default -> throw call.refused("has mode " + mode);
    };
  }

  /** The bins that stand for two frequencies, the others zero. */
  private static Tensor inner(Arithmetic math, Tensor power) {
    GraphBuilder graph = math.graph();
    Tensor cut =
        graph
            .op("StridedSlice")
            .in(power)
            .in(graph.ints(0, 0, 1))
            .in(graph.ints(0, 0, -1))
            .in(graph.ints(1, 1, 1))
            .attr("begin_mask", 3)
            .attr("end_mask", 3)
            .out();
    return math.pad(cut, new int[] {0, 0, 1}, new int[] {0, 0, 1});
  }
}
