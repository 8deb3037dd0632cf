package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.tensor.ArrayInterface;
import dev.salvor.format.tensor.ElementType;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A NumPy dtype as {@code numpy.dtype.__reduce__} writes it: {@code dtype('f4', False, True)} with
 * state {@code (3, '<', subdtype, names, fields, itemsize, alignment, flags)}; version 4 adds
 * metadata (numpy/core/src/multiarray/descriptor.c, arraydescr_reduce).
 *
 * @param kind NumPy's letter: {@code b i u f c S U V O M m}; {@code E} for a type of ml_dtypes
 * @param itemSize bytes of one element
 * @param order byte order of the elements
 * @param objects whether elements are or hold Python objects
 * @param element the type of a tensor's elements, where tensors have it
 */
public record NumpyDtype(
    char kind, long itemSize, ByteOrder order, boolean objects, Optional<ElementType> element) {
  private static final Pattern CODE = Pattern.compile("([<>=|]?)([biufcSUVOMm?])([0-9]{0,9})");
  private static final int REFERENCES = 0x01;
  private static final int DEPTH = 16;

  /** Reads {@code node}; empty where it is no dtype or one that no genuine writer makes. */
  public static Optional<NumpyDtype> of(PickleNode node) {
    return of(node, DEPTH);
  }

  private static Optional<NumpyDtype> of(PickleNode node, int depth) {
    if (depth == 0
        || !(node instanceof CallNode call)
        || !call.function().map(Global::qualified).equals(Optional.of("numpy.dtype"))
        || call.via() != CallNode.Via.REDUCE
        || call.arguments().isEmpty()
        || call.arguments().size() > 3
        || call.states().size() > 1) {
      return Optional.empty();
    }
    PickleNode first = call.arguments().get(0);
    if (first instanceof Global type) {
      return extension(type);
    }
    Optional<Matcher> code =
        PickleValues.text(first, 64).map(CODE::matcher).filter(Matcher::matches);
    if (code.isEmpty()) {
      return Optional.empty();
    }
    return call.states().isEmpty()
        ? simple(code.get(), code.get().group(1))
        : stated(code.get(), call.states().get(0), depth);
  }

  private static Optional<NumpyDtype> extension(Global type) {
    return type.module().equals("ml_dtypes")
        ? ElementType.byId(type.name())
            .map(
                element ->
                    new NumpyDtype(
                        'E', element.size(), ByteOrder.LITTLE_ENDIAN, false, Optional.of(element)))
        : Optional.empty();
  }

  private static Optional<NumpyDtype> simple(Matcher code, String order) {
    char kind = code.group(2).equals("?") ? 'b' : code.group(2).charAt(0);
    long size =
        code.group(3).isEmpty()
            ? (code.group(2).equals("?") ? 1 : 0)
            : Long.parseLong(code.group(3));
    if (kind == 'U') {
      size *= 4;
    }
    return Optional.of(
        new NumpyDtype(
            kind,
            size,
            order.equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
            kind == 'O',
            ArrayInterface.element("" + kind + size)));
  }

  private static Optional<NumpyDtype> stated(Matcher code, PickleNode state, int depth) {
    List<PickleNode> parts = state instanceof Tuple tuple ? tuple.items() : List.of();
    if (parts.size() != 8 && parts.size() != 9) {
      return Optional.empty();
    }
    Optional<String> order = PickleValues.text(parts.get(1), 4);
    OptionalLong size = PickleValues.integer(parts.get(5));
    OptionalLong flags = PickleValues.integer(parts.get(7));
    Optional<NumpyDtype> base = order.flatMap(letter -> simple(code, letter));
    if (base.isEmpty()
        || size.isEmpty()
        || flags.isEmpty()
        || size.getAsLong() > Integer.MAX_VALUE
        || (parts.size() == 9 && !harmlessMetadata(parts.get(8)))) {
      return Optional.empty();
    }
    NumpyDtype type = base.get();
    boolean extended = "SUV".indexOf(type.kind()) >= 0 && size.getAsLong() >= 0;
    Optional<Boolean> nested = nestedObjects(parts.get(2), parts.get(4), depth);
    return nested.map(
        objects ->
            new NumpyDtype(
                type.kind(),
                extended ? size.getAsLong() : type.itemSize(),
                type.order(),
                type.objects() || objects || (flags.getAsLong() & REFERENCES) != 0,
                type.element()));
  }

  /** Whether the parts of a structured type hold objects; empty where a part is no dtype. */
  private static Optional<Boolean> nestedObjects(PickleNode subtype, PickleNode fields, int depth) {
    boolean objects = false;
    if (subtype instanceof Tuple pair && pair.items().size() == 2) {
      Optional<NumpyDtype> base = of(pair.items().get(0), depth - 1);
      if (base.isEmpty()) {
        return Optional.empty();
      }
      objects = base.get().objects();
    } else if (subtype != Constant.NONE) {
      return Optional.empty();
    }
    if (fields instanceof DictNode dict) {
      for (PickleNode field : dict.values()) {
        Optional<NumpyDtype> type =
            field instanceof Tuple pair && !pair.items().isEmpty()
                ? of(pair.items().get(0), depth - 1)
                : Optional.empty();
        if (type.isEmpty()) {
          return Optional.empty();
        }
        objects |= type.get().objects();
      }
    } else if (fields != Constant.NONE) {
      return Optional.empty();
    }
    return Optional.of(objects);
  }

  /** Nothing, or the unit of a datetime: {@code ({}, (b'D', 1, 1, 1))}. */
  private static boolean harmlessMetadata(PickleNode metadata) {
    return metadata == Constant.NONE
        || (metadata instanceof DictNode dict && dict.size() == 0)
        || (metadata instanceof Tuple pair
            && pair.items().size() == 2
            && pair.items().get(0) instanceof DictNode none
            && none.size() == 0);
  }
}
