package dev.salvor.inspect.sniff;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.salvor.artifact.FileView;
import dev.salvor.finding.Kind;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tries to read the first opcodes of a pickle (Lib/pickletools.py). Protocols 0 and 1 have no magic
 * number: their text must read as opcodes to the STOP, or far enough that no other text would.
 */
public final class PickleSniffer implements Signature {

  /** As many opcodes as no text passes by accident. */
  private static final int ENOUGH = 8;

  private static final Pattern JOBLIB = Pattern.compile("joblib[._a-z]*numpy_pickle");

  private static final Pattern INT = line("\\s*[-+]?(?:0[xXoObB])?[0-9a-fA-F_]+\\s*(?:\\x00.*)?");
  private static final Pattern LONG =
      line("\\s*[-+]?(?:0[xXoObB])?[0-9a-fA-F_]+L?\\s*(?:\\x00.*)?");
  private static final Pattern FLOAT = line("\\s*[-+]?(?:[0-9.].*|inf|nan)");
  private static final Pattern STRING = line("\\s*(['\"]).*\\1\\s*");
  private static final Pattern INDEX = line("-?\\d+");
  private static final Pattern WITHOUT_NUL = line("[^\\x00]*");
  private static final Pattern ANYTHING = line(".*");

  /** Opcodes without argument. */
  private static final String BARE =
      "(.012NRQabde]}lots)u\u0081\u0085\u0086\u0087\u0088\u0089\u008f\u0090\u0091\u0092\u0093\u0094\u0097\u0098";

  /** Opcodes that may stand first: something that pushes. */
  private static final String FIRST =
      "(]})cNIFLSTUVXKMJGBCPi\u0088\u0089\u008a\u008b\u008c\u008d\u008e\u0095\u0096\u008f\u0082\u0083\u0084";

  private static Pattern line(String shape) {
    return Pattern.compile(shape, Pattern.DOTALL);
  }

  @Override
  public Optional<Reading> read(FileView file) {
    return isPickle(file.head(), file.headIsAll())
        ? Optional.of(Reading.of(isJoblib(file.head()) ? Kind.JOBLIB : Kind.PICKLE))
        : Optional.empty();
  }

  /** Whether a file that also reads as something else reads as a pickle beyond accident. */
  static Optional<Reading> besides(FileView file) {
    byte[] head = file.head();
    boolean protocol = head.length > 0 && head[0] == (byte) 0x80;
    boolean global = head.length > 0 && "c(".indexOf(head[0]) >= 0;
    return (protocol || global) && isPickle(head, file.headIsAll())
        ? Optional.of(Reading.of(Kind.PICKLE))
        : Optional.empty();
  }

  static boolean isJoblib(byte[] head) {
    return JOBLIB.matcher(new String(head, ISO_8859_1)).find();
  }

  /**
   * @param head the start of the file
   * @param all whether it is the whole file
   */
  static boolean isPickle(byte[] head, boolean all) {
    if (head.length >= 2 && head[0] == (byte) 0x80 && head[1] >= 0 && head[1] <= 9) {
      return head.length == 2 || isOpcode(head[2] & 0xFF);
    }
    if (head.length < 2 || FIRST.indexOf(head[0] & 0xFF) < 0) {
      return false;
    }
    int at = 0;
    boolean builds = false;
    for (int opcodes = 1; at < head.length; opcodes++) {
      int opcode = head[at] & 0xFF;
      builds |= "(]})c".indexOf(opcode) >= 0;
      int next = skip(head, at);
      if (opcode == '.') {
        return opcodes > 1;
      }
      if (next < 0) {
        return false;
      }
      if (next > head.length) {
        return (!all && opcodes > 1) || (builds && opcodes > ENOUGH);
      }
      at = next;
    }
    // the head ends on an opcode's edge without STOP: a cut pickle, or a text of odd lines
    return builds && (!all || head.length > 4 * ENOUGH);
  }

  private static boolean isOpcode(int opcode) {
    return BARE.indexOf(opcode) >= 0
        || FIRST.indexOf(opcode) >= 0
        || "ghjpqrc\u0080".indexOf(opcode) >= 0;
  }

  /**
   * Where the opcode after the one at {@code at} begins, beyond the head where its argument is cut,
   * −1 where there is no such opcode.
   */
  private static int skip(byte[] head, int at) {
    int opcode = head[at] & 0xFF;
    if (BARE.indexOf(opcode) >= 0) {
      return at + 1;
    }
    return switch (opcode) {
      case 'c', 'i' -> line(head, line(head, at + 1, anyLine(at)), anyLine(at));
      case 'I' -> line(head, at + 1, INT);
      case 'L' -> line(head, at + 1, LONG);
      case 'F' -> line(head, at + 1, FLOAT);
      case 'S' -> line(head, at + 1, STRING);
      case 'V', 'P' -> line(head, at + 1, anyLine(at));
      case 'g', 'p' -> line(head, at + 1, INDEX);
      case 'K', 'h', 'q', 0x80, 0x82 -> at + 2;
      case 'M', 0x83 -> at + 3;
      case 'J', 'j', 'r', 0x84 -> at + 5;
      case 'G', 0x95 -> at + 9;
      case 'U', 'C', 0x8a, 0x8c -> counted(head, at, 1);
      case 'T', 'B', 'X', 0x8b -> counted(head, at, 4);
      case 0x8d, 0x8e, 0x96 -> counted(head, at, 8);
      default -> -1;
    };
  }

  /** The first line of a binary format has NULs in it; that of a pickle has none. */
  private static Pattern anyLine(int at) {
    return at == 0 ? WITHOUT_NUL : ANYTHING;
  }

  private static int line(byte[] head, int from, Pattern shape) {
    if (from < 0 || from > head.length) {
      return from;
    }
    for (int i = from; i < head.length; i++) {
      if (head[i] == '\n') {
        String argument = new String(head, from, i - from, ISO_8859_1);
        return shape.matcher(argument).matches() ? i + 1 : -1;
      }
    }
    return head.length + 1;
  }

  private static int counted(byte[] head, int at, int width) {
    long length = 0;
    for (int i = Math.min(width, head.length - at - 1); i > 0; i--) {
      length = length << 8 | (head[at + i] & 0xFF);
    }
    long next = at + 1L + width + length;
    return length < 0 || next > head.length ? head.length + 1 : (int) next;
  }
}
