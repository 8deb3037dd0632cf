package dev.salvor.inspect.pickle;

import dev.salvor.finding.Classification;
import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.ListNode;
import dev.salvor.format.pickle.PickleEvent;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Bytes;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Int;
import dev.salvor.format.pickle.PickleNode.Real;
import dev.salvor.format.pickle.PickleNode.Text;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.pickle.PickleStream;
import dev.salvor.format.pickle.SetNode;
import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What Salvor's machine sees in each pickle of a batch, in the words of {@code
 * scripts/pickle_differential/oracle.py}, which says the same of CPython's own readers.
 */
final class PickleEvents {
  private static final int DEPTH = 40;

  private final IdentityHashMap<PickleNode, Integer> seen = new IdentityHashMap<>();
  private int left = 5000;

  private PickleEvents() {}

  /** {@code BATCH OUT}: pickles, each behind its length (4 bytes, little-endian) → JSON lines. */
  public static void main(String[] args) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(Path.of(args[0])));
        DataInputStream batch = new DataInputStream(file);
        PrintStream out = new PrintStream(args[1], StandardCharsets.UTF_8)) {
      while (true) {
        byte[] head = batch.readNBytes(4);
        if (head.length < 4) {
          return;
        }
        int length = Integer.reverseBytes(java.nio.ByteBuffer.wrap(head).getInt());
        out.println(line(batch.readNBytes(length)));
      }
    }
  }

  private static String line(byte[] pickle) {
    long start = System.nanoTime();
    PickleStream stream = PickleMachine.read(ByteSource.of(pickle));
    Judgement judgement = PickleJudge.judge(stream);
    long micros = (System.nanoTime() - start) / 1000;
    String digest =
        judgement.inert() && stream.root().isPresent() && !stream.joblib()
            ? '"'
                + sha1(
                    new PickleEvents().of(stream.root().get(), 0).getBytes(StandardCharsets.UTF_8))
                + '"'
            : "null";
    return String.format(
        "{\"inert\": %s, \"unsafe\": %s, \"joblib\": %s, \"micros\": %d, \"digest\": %s, \"events\": [%s]}",
        judgement.inert(),
        judgement.findings().stream()
            .anyMatch(
                f -> f.rule().classification().equals(Optional.of(Classification.UNSAFE_PICKLE))),
        stream.joblib(),
        micros,
        digest,
        Stream.concat(events(stream.events()).stream(), events(stream.otherEvents()).stream())
            .map(PickleEvents::quoted)
            .collect(Collectors.joining(", ")));
  }

  static List<String> events(List<PickleEvent> seen) {
    List<String> events = new ArrayList<>();
    for (PickleEvent event : seen) {
      if (event instanceof PickleEvent.Import imported) {
        events.add("import " + name(imported.global()));
      } else if (event instanceof PickleEvent.Call call) {
        events.add("call " + call.call().function().map(PickleEvents::name).orElse("object"));
      } else if (event instanceof PickleEvent.Build build) {
        events.add("build " + (build.target() instanceof Global type ? name(type) : "object"));
      } else if (event instanceof PickleEvent.Update update) {
        events.add(update.method().equals("__setitem__") ? "setitem" : "append");
      } else if (event instanceof PickleEvent.Persistent) {
        events.add("persistent");
      } else if (event instanceof PickleEvent.Registry registry) {
        events.add("extension " + registry.extension().code());
      }
    }
    return events;
  }

  private static String name(Global global) {
    return name(global.module()) + " " + name(global.name());
  }

  private static String name(String text) {
    return text.replaceAll("[^\\x20-\\x7e]+", "?");
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }

  private String of(PickleNode node, int depth) {
    if (depth > DEPTH || --left < 0) {
      return "~";
    }
    if (node instanceof Constant constant) {
      return constant == Constant.NONE ? "None" : constant == Constant.TRUE ? "True" : "False";
    } else if (node instanceof Int value) {
      return "i" + value.value();
    } else if (node instanceof PickleNode.BigInt value) {
      return "i" + value.value();
    } else if (node instanceof Real value) {
      return Double.isNaN(value.value())
          ? "nan"
          : "f" + HexFormat.of().toHexDigits(Double.doubleToLongBits(value.value()));
    } else if (node instanceof Text text) {
      return "t" + sha1(content(text.blob()));
    } else if (node instanceof Bytes bytes) {
      byte[] content = content(bytes.blob());
      return bytes.flavor() == Bytes.Flavor.PYTHON2_STR
          ? "t"
              + sha1(
                  new String(content, StandardCharsets.ISO_8859_1).getBytes(StandardCharsets.UTF_8))
          : "b" + sha1(content);
    } else if (node instanceof Tuple tuple) {
      return "(" + join(tuple.items(), depth) + ")";
    } else if (node instanceof Global global) {
      return "g" + name(global);
    } else if (node instanceof SetNode set) {
      return "set" + set.items().size();
    }
    Integer known = seen.get(node);
    if (known != null) {
      return "^" + known;
    }
    seen.put(node, seen.size());
    if (node instanceof ListNode list) {
      return "[" + join(list.items(), depth) + "]";
    } else if (node instanceof DictNode dict) {
      Map<Object, PickleNode> last = new LinkedHashMap<>();
      Map<Object, PickleNode> first = new LinkedHashMap<>();
      for (int i = 0; i < dict.size(); i++) {
        Object key = key(dict.keys().get(i));
        first.putIfAbsent(key, dict.keys().get(i));
        last.put(key, dict.values().get(i));
      }
      return "{"
          + last.entrySet().stream()
              .map(e -> of(first.get(e.getKey()), depth + 1) + ":" + of(e.getValue(), depth + 1))
              .collect(Collectors.joining(","))
          + "}";
    } else if (node instanceof CallNode call) {
      return "c"
          + of(call.args(), depth + 1)
          + "<"
          + join(call.states(), depth)
          + ">{"
          + pairs(call.items(), depth)
          + "}<"
          + join(call.elements(), depth)
          + ">";
    }
    return "?";
  }

  /** Keys that are equal to Python. */
  private Object key(PickleNode node) {
    PickleEvents apart = new PickleEvents();
    if (node instanceof Constant constant && constant != Constant.NONE) {
      return constant == Constant.TRUE ? "i1" : "i0";
    } else if (node instanceof Real real && real.value() == Math.rint(real.value())) {
      return "i" + (long) real.value();
    }
    return node instanceof CallNode ? node : apart.of(node, 1);
  }

  private String pairs(DictNode items, int depth) {
    List<String> pairs = new ArrayList<>();
    for (int i = 0; i < items.size(); i++) {
      pairs.add(of(items.keys().get(i), depth + 1) + ":" + of(items.values().get(i), depth + 1));
    }
    return String.join(",", pairs);
  }

  private String join(List<PickleNode> nodes, int depth) {
    return nodes.stream().map(node -> of(node, depth + 1)).collect(Collectors.joining(","));
  }

  private static byte[] content(Blob blob) {
    try {
      return blob.bytes();
    } catch (IOException e) {
      return new byte[0];
    }
  }

  private static String sha1(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
