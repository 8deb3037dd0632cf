package dev.salvor.validate.worker;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Inputs for a trial run: made of a seed and a signature, the same in every run. Floats lie in [0,
 * 1), whole numbers are 0 or 1 (an index that most tables have), strings are {@code a}.
 */
final class SeededInputs {
  private static final long MAX_ELEMENTS = 1 << 22;
  private static final byte[] TEXT = {'a'};

  private SeededInputs() {}

  /**
   * @param size of every unknown dimension but the first, which is 2
   * @throws IllegalArgumentException where one cannot be made up
   */
  static Map<String, TensorData> of(Map<String, TensorSpec> feeds, long seed, int size) {
    SplittableRandom random = new SplittableRandom(seed);
    Map<String, TensorData> inputs = new LinkedHashMap<>();
    feeds.forEach((name, spec) -> inputs.put(name, input(name, spec, random.split(), size)));
    return inputs;
  }

  private static TensorData input(String name, TensorSpec spec, SplittableRandom random, int size) {
    ElementType type =
        ElementType.byNumber(spec.type().getNumber())
            .orElseThrow(() -> new IllegalArgumentException(name + " is of type " + spec.type()));
    Shape shape = shape(spec.shape(), size);
    long elements = elements(shape);
    if (elements > MAX_ELEMENTS) {
      throw new IllegalArgumentException(name + " has shape " + shape);
    }
    if (type == ElementType.STRING) {
      return new StringTensor(shape, Collections.nCopies((int) elements, TEXT));
    }
    ByteBuffer values =
        ByteBuffer.allocate((int) elements * type.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < elements; i++) {
      if (Elements.whole(type)) {
        Elements.put(type, values, random.nextInt(2));
      } else {
        Elements.put(type, values, random.nextDouble(), 0);
      }
    }
    return new HeapTensor(type, shape, values.array());
  }

  private static Shape shape(TensorShapeProto stated, int size) {
    if (stated.getUnknownRank()) {
      return Shape.of(2);
    }
    long[] dims = stated.getDimList().stream().mapToLong(TensorShapeProto.Dim::getSize).toArray();
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] < 0) {
        dims[axis] = axis == 0 ? 2 : size;
      }
    }
    return Shape.of(dims);
  }

  private static long elements(Shape shape) {
    return Arrays.stream(shape.dims())
        .reduce(1, (a, b) -> Math.min(a, MAX_ELEMENTS + 1) * Math.min(b, MAX_ELEMENTS + 1));
  }
}
