package dev.salvor.convert.keras.layers.preprocessing;

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

/**
 * The power of a signal in mel bands over time, in decibels below its own loudest
 * (keras/src/layers/preprocessing/mel_spectrogram.py).
 */
public final class MelSpectrogram implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    LayerConfig config = call.config();
    KerasTensor x = call.input();
    if (x.rank() != 2) {
      throw call.refused("is called with a signal " + x.shape());
    }
    int fft = config.integer("fft_length", 2048);
    int stride = config.integer("sequence_stride", 512);
    int frame = config.integer("sequence_length", fft);
    int rate = config.integer("sampling_rate", 16000);
    int bands = config.integer("num_mel_bins", 128);
    double low = config.number("min_freq", 20);
    double high = config.number("max_freq", Math.floorDiv(rate, 2));
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor frames = frames(math, math.cast(x.tensor(), ElementType.FLOAT32), fft, stride);
    Tensor windowed = math.mul(frames, window(call, frame, fft));
    Tensor spectrum = graph.op("RFFT").in(windowed).in(graph.ints(fft)).out();
    Tensor size = graph.op("ComplexAbs").in(spectrum).out();
    Tensor power = graph.apply("Pow", size, graph.scalarLike(size, config.number("mag_exp", 2)));
    double[] weights = MelScale.weights(fft / 2 + 1, bands, rate, low, high);
    Tensor matrix = graph.numbers(ElementType.FLOAT32, Shape.of(fft / 2 + 1, bands), weights);
    Tensor mel = math.einsum("btf,fm->bmt", power, matrix);
    double least = config.number("min_power", 1e-10);
    double reference = config.number("ref_power", 1);
    double top = config.number("top_db", 80);
    if (config.flag("power_to_db", true)) {
      Tensor level = math.mul(math.unary("Log", math.max(mel, least)), 10 / Math.log(10));
      level = math.sub(level, 10 * Math.log10(Math.max(Math.abs(reference), least)));
      Tensor loudest = math.reduce("Max", level, false, 0, 1, 2);
      mel = math.max(level, math.sub(loudest, top));
    }
    long length = x.shape().dim(1);
    long steps = length < 0 ? Shape.UNKNOWN : 1 + (length + 2L * (fft / 2) - fft) / stride;
    return call.unmasked(
        math.cast(mel, call.computeType()), Shape.of(x.shape().dim(0), bands, steps));
  }

  /** {@code (batch, steps, fft)}: the signal mirrored at its ends, then cut at every stride. */
  private static Tensor frames(Arithmetic math, Tensor signal, int fft, int stride) {
    GraphBuilder graph = math.graph();
    Tensor margins = graph.apply("Reshape", graph.ints(0, 0, fft / 2, fft / 2), graph.ints(2, 2));
    Tensor padded = graph.op("MirrorPad").in(signal).in(margins).attr("mode", "REFLECT").out();
    Tensor image = math.expand(math.expand(padded, 1), 3);
    Tensor patches =
        graph
            .op("ExtractImagePatches")
            .in(image)
            .attr("ksizes", new int[] {1, 1, fft, 1})
            .attr("strides", new int[] {1, 1, stride, 1})
            .attr("rates", new int[] {1, 1, 1, 1})
            .attr("padding", "VALID")
            .out();
    return math.squeeze(patches, 1);
  }

  /** The periodic window in the middle of {@code fft} zeros. */
  private static Tensor window(LayerCall call, int frame, int fft) {
    String name = call.config().text("window", "hann");
    double first =
        switch (name) {
          case "hann" -> 0.5;
          case "hamming" -> 0.54;
          default -> throw call.refused("has window " + name);
        };
    double[] values = new double[fft];
    int before = (fft - frame) / 2;
    for (int i = 0; i < frame; i++) {
      values[before + i] = first - (1 - first) * Math.cos(2 * Math.PI * i / frame);
    }
    return call.graph().numbers(ElementType.FLOAT32, Shape.of(fft), values);
  }
}
