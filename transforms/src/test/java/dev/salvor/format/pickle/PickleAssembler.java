package dev.salvor.format.pickle;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes pickles opcode by opcode; remembers where each opcode begins. */
public final class PickleAssembler {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Integer> starts = new ArrayList<>();

  /** Bytes of Latin-1 text as they are, one opcode with its argument. */
  public PickleAssembler op(String latin1) {
    starts.add(out.size());
    out.writeBytes(latin1.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  public PickleAssembler proto(int protocol) {
    return op("\u0080" + (char) protocol);
  }

  public PickleAssembler global(String module, String name) {
    return op("c" + module + "\n" + name + "\n");
  }

  /** SHORT_BINUNICODE, or BINUNICODE where it is longer. */
  public PickleAssembler text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    starts.add(out.size());
    out.write('X');
    out.writeBytes(u4(bytes.length));
    out.writeBytes(bytes);
    return this;
  }

  /** BINBYTES. */
  public PickleAssembler bytes(byte[] bytes) {
    starts.add(out.size());
    out.write('B');
    out.writeBytes(u4(bytes.length));
    out.writeBytes(bytes);
    return this;
  }

  /** BININT. */
  public PickleAssembler integer(int value) {
    starts.add(out.size());
    out.write('J');
    out.writeBytes(u4(value));
    return this;
  }

  public PickleAssembler mark() {
    return op("(");
  }

  public PickleAssembler none() {
    return op("N");
  }

  public PickleAssembler tuple() {
    return op("t");
  }

  public PickleAssembler reduce() {
    return op("R");
  }

  public PickleAssembler newObject() {
    return op("\u0081");
  }

  public PickleAssembler build() {
    return op("b");
  }

  /** {@code numpy.dtype(code)} of little-endian numbers. */
  public PickleAssembler dtype(String code) {
    global("numpy", "dtype").mark().text(code).op("\u0089").op("\u0088").tuple().reduce();
    mark().integer(3).text("<").none().none().none().integer(-1).integer(-1).integer(0).tuple();
    return build();
  }

  /** A float32 array. */
  public PickleAssembler floats(int[] shape, float... values) {
    global("numpy.core.multiarray", "_reconstruct").mark().global("numpy", "ndarray");
    mark().integer(0).tuple().bytes(new byte[] {'b'}).tuple().reduce();
    mark().integer(1).mark();
    for (int dim : shape) {
      integer(dim);
    }
    tuple().dtype("f4").op("\u0089").bytes(littleEndian(values)).tuple();
    return build();
  }

  public static byte[] littleEndian(float... values) {
    ByteBuffer buffer = ByteBuffer.allocate(values.length * 4).order(ByteOrder.LITTLE_ENDIAN);
    buffer.asFloatBuffer().put(values);
    return buffer.array();
  }

  /** The pickle with its STOP. */
  public byte[] stop() {
    return op(".").bytesSoFar();
  }

  public byte[] bytesSoFar() {
    return out.toByteArray();
  }

  /** Where opcodes begin. */
  public List<Integer> starts() {
    return List.copyOf(starts);
  }

  private static byte[] u4(int value) {
    return ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }
}
