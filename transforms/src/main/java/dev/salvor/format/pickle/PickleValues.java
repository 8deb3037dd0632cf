package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleNode.Bytes;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Int;
import dev.salvor.format.pickle.PickleNode.Text;
import dev.salvor.format.pickle.PickleNode.Tuple;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads plain values out of nodes, whichever way the protocol at hand writes them. */
public final class PickleValues {
  private static final Set<String> LATIN1 = Set.of("latin1", "latin-1");

  private PickleValues() {}

  /** A string of any Python, of at most {@code limit} bytes. */
  public static Optional<String> text(PickleNode node, int limit) {
    Blob blob = null;
    if (node instanceof Text text) {
      blob = text.blob();
    } else if (node instanceof Bytes bytes && bytes.flavor() == Bytes.Flavor.PYTHON2_STR) {
      blob = bytes.blob();
    }
    return blob != null && blob.length() <= limit
        ? Optional.of(blob.text(limit))
        : Optional.empty();
  }

  /** Whether the node is the string {@code value}. */
  public static boolean isText(PickleNode node, String value) {
    return text(node, 4 * value.length() + 64).filter(value::equals).isPresent();
  }

  /**
   * A bytes object: as an opcode, as {@code _codecs.encode(text, 'latin1')} (what Python 3 writes
   * below protocol 3), as {@code bytes()}, or as a bytearray.
   */
  public static Optional<Blob> bytes(PickleNode node) {
    if (node instanceof Bytes bytes) {
      return Optional.of(bytes.blob());
    }
    return node instanceof CallNode call
        ? call.function().flatMap(function -> called(function, call.arguments()))
        : Optional.empty();
  }

  private static Optional<Blob> called(Global function, List<PickleNode> args) {
    return switch (function.qualified()) {
      case "_codecs.encode" -> args.size() == 2 ? latin1(args) : Optional.empty();
      case "__builtin__.bytes", "builtins.bytes" ->
          args.isEmpty() ? Optional.of(Blob.of(new byte[0])) : Optional.empty();
      case "__builtin__.bytearray", "builtins.bytearray" ->
          switch (args.size()) {
            case 0 -> Optional.of(Blob.of(new byte[0]));
            case 1 -> bytes(args.get(0));
            case 2 -> latin1(args);
            default -> Optional.empty();
          };
      default -> Optional.empty();
    };
  }

  private static Optional<Blob> latin1(List<PickleNode> args) {
    return args.get(0) instanceof Text text
            && text(args.get(1), 64).filter(LATIN1::contains).isPresent()
        ? Optional.of(text.blob().asLatin1())
        : Optional.empty();
  }

  /** A 64-bit integer or a boolean, which Python 2 writes as an integer too. */
  public static OptionalLong integer(PickleNode node) {
    if (node instanceof Int value) {
      return OptionalLong.of(value.value());
    }
    return node instanceof Constant value && value != Constant.NONE
        ? OptionalLong.of(value == Constant.TRUE ? 1 : 0)
        : OptionalLong.empty();
  }

  /** A dictionary, or what an OrderedDict holds that was made empty and filled. */
  public static Optional<DictNode> mapping(PickleNode node) {
    if (node instanceof DictNode dict) {
      return Optional.of(dict);
    }
    return node instanceof CallNode call
            && call.function()
                .filter(type -> type.qualified().equals("collections.OrderedDict"))
                .isPresent()
            && call.arguments().isEmpty()
            && call.states().isEmpty()
        ? Optional.of(call.items())
        : Optional.empty();
  }

  /** The items of a list or tuple. */
  public static Optional<List<PickleNode>> sequence(PickleNode node) {
    if (node instanceof ListNode list) {
      return Optional.of(list.items());
    }
    return node instanceof Tuple tuple ? Optional.of(tuple.items()) : Optional.empty();
  }
}
