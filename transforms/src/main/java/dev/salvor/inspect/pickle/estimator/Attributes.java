package dev.salvor.inspect.pickle.estimator;

import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.ListNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.format.pickle.PickledInstance;
import dev.salvor.format.tensor.ElementType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** The attributes of one object, each of which is read or known not to act. */
final class Attributes {
  private static final long BYTES = 64L << 20;

  /** Of every estimator; none acts when values are transformed. */
  private static final Set<String> PASSIVE =
      Set.of(
          "_sklearn_version",
          "_sklearn_output_config",
          "_metadata_request",
          "n_features_in_",
          "feature_names_in_",
          "copy",
          "verbose");

  private final PickledInstance object;

  Attributes(PickledInstance object) {
    this.object = object;
  }

  /** What is there beside {@code known}: what is not known may act. */
  Optional<String> unknown(Set<String> known) {
    DictNode all = object.attributes();
    for (int i = 0; i < all.size(); i++) {
      Optional<String> name = all.keyAt(i);
      if (name.filter(key -> known.contains(key) || PASSIVE.contains(key)).isEmpty()) {
        return Optional.of(name.orElse("?"));
      }
    }
    return Optional.empty();
  }

  Optional<PickleNode> node(String name) {
    return object.attributes().value(name).filter(node -> node != Constant.NONE);
  }

  boolean flag(String name) {
    return object
        .attributes()
        .value(name)
        .filter(value -> PickleValues.integer(value).orElse(0) != 0)
        .isPresent();
  }

  Optional<String> text(String name) {
    return node(name).flatMap(node -> PickleValues.text(node, 256));
  }

  /** {@code major * 1000 + minor} of the scikit-learn that wrote it; 0 where it does not say. */
  int version() {
    String[] parts = text("_sklearn_version").orElse("").split("\\.", -1);
    try {
      return parts.length < 2 ? 0 : Integer.parseInt(parts[0]) * 1000 + Integer.parseInt(parts[1]);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** A float32 or float64 array of one dimension. */
  Optional<double[]> vector(String name) {
    return node(name)
        .flatMap(NumpyArray::of)
        .filter(array -> array.shape().size() == 1)
        .flatMap(Attributes::doubles);
  }

  /** A float array of two dimensions, or none. */
  Optional<NumpyArray> matrix(String name) {
    return node(name).flatMap(NumpyArray::of).filter(array -> array.shape().size() == 2);
  }

  /** The elements of a float array in the order in which they are stored. */
  static Optional<double[]> doubles(NumpyArray array) {
    ElementType type = array.dtype().element().orElse(ElementType.STRING);
    return type == ElementType.FLOAT64 || type == ElementType.FLOAT32
        ? bytes(array)
            .map(
                buffer -> {
                  double[] values = new double[buffer.remaining() / type.size()];
                  for (int i = 0; i < values.length; i++) {
                    values[i] =
                        type == ElementType.FLOAT64 ? buffer.getDouble() : buffer.getFloat();
                  }
                  return values;
                })
        : Optional.empty();
  }

  /** A number as Python or NumPy writes it. */
  static OptionalDouble number(PickleNode node) {
    if (node instanceof PickleNode.Real real) {
      return OptionalDouble.of(real.value());
    } else if (node instanceof PickleNode.Int value) {
      return OptionalDouble.of((double) value.value());
    }
    Optional<double[]> scalar =
        NumpyArray.of(node).filter(array -> array.shape().isEmpty()).flatMap(Attributes::doubles);
    return scalar.isPresent() ? OptionalDouble.of(scalar.get()[0]) : OptionalDouble.empty();
  }

  /** The classes of a classifier: numbers, booleans or strings. */
  Optional<Labels> labels(String name) {
    return node(name).flatMap(Attributes::labels);
  }

  static Optional<Labels> labels(PickleNode node) {
    return NumpyArray.of(node)
        .filter(array -> array.shape().size() == 1 && array.elements() > 0)
        .flatMap(Attributes::labels);
  }

  private static Optional<Labels> labels(NumpyArray array) {
    if (array.data() == null) {
      List<String> strings =
          array.objects().stream()
              .map(node -> PickleValues.text(node, 1 << 16))
              .flatMap(Optional::stream)
              .toList();
      return strings.size() == array.objects().size()
          ? Optional.of(new Labels.Strings(strings))
          : Optional.empty();
    }
    if (array.dtype().kind() == 'U') {
      return bytes(array).map(buffer -> strings(buffer, (int) array.dtype().itemSize() / 4));
    }
    ElementType type = array.dtype().element().orElse(ElementType.STRING);
    return switch (type) {
      case INT8, INT16, INT32, INT64, UINT8, UINT16, BOOL, FLOAT32, FLOAT64 ->
          bytes(array).map(buffer -> numbers(buffer, type));
      default -> Optional.empty();
    };
  }

  private static Labels numbers(ByteBuffer buffer, ElementType type) {
    List<Byte> littleEndian = new ArrayList<>();
    boolean swap = buffer.order() == ByteOrder.BIG_ENDIAN;
    for (int item = 0; item < buffer.remaining(); item += type.size()) {
      for (int i = 0; i < type.size(); i++) {
        littleEndian.add(buffer.get(item + (swap ? type.size() - 1 - i : i)));
      }
    }
    return new Labels.Numbers(type, littleEndian);
  }

  /** UTF-32, filled up with zeros. */
  private static Labels strings(ByteBuffer buffer, int points) {
    List<String> values = new ArrayList<>();
    while (buffer.hasRemaining()) {
      StringBuilder value = new StringBuilder();
      for (int i = 0; i < points; i++) {
        int point = buffer.getInt();
        if (point != 0 && Character.isValidCodePoint(point)) {
          value.appendCodePoint(point);
        }
      }
      values.add(value.toString());
    }
    return new Labels.Strings(values);
  }

  private static Optional<ByteBuffer> bytes(NumpyArray array) {
    if (array.data() == null || array.byteSize() > BYTES) {
      return Optional.empty();
    }
    try {
      byte[] bytes = array.data().bytes();
      return bytes.length == array.byteSize() && array.dtype().itemSize() > 0
          ? Optional.of(ByteBuffer.wrap(bytes).order(array.dtype().order()))
          : Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The items of a list or tuple. */
  static List<PickleNode> items(PickleNode node) {
    return node instanceof ListNode list
        ? list.items()
        : PickleValues.sequence(node).orElse(List.of());
  }
}
