package dev.salvor.format.hdf5;

import dev.salvor.format.tensor.ElementType;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.Optional;

/** A datatype message (IV.A.2.d), as far as attributes and tensors of Keras use it. */
sealed interface Datatype {

  /** Bytes of one element in the file. */
  int size();

  /** The tensor type of such elements, where they have one without further word. */
  Optional<ElementType> element();

  /** What it is, for a sentence. */
  String name();

  /** Byte order of its parts. */
  default ByteOrder byteOrder() {
    return ByteOrder.LITTLE_ENDIAN;
  }

  /** For a sentence: "opaque, 2 bytes". */
  default String label() {
    return name() + ", " + size() + (size() == 1 ? " byte" : " bytes");
  }

  /** Two's complement or unsigned integer without padding bits. */
  record Fixed(int size, boolean signed, ByteOrder byteOrder) implements Datatype {
    @Override
    public Optional<ElementType> element() {
      return ElementType.byId(name());
    }

    @Override
    public String name() {
      return (signed ? "int" : "uint") + 8 * size;
    }
  }

  /** IEEE 754 or one of the narrow formats of machine learning. */
  record Floating(int size, ElementType type, ByteOrder byteOrder) implements Datatype {
    @Override
    public Optional<ElementType> element() {
      return Optional.of(type);
    }

    @Override
    public String name() {
      return type.id();
    }
  }

  /** Strings of a fixed number of bytes. */
  record FixedString(int size, Padding padding) implements Datatype {
    @Override
    public Optional<ElementType> element() {
      return Optional.of(ElementType.STRING);
    }

    @Override
    public String name() {
      return "string";
    }
  }

  /** Strings that lie in the global heap. */
  record VariableString(int size) implements Datatype {
    @Override
    public Optional<ElementType> element() {
      return Optional.of(ElementType.STRING);
    }

    @Override
    public String name() {
      return "string of variable length";
    }
  }

  /** Integers with names; h5py writes booleans so. */
  record Enumeration(Fixed base, Map<String, Long> members) implements Datatype {
    private static final Map<String, Long> BOOL = Map.of("FALSE", 0L, "TRUE", 1L);

    public Enumeration {
      members = Map.copyOf(members);
    }

    @Override
    public int size() {
      return base.size();
    }

    @Override
    public Optional<ElementType> element() {
      boolean bool = base.size() == 1 && members.equals(BOOL);
      return bool ? Optional.of(ElementType.BOOL) : base.element();
    }

    @Override
    public String name() {
      return "enumeration";
    }

    @Override
    public ByteOrder byteOrder() {
      return base.byteOrder();
    }
  }

  /** Pairs of real and imaginary part; h5py writes complex numbers so. */
  record Complex(Floating part) implements Datatype {
    @Override
    public int size() {
      return 2 * part.size();
    }

    @Override
    public Optional<ElementType> element() {
      return Optional.of(
          part.type() == ElementType.FLOAT32 ? ElementType.COMPLEX64 : ElementType.COMPLEX128);
    }

    @Override
    public String name() {
      return "complex";
    }

    @Override
    public ByteOrder byteOrder() {
      return part.byteOrder();
    }
  }

  /** Bytes that only an attribute explains; h5py writes bfloat16 so. */
  record Opaque(int size) implements Datatype {
    @Override
    public Optional<ElementType> element() {
      return Optional.empty();
    }

    @Override
    public String name() {
      return "opaque";
    }
  }

  /** A type that no tensor or Keras attribute has. */
  record Other(int size, String name) implements Datatype {
    @Override
    public Optional<ElementType> element() {
      return Optional.empty();
    }
  }

  /** How a fixed string fills its bytes. */
  enum Padding {
    NULL_TERMINATED,
    NULL_PADDED,
    SPACE_PADDED
  }
}
