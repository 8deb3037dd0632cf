package dev.salvor.format.hdf5;

import dev.salvor.format.hdf5.Datatype.Complex;
import dev.salvor.format.hdf5.Datatype.Enumeration;
import dev.salvor.format.hdf5.Datatype.Fixed;
import dev.salvor.format.hdf5.Datatype.FixedString;
import dev.salvor.format.hdf5.Datatype.Floating;
import dev.salvor.format.hdf5.Datatype.Opaque;
import dev.salvor.format.hdf5.Datatype.Other;
import dev.salvor.format.hdf5.Datatype.Padding;
import dev.salvor.format.hdf5.Datatype.VariableString;
import dev.salvor.format.tensor.ElementType;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads datatype messages, versions 1 to 5 (IV.A.2.d). */
final class DatatypeReader {
  private static final int DEPTH = 8;
  private static final int LAST_VERSION = 5;

  /** Bits and exponent bias of a floating point type with its sign on top. */
  private record Layout(int size, int exponentAt, int exponentBits, int mantissaBits, int bias) {}

  private static final Map<Layout, ElementType> FLOATS =
      Map.of(
          new Layout(8, 52, 11, 52, 1023), ElementType.FLOAT64,
          new Layout(4, 23, 8, 23, 127), ElementType.FLOAT32,
          new Layout(2, 10, 5, 10, 15), ElementType.FLOAT16,
          new Layout(2, 7, 8, 7, 127), ElementType.BFLOAT16,
          new Layout(1, 2, 5, 2, 15), ElementType.FLOAT8_E5M2,
          new Layout(1, 3, 4, 3, 7), ElementType.FLOAT8_E4M3FN);

  private static final List<Padding> PADDINGS =
      List.of(Padding.NULL_TERMINATED, Padding.NULL_PADDED, Padding.SPACE_PADDED);

  private static final List<String> CLASSES =
      List.of(
          "integer",
          "float",
          "time",
          "string",
          "bit field",
          "opaque",
          "compound",
          "reference",
          "enumeration",
          "variable length",
          "array",
          "complex");

  private DatatypeReader() {}

  static Datatype read(FileBytes bytes, Message message) {
    long address = message.address();
    return new Parsing(bytes, address, "datatype")
        .of(message.body(), body -> read(bytes, address, body, 0));
  }

  private static Datatype read(FileBytes bytes, long address, ByteBuffer body, int depth) {
    int head = body.get();
    int version = head >> 4 & 0xF;
    int kind = head & 0xF;
    int bits = (int) Widths.unsigned(body, 3);
    int size = body.getInt();
    if (version < 1 || version > LAST_VERSION || kind >= CLASSES.size() || depth > DEPTH) {
      throw bytes.damaged(address, "a datatype has version %d and class %d", version, kind);
    }
    if (size <= 0) {
      throw bytes.damaged(
          address, "a datatype has elements of %s bytes", Integer.toUnsignedString(size));
    }
    return switch (kind) {
      case 0 -> fixed(size, bits, body);
      case 1 -> floating(size, bits, body);
      case 3 -> string(bytes, address, size, bits);
      case 5 -> new Opaque(size);
      case 6 -> compound(bytes, address, version, size, bits & 0xFFFF, body, depth);
      case 8 -> enumeration(bytes, address, version, size, bits & 0xFFFF, body, depth);
      case 9 -> (bits & 0xF) == 1 ? new VariableString(size) : other(kind, size);
      case 11 -> complex(bytes, address, size, body, depth);
      default -> other(kind, size);
    };
  }

  private static Datatype other(int kind, int size) {
    return new Other(size, CLASSES.get(kind));
  }

  private static Datatype fixed(int size, int bits, ByteBuffer body) {
    int at = body.getShort();
    int precision = Short.toUnsignedInt(body.getShort());
    if (at != 0 || precision != 8 * size || size > 8 || Integer.bitCount(size) != 1) {
      return new Other(size, "integer of " + precision + " bits");
    }
    return new Fixed(size, (bits & 8) != 0, order(bits));
  }

  private static Datatype floating(int size, int bits, ByteBuffer body) {
    int at = body.getShort();
    int precision = Short.toUnsignedInt(body.getShort());
    int exponentAt = body.get();
    int exponentBits = body.get();
    int mantissaAt = body.get();
    int mantissaBits = body.get();
    int bias = body.getInt();
    Layout layout = new Layout(size, exponentAt, exponentBits, mantissaBits, bias);
    boolean plain = at == 0 && precision == 8 * size && mantissaAt == 0;
    boolean implied = (bits >> 4 & 3) == 2;
    boolean signOnTop = (bits >> 8 & 0xFF) == 8 * size - 1;
    boolean vax = (bits & 0x40) != 0;
    ElementType type = FLOATS.get(layout);
    if (type == null || !plain || !implied || !signOnTop || vax) {
      return new Other(size, "float of an unusual layout");
    }
    return new Floating(size, type, order(bits));
  }

  private static ByteOrder order(int bits) {
    return (bits & 1) == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private static Datatype string(FileBytes bytes, long address, int size, int bits) {
    int padding = bits & 0xF;
    if (padding >= PADDINGS.size()) {
      throw bytes.damaged(address, "a string type has padding %d", padding);
    }
    return new FixedString(size, PADDINGS.get(padding));
  }

  private static Datatype compound(
      FileBytes bytes, long address, int version, int size, int count, ByteBuffer body, int depth) {
    if (count != 2) {
      return new Other(size, "compound of " + count);
    }
    String[] names = new String[2];
    Datatype[] types = new Datatype[2];
    long second = 0;
    for (int index = 0; index < 2; index++) {
      names[index] = name(body, version);
      second = version < 3 ? body.getInt() : Widths.unsigned(body, bytesFor(size));
      if (version == 1) {
        body.position(body.position() + 28);
      }
      types[index] = read(bytes, address, body, depth + 1);
    }
    boolean pair = types[0] instanceof Floating && types[0].equals(types[1]);
    if (pair && names[0].equals("r") && names[1].equals("i")) {
      return complex(size, (Floating) types[0], second);
    }
    return new Other(size, "compound");
  }

  private static Datatype complex(
      FileBytes bytes, long address, int size, ByteBuffer body, int depth) {
    return read(bytes, address, body, depth + 1) instanceof Floating part
        ? complex(size, part, part.size())
        : new Other(size, "complex");
  }

  private static Datatype complex(int size, Floating part, long second) {
    boolean known = part.type() == ElementType.FLOAT32 || part.type() == ElementType.FLOAT64;
    return known && second == part.size() && size == 2 * part.size()
        ? new Complex(part)
        : new Other(size, "complex of an unusual layout");
  }

  private static Datatype enumeration(
      FileBytes bytes, long address, int version, int size, int count, ByteBuffer body, int depth) {
    if (!(read(bytes, address, body, depth + 1) instanceof Fixed base) || base.size() != size) {
      return new Other(size, "enumeration");
    }
    String[] names = new String[Math.min(count, body.remaining())];
    for (int index = 0; index < count; index++) {
      names[index] = name(body, version);
    }
    Map<String, Long> members = new HashMap<>();
    for (String name : names) {
      members.put(name, Numbers.integer(body, base));
    }
    return new Enumeration(base, members);
  }

  /** A name that ends with a zero byte, padded to a multiple of eight before version 3. */
  private static String name(ByteBuffer body, int version) {
    int start = body.position();
    while (body.get() != 0) {
      // seek the end
    }
    int length = body.position() - start;
    String name =
        new String(body.array(), body.arrayOffset() + start, length - 1, StandardCharsets.UTF_8);
    if (version < 3) {
      body.position(start + Padded.to8(length));
    }
    return name;
  }

  /** Bytes that a member offset takes from version 3 on: as few as the size of the type needs. */
  private static int bytesFor(int size) {
    return (32 - Integer.numberOfLeadingZeros(size) + 7) / 8;
  }
}
