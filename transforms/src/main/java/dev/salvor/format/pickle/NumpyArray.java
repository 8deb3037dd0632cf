package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A NumPy array in any of its pickled forms: {@code _reconstruct} with its state, {@code
 * _frombuffer} (protocol 5), {@code scalar}, joblib's wrapper with the bytes in the stream, and
 * dill's {@code _create_array}.
 *
 * @param fortran whether the bytes are in column-major order
 * @param data the bytes of the elements; null where they are objects
 * @param objects the elements where they are objects, in row-major order
 */
public record NumpyArray(
    NumpyDtype dtype,
    List<Long> shape,
    boolean fortran,
    @Nullable Blob data,
    List<PickleNode> objects) {

  public NumpyArray {
    shape = List.copyOf(shape);
    objects = List.copyOf(objects);
  }

  /** Reads {@code node}; empty where it is no array, or one that no genuine writer makes. */
  public static Optional<NumpyArray> of(PickleNode node) {
    if (!(node instanceof CallNode call)) {
      return Optional.empty();
    }
    if (InlineArray.isWrapper(call)) {
      return inline(call);
    }
    return switch (call.function().map(Global::qualified).orElse("")) {
      case "numpy.core.multiarray._reconstruct", "numpy._core.multiarray._reconstruct" ->
          isBlank(call.arguments()) && call.states().size() == 1
              ? stated(call.states().get(0))
              : Optional.empty();
      case "numpy.core.numeric._frombuffer", "numpy._core.numeric._frombuffer" ->
          call.states().isEmpty() ? fromBuffer(call.arguments()) : Optional.empty();
      case "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar" ->
          call.states().isEmpty() ? scalar(call.arguments()) : Optional.empty();
      case "dill._dill._create_array" ->
          call.states().isEmpty() ? dill(call.arguments()) : Optional.empty();
      default -> Optional.empty();
    };
  }

  /** Whether tensors can have its elements. */
  public boolean numeric() {
    return data != null && dtype.element().isPresent();
  }

  /** Number of elements. */
  public long elements() {
    return shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** The arguments of {@code _reconstruct}: {@code (numpy.ndarray, (0,), b'b')}. */
  public static boolean isBlank(List<PickleNode> args) {
    return args.size() == 3
        && args.get(0) instanceof Global type
        && type.qualified().equals("numpy.ndarray")
        && args.get(1) instanceof Tuple empty
        && empty.items().size() == 1
        && PickleValues.integer(empty.items().get(0)).equals(OptionalLong.of(0))
        && (PickleValues.isText(args.get(2), "b")
            || PickleValues.bytes(args.get(2))
                .filter(code -> code.length() <= 8 && code.text(8).equals("b"))
                .isPresent());
  }

  private static Optional<NumpyArray> stated(PickleNode state) {
    List<PickleNode> parts = state instanceof Tuple tuple ? tuple.items() : List.of();
    if (parts.size() != 5 || !PickleValues.integer(parts.get(0)).equals(OptionalLong.of(1))) {
      return Optional.empty();
    }
    Optional<List<Long>> shape = shape(parts.get(1));
    Optional<NumpyDtype> dtype = NumpyDtype.of(parts.get(2));
    OptionalLong fortran = PickleValues.integer(parts.get(3));
    if (shape.isEmpty() || dtype.isEmpty() || fortran.isEmpty()) {
      return Optional.empty();
    }
    boolean columns = fortran.getAsLong() != 0;
    if (parts.get(4) instanceof ListNode list) {
      return dtype.get().objects() && byteSize(dtype.get(), shape.get()) / 8 == list.items().size()
          ? Optional.of(new NumpyArray(dtype.get(), shape.get(), columns, null, list.items()))
          : Optional.empty();
    }
    return raw(dtype.get(), shape.get(), columns, parts.get(4));
  }

  private static Optional<NumpyArray> raw(
      NumpyDtype dtype, List<Long> shape, boolean fortran, PickleNode data) {
    return dtype.objects()
        ? Optional.empty()
        : PickleValues.bytes(data)
            .map(blob -> new NumpyArray(dtype, shape, fortran, blob, List.of()));
  }

  private static Optional<NumpyArray> fromBuffer(List<PickleNode> args) {
    if (args.size() != 4) {
      return Optional.empty();
    }
    Optional<NumpyDtype> dtype = NumpyDtype.of(args.get(1));
    Optional<List<Long>> shape = shape(args.get(2));
    Optional<String> order = PickleValues.text(args.get(3), 4);
    return dtype.isEmpty() || shape.isEmpty() || order.isEmpty()
        ? Optional.empty()
        : raw(dtype.get(), shape.get(), order.get().equals("F"), args.get(0));
  }

  private static Optional<NumpyArray> scalar(List<PickleNode> args) {
    return args.size() == 2
        ? NumpyDtype.of(args.get(0)).flatMap(dtype -> raw(dtype, List.of(), false, args.get(1)))
        : Optional.empty();
  }

  private static Optional<NumpyArray> dill(List<PickleNode> args) {
    return args.size() >= 3
            && args.size() <= 4
            && args.get(0) instanceof Global function
            && function.name().equals("_reconstruct")
            && function.module().endsWith("core.multiarray")
            && args.get(1) instanceof Tuple blank
            && isBlank(blank.items())
            && (args.size() == 3 || args.get(3) == Constant.NONE)
        ? stated(args.get(2))
        : Optional.empty();
  }

  private static Optional<NumpyArray> inline(CallNode wrapper) {
    Optional<InlineArray> header = InlineArray.of(wrapper);
    if (header.isEmpty() || wrapper.inline().isEmpty()) {
      return Optional.empty();
    }
    PickleNode content = wrapper.inline().get();
    return header.get().objects()
        ? of(content)
        : raw(header.get().dtype(), header.get().shape(), header.get().fortran(), content);
  }

  /** A tuple of dimensions. */
  public static Optional<List<Long>> shape(PickleNode node) {
    List<PickleNode> parts = node instanceof Tuple tuple ? tuple.items() : null;
    if (parts == null || parts.size() > 64) {
      return Optional.empty();
    }
    List<Long> dims = new ArrayList<>();
    for (PickleNode part : parts) {
      OptionalLong dim = PickleValues.integer(part);
      if (dim.isEmpty() || dim.getAsLong() < 0) {
        return Optional.empty();
      }
      dims.add(dim.getAsLong());
    }
    return Optional.of(dims);
  }

  /** Bytes of an array of this shape; {@link Long#MAX_VALUE} where that does not fit. */
  public static long byteSize(NumpyDtype dtype, List<Long> shape) {
    long size = dtype.itemSize();
    for (long dim : shape) {
      if (dim != 0 && size > Long.MAX_VALUE / dim) {
        return Long.MAX_VALUE;
      }
      size *= dim;
    }
    return size;
  }

  /** Bytes that the elements take; {@link Long#MAX_VALUE} where that does not fit. */
  public long byteSize() {
    return byteSize(dtype, shape);
  }
}
