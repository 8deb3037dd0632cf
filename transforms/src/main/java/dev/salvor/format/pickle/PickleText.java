package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleNode.BigInt;
import dev.salvor.format.pickle.PickleNode.Bytes;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Extension;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Int;
import dev.salvor.format.pickle.PickleNode.PersistentId;
import dev.salvor.format.pickle.PickleNode.Real;
import dev.salvor.format.pickle.PickleNode.Text;
import dev.salvor.format.pickle.PickleNode.Tuple;
import java.util.List;

/** Nodes in one short line for a message, close to Python's notation. */
public final class PickleText {
  private static final int LIMIT = 160;
  private static final int DEPTH = 4;
  private static final int ITEMS = 6;
  private static final int STRING = 80;

  private final StringBuilder out = new StringBuilder();

  private PickleText() {}

  public static String of(PickleNode node) {
    PickleText text = new PickleText();
    text.node(node, DEPTH);
    return text.out.length() > LIMIT ? text.out.substring(0, LIMIT) + "…" : text.out.toString();
  }

  private void node(PickleNode node, int depth) {
    if (out.length() > LIMIT) {
      return;
    }
    if (node instanceof CallNode call) {
      call(call, depth);
    } else if (node instanceof Global global) {
      out.append(printable(global.qualified()));
    } else if (node instanceof Text text) {
      quoted(text.blob());
    } else if (node instanceof Bytes bytes) {
      bytes(bytes);
    } else if (node instanceof Tuple tuple) {
      items("(", tuple.items(), tuple.items().size() == 1 ? ",)" : ")", depth);
    } else if (node instanceof ListNode list) {
      items("[", list.items(), "]", depth);
    } else if (node instanceof SetNode set) {
      items("{", set.items(), "}", depth);
    } else if (node instanceof DictNode dict) {
      dict(dict, depth);
    } else {
      out.append(atom(node));
    }
  }

  private static String atom(PickleNode node) {
    if (node instanceof Constant constant) {
      return switch (constant) {
        case NONE -> "None";
        case TRUE -> "True";
        case FALSE -> "False";
      };
    } else if (node instanceof Int value) {
      return Long.toString(value.value());
    } else if (node instanceof Real value) {
      return Double.toString(value.value());
    } else if (node instanceof BigInt value) {
      return "an integer of " + value.value().bitLength() + " bits";
    } else if (node instanceof Extension extension) {
      return "extension " + extension.code();
    }
    return node instanceof PersistentId ? "a persistent id" : "an out-of-band buffer";
  }

  private void quoted(Blob blob) {
    out.append('\'').append(printable(blob.text(STRING)));
    out.append(blob.length() > STRING ? "…'" : "'");
  }

  private void bytes(Bytes bytes) {
    if (bytes.blob().length() > STRING) {
      out.append(bytes.blob().length()).append(" bytes");
    } else {
      out.append(bytes.flavor() == Bytes.Flavor.PYTHON2_STR ? "" : "b");
      quoted(bytes.blob());
    }
  }

  private void call(CallNode call, int depth) {
    node(call.callable(), depth - 1);
    if (call.args() instanceof Tuple tuple) {
      items("(", tuple.items(), ")", depth);
    } else {
      out.append("(*");
      node(call.args(), depth - 1);
      out.append(')');
    }
  }

  private void dict(DictNode dict, int depth) {
    out.append('{');
    int count = depth <= 0 ? 0 : Math.min(dict.size(), ITEMS);
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : ", ");
      node(dict.keys().get(i), depth - 1);
      out.append(": ");
      node(dict.values().get(i), depth - 1);
    }
    out.append(count < dict.size() ? "…}" : "}");
  }

  private void items(String open, List<PickleNode> items, String close, int depth) {
    out.append(open);
    int count = depth <= 0 ? 0 : Math.min(items.size(), ITEMS);
    for (int i = 0; i < count; i++) {
      out.append(i == 0 ? "" : ", ");
      node(items.get(i), depth - 1);
    }
    out.append(count < items.size() ? "…" : "").append(close);
  }

  /** Control characters, which a hostile name may hold, as escapes. */
  public static String printable(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            point -> {
              if (Character.isISOControl(point)
                  || Character.getType(point) == Character.FORMAT
                  || Character.getType(point) == Character.SURROGATE) {
                safe.append(String.format(java.util.Locale.ROOT, "\\u%04x", point));
              } else {
                safe.appendCodePoint(point);
              }
            });
    return safe.toString();
  }
}
