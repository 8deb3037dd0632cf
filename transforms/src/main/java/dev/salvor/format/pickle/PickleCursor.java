package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleFault.Cause;
import dev.salvor.format.pickle.PickleFault.Stop;

/** Reads the stream forward; every length is checked against what is left. Little-endian. */
final class PickleCursor {
  private final ByteSource source;
  private final long end;
  private long at;
  private long opcodeAt;

  PickleCursor(ByteSource source, long start) {
    this.source = source;
    this.at = start;
    this.end = source.size();
  }

  ByteSource source() {
    return source;
  }

  long at() {
    return at;
  }

  long end() {
    return end;
  }

  boolean atEnd() {
    return at >= end;
  }

  /** Offset of the opcode being read. */
  long opcodeAt() {
    return opcodeAt;
  }

  int opcode() {
    opcodeAt = at;
    return u1();
  }

  int u1() {
    if (at >= end) {
      throw cut(1);
    }
    return source.at(at++) & 0xff;
  }

  int u2() {
    return (int) unsigned(2);
  }

  long u4() {
    return unsigned(4);
  }

  int i4() {
    return (int) unsigned(4);
  }

  /** An unsigned 64-bit length; one that does not fit into a long is malformed. */
  long u8() {
    long value = unsigned(8);
    if (value < 0) {
      throw malformed("a length of 2^63 bytes or more");
    }
    return value;
  }

  double f8BigEndian() {
    require(8);
    long bits = 0;
    for (int i = 0; i < 8; i++) {
      bits = (bits << 8) | (source.at(at++) & 0xff);
    }
    return Double.longBitsToDouble(bits);
  }

  private long unsigned(int bytes) {
    require(bytes);
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      value |= (source.at(at++) & 0xffL) << (8 * i);
    }
    return value;
  }

  /** Passes over {@code length} bytes. */
  Blob take(long length, Blob.Encoding encoding) {
    require(length);
    Blob blob = new Blob(source, at, length, encoding);
    at += length;
    return blob;
  }

  /** Passes over a line; its newline is not part of the blob. */
  Blob line(Blob.Encoding encoding) {
    long start = at;
    while (at < end) {
      if (source.at(at++) == '\n') {
        return new Blob(source, start, at - 1 - start, encoding);
      }
    }
    throw cut(1);
  }

  private void require(long length) {
    if (length > end - at) {
      throw cut(length - (end - at));
    }
  }

  private Stop cut(long missing) {
    long size = end;
    at = end;
    return new Stop(
        Cause.TRUNCATED,
        size,
        "the opcode at byte " + opcodeAt + " needs at least " + missing + " more");
  }

  Stop malformed(String message) {
    return new Stop(Cause.MALFORMED, opcodeAt, message);
  }
}
