package dev.salvor.convert.keras.layers.convolution;

import dev.salvor.format.tensor.Shape;
import java.util.Arrays;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Which inputs of a locally connected layer feed which outputs (keras/utils/conv_utils.py,
 * conv_connected_inputs).
 */
final class Connections {
  private final Window window;
  private final int[] in;
  private final int[] out;
  private final int channels;
  private final int filters;
  private final boolean channelsFirst;

  /**
   * @param input channels last, fully known but for the batch
   * @param output so too
   */
  Connections(Window window, Shape input, Shape output, boolean channelsFirst) {
    this.window = window;
    this.in = dims(input);
    this.out = dims(output);
    this.channels = Math.toIntExact(input.dim(-1));
    this.filters = Math.toIntExact(output.dim(-1));
    this.channelsFirst = channelsFirst;
  }

  private static int[] dims(Shape shape) {
    return Arrays.stream(shape.slice(1, shape.rank() - 1).dims())
        .mapToInt(Math::toIntExact)
        .toArray();
  }

  int inputs() {
    return area(in) * channels;
  }

  int outputs() {
    return area(out) * filters;
  }

  private static int area(int[] dims) {
    return IntStream.of(dims).reduce(1, Math::multiplyExact);
  }

  /** Input sizes, channels, output sizes, filters; the channels before where they come first. */
  Shape kernelShape() {
    return shape(channels, filters);
  }

  /** The same with 1 for channels and filters. */
  Shape maskShape() {
    return shape(1, 1);
  }

  private Shape shape(int inner, int outer) {
    Shape input = Shape.of(Arrays.stream(in).asLongStream().toArray());
    Shape output = Shape.of(Arrays.stream(out).asLongStream().toArray());
    return channelsFirst
        ? Shape.of(inner).concat(input).append(outer).concat(output)
        : input.append(inner).concat(output).append(outer);
  }

  /** 1 where an input place feeds an output place, in the order of {@link #maskShape}. */
  double[] mask() {
    int places = area(out);
    double[] mask = new double[Math.multiplyExact(area(in), places)];
    for (int from = 0; from < area(in); from++) {
      for (int to = 0; to < places; to++) {
        mask[from * places + to] = connected(from, to) ? 1 : 0;
      }
    }
    return mask;
  }

  /** Pairs of flat output and flat input index, sorted. */
  long[] indices() {
    int places = area(out);
    int sources = area(in);
    LongStream.Builder pairs = LongStream.builder();
    for (int output = 0; output < outputs(); output++) {
      int to = channelsFirst ? output % places : output / filters;
      for (int input = 0; input < inputs(); input++) {
        int from = channelsFirst ? input % sources : input / channels;
        if (connected(from, to)) {
          pairs.add(output).add(input);
        }
      }
    }
    return pairs.build().toArray();
  }

  private boolean connected(int from, int to) {
    int source = from;
    int place = to;
    for (int axis = in.length - 1; axis >= 0; axis--) {
      int position = source % in[axis];
      int left = window.size()[axis] / 2;
      int center = (place % out[axis]) * window.strides()[axis];
      if (window.padding().equals("valid")) {
        center += left;
      }
      if (position < center - left || position >= center + window.size()[axis] - left) {
        return false;
      }
      source /= in[axis];
      place /= out[axis];
    }
    return true;
  }
}
