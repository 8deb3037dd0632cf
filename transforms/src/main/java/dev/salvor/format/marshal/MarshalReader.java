package dev.salvor.format.marshal;

import java.math.BigInteger;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads one marshalled code object (CPython, Python/marshal.c, r_object). Which Python wrote it is
 * not in the bytes: the layout that fits them tells it, as far as it can be told.
 *
 * <p>Every count is held against the bytes that are left, nesting against a depth, and the objects
 * made against a number that grows with the bytes.
 */
public final class MarshalReader {
  private static final int MAX_BYTES = 1 << 20;
  private static final int MAX_DEPTH = 40;
  private static final int MAX_DIGITS = 70;
  private static final int REFERENCE = 0x80;

  private final ByteBuffer in;
  private final CodeLayout layout;
  private final List<@Nullable PyValue> references = new ArrayList<>();
  private final List<PyValue> interned = new ArrayList<>();

  private MarshalReader(byte[] bytes, CodeLayout layout) {
    this.in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    this.layout = layout;
  }

  /**
   * The code object that the bytes hold, once for each layout that fits them; most often one.
   *
   * @throws MarshalException where none does
   */
  public static List<CodeObject> read(byte[] bytes) throws MarshalException {
    if (bytes.length > MAX_BYTES) {
      throw new MarshalException("the bytecode is " + bytes.length + " bytes long");
    }
    List<CodeObject> found = new ArrayList<>();
    MarshalException last = new MarshalException("no code object");
    for (CodeLayout layout : CodeLayout.values()) {
      try {
        found.add(new MarshalReader(bytes, layout).whole());
      } catch (MarshalException e) {
        last = e;
      }
    }
    if (found.isEmpty()) {
      throw last;
    }
    return found;
  }

  private CodeObject whole() throws MarshalException {
    try {
      PyValue value = value(0);
      if (!(value instanceof PyValue.Code code) || in.hasRemaining()) {
        throw new MarshalException("the bytes are not one code object");
      }
      return code.object();
    } catch (BufferUnderflowException e) {
      throw new MarshalException("the bytecode ends within a value");
    }
  }

  private PyValue value(int depth) throws MarshalException {
    if (depth > MAX_DEPTH) {
      throw new MarshalException("values are nested more than " + MAX_DEPTH + " deep");
    }
    int tag = in.get() & 0xff;
    boolean referenced = (tag & REFERENCE) != 0;
    if (referenced && layout == CodeLayout.PYTHON_2) {
      throw new MarshalException("Python 2 has no type " + tag);
    }
    int slot = references.size();
    if (referenced) {
      references.add(null);
    }
    PyValue value = value((char) (tag & ~REFERENCE), depth);
    if (referenced) {
      references.set(slot, value);
    }
    return value;
  }

  private PyValue value(char type, int depth) throws MarshalException {
    return switch (type) {
      case 'N' -> PyValue.Single.NONE;
      case 'T' -> PyValue.Single.TRUE;
      case 'F' -> PyValue.Single.FALSE;
      case '.' -> PyValue.Single.ELLIPSIS;
      case 'S' -> PyValue.Single.STOP_ITERATION;
      case 'i' -> new PyValue.Int(BigInteger.valueOf(in.getInt()));
      case 'I' -> new PyValue.Int(BigInteger.valueOf(in.getLong()));
      case 'l' -> new PyValue.Int(digits());
      case 'g' -> new PyValue.Real(in.getDouble());
      case 'f' -> new PyValue.Real(decimal());
      case 'y' -> new PyValue.Complex(in.getDouble(), in.getDouble());
      case 'x' -> new PyValue.Complex(decimal(), decimal());
      case 's' -> string(bytes(in.getInt()));
      case 't' -> interned();
      case 'R' -> at(interned, in.getInt());
      case 'r' -> at(references, in.getInt());
      case 'u' -> new PyValue.Text(new String(bytes(in.getInt()), StandardCharsets.UTF_8));
      case 'a', 'A' -> latin(bytes(in.getInt()));
      case 'z', 'Z' -> latin(bytes(in.get() & 0xff));
      case '(' -> new PyValue.Tuple(items(in.getInt(), depth));
      case ')' -> new PyValue.Tuple(items(in.get() & 0xff, depth));
      case '[' -> new PyValue.Collection("list", items(in.getInt(), depth).size());
      case '<' -> new PyValue.Collection("set", items(in.getInt(), depth).size());
      case '>' -> new PyValue.Collection("frozenset", items(in.getInt(), depth).size());
      case 'c' -> new PyValue.Code(code(depth));
      default -> throw new MarshalException("a value of unknown type " + (int) type);
    };
  }

  /** Strings of Python 2 are bytes. */
  private PyValue interned() throws MarshalException {
    PyValue text =
        layout == CodeLayout.PYTHON_2
            ? latin(bytes(in.getInt()))
            : new PyValue.Text(new String(bytes(in.getInt()), StandardCharsets.UTF_8));
    interned.add(text);
    return text;
  }

  private static PyValue string(byte[] bytes) {
    return new PyValue.Bytes(bytes);
  }

  private static PyValue latin(byte[] bytes) {
    return new PyValue.Text(new String(bytes, StandardCharsets.ISO_8859_1));
  }

  private static PyValue at(List<@Nullable PyValue> list, int index) throws MarshalException {
    PyValue value = index >= 0 && index < list.size() ? list.get(index) : null;
    if (value == null) {
      throw new MarshalException("a reference to value " + index + ", which is not there yet");
    }
    return value;
  }

  private byte[] bytes(int length) throws MarshalException {
    byte[] bytes = new byte[counted(length)];
    in.get(bytes);
    return bytes;
  }

  /** A count of things of which each takes a byte or more. */
  private int counted(int count) throws MarshalException {
    if (count < 0 || count > in.remaining()) {
      throw new MarshalException(
          "a value claims " + count + " parts, " + in.remaining() + " bytes are left");
    }
    return count;
  }

  /** Digits of 15 bits, the sign in their number. */
  private BigInteger digits() throws MarshalException {
    int signed = in.getInt();
    int count = Math.abs(signed);
    if (count < 0 || count > MAX_DIGITS) {
      throw new MarshalException("an integer of " + count + " digits");
    }
    BigInteger value = BigInteger.ZERO;
    for (int i = 0; i < count; i++) {
      value = value.or(BigInteger.valueOf(in.getShort() & 0x7fff).shiftLeft(15 * i));
    }
    return signed < 0 ? value.negate() : value;
  }

  private double decimal() throws MarshalException {
    String text = new String(bytes(in.get() & 0xff), StandardCharsets.ISO_8859_1);
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new MarshalException("a number that is none: " + text);
    }
  }

  private List<PyValue> items(int count, int depth) throws MarshalException {
    int known = counted(count);
    List<PyValue> items = new ArrayList<>();
    for (int i = 0; i < known; i++) {
      items.add(value(depth + 1));
    }
    return items;
  }

  private CodeObject code(int depth) throws MarshalException {
    int arguments = size();
    if (layout.compareTo(CodeLayout.POSITIONAL_ONLY) >= 0 && size() > arguments) {
      throw new MarshalException("more positional-only arguments than arguments");
    }
    int keywordOnly = layout == CodeLayout.PYTHON_2 ? 0 : size();
    if (layout != CodeLayout.FAST_LOCALS) {
      size(); // the number of locals, which their names tell
    }
    int stackSize = size();
    int flags = in.getInt();
    byte[] code = raw(value(depth + 1));
    List<PyValue> constants = tuple(value(depth + 1));
    List<String> names = texts(value(depth + 1));
    List<String> locals = texts(value(depth + 1));
    List<String> free = List.of();
    List<String> cells = List.of();
    byte[] kinds = {};
    if (layout == CodeLayout.FAST_LOCALS) {
      kinds = raw(value(depth + 1));
      if (kinds.length != locals.size()) {
        throw new MarshalException("locals without a kind");
      }
    } else {
      free = texts(value(depth + 1));
      cells = texts(value(depth + 1));
    }
    String file = text(value(depth + 1));
    String name = text(value(depth + 1));
    if (layout == CodeLayout.FAST_LOCALS) {
      text(value(depth + 1)); // the qualified name
    }
    in.getInt(); // the first line
    raw(value(depth + 1)); // the table of lines
    boolean catches = layout == CodeLayout.FAST_LOCALS && raw(value(depth + 1)).length > 0;
    if (arguments + keywordOnly > locals.size()) {
      throw new MarshalException("arguments without a name");
    }
    return new CodeObject(
        layout.versions(),
        arguments,
        keywordOnly,
        stackSize,
        flags,
        code,
        constants,
        names,
        locals,
        kinds,
        cells,
        free,
        catches,
        file,
        name);
  }

  /** A number of things that a function has; none has a million. */
  private int size() throws MarshalException {
    int size = in.getInt();
    if (size < 0 || size > MAX_BYTES) {
      throw new MarshalException("a code object of " + size + " parts");
    }
    return size;
  }

  /** Python 2 may have interned what is a byte string to it. */
  private byte[] raw(PyValue value) throws MarshalException {
    if (value instanceof PyValue.Bytes bytes) {
      return bytes.value();
    }
    if (layout == CodeLayout.PYTHON_2 && value instanceof PyValue.Text text) {
      return text.value().getBytes(StandardCharsets.ISO_8859_1);
    }
    throw new MarshalException("a code object without bytes");
  }

  private static List<PyValue> tuple(PyValue value) throws MarshalException {
    if (value instanceof PyValue.Tuple tuple) {
      return tuple.items();
    }
    throw new MarshalException("a code object without its tables");
  }

  private String text(PyValue value) throws MarshalException {
    if (value instanceof PyValue.Text text) {
      return text.value();
    }
    if (layout == CodeLayout.PYTHON_2 && value instanceof PyValue.Bytes bytes) {
      return new String(bytes.value(), StandardCharsets.ISO_8859_1);
    }
    throw new MarshalException("a name that is no string");
  }

  private List<String> texts(PyValue value) throws MarshalException {
    List<String> texts = new ArrayList<>();
    for (PyValue item : tuple(value)) {
      texts.add(text(item));
    }
    return texts;
  }
}
