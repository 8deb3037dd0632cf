package dev.salvor.format.checkpoint;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.salvor.finding.ArtifactException;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.FileTensor;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * The values of one slice of a V1 checkpoint: SavedTensorSlices.data.data, a TensorProto that holds
 * nothing but the repeated field of its type. Floating-point values lie in the file as they are in
 * memory and are read from there; integers are varints and are decoded to the heap.
 */
final class V1Values {
  private static final int MAX_DECODED = 1 << 28;

  private final String name;
  private final ElementType type;
  private final Shape shape;
  private final TableFile file;
  private final Repeated field;

  private final List<byte[]> strings = new ArrayList<>();
  private int pieces;
  private long pieceStart;
  private int pieceLength;

  /** A repeated field of TensorProto and the width of its items in the file; 0 for varints. */
  private record Repeated(int number, int width) {
    static Repeated of(ElementType type) {
      return switch (type) {
        case FLOAT32 -> new Repeated(5, 4);
        case FLOAT64 -> new Repeated(6, 8);
        case INT32, INT16, INT8, UINT16, UINT8, QINT8, QUINT8, QINT16, QUINT16, QINT32 ->
            new Repeated(7, 0);
        case STRING -> new Repeated(8, 0);
        case COMPLEX64 -> new Repeated(9, 4);
        case INT64 -> new Repeated(10, 0);
        case BOOL -> new Repeated(11, 0);
        case COMPLEX128 -> new Repeated(12, 8);
        case FLOAT16, BFLOAT16 -> new Repeated(13, 0);
        case UINT32 -> new Repeated(16, 0);
        case UINT64 -> new Repeated(17, 0);
        // Younger than the format.
        case FLOAT8_E5M2, FLOAT8_E4M3FN -> new Repeated(-1, 0);
      };
    }
  }

  V1Values(String name, ElementType type, Shape shape, TableFile file) {
    this.name = name;
    this.type = type;
    this.shape = shape;
    this.file = file;
    this.field = Repeated.of(type);
  }

  /**
   * @throws ArtifactException where the value is malformed or holds too few or too many items
   */
  TensorData read(Table.Value value) {
    long elements = shape.elements();
    // An item takes at least one byte: what is allocated is bounded by the bytes at hand.
    if (elements > value.bytes().remaining()) {
      throw damaged("%,d values in %,d bytes".formatted(elements, value.bytes().remaining()));
    }
    long decoded = elements * Math.max(1, type.size());
    boolean inPlace = field.width() > 0 && value.fileOffset() >= 0;
    if (!inPlace && decoded > MAX_DECODED) {
      throw file.unsupported(0, "tensor " + name + ": " + decoded + " bytes that are not in place");
    }
    ByteBuffer items =
        ByteBuffer.allocate(inPlace ? 0 : (int) decoded).order(ByteOrder.LITTLE_ENDIAN);
    try {
      Wire.message(
          value.bytes(),
          (tag, in) -> {
            if (tag != (2 << 3 | Wire.BYTES)) {
              return false;
            }
            Wire.nested(
                in,
                (sliceTag, slice) -> {
                  if (sliceTag != (3 << 3 | Wire.BYTES)) {
                    return false;
                  }
                  Wire.nested(slice, (itemTag, tensor) -> item(itemTag, tensor, items, inPlace));
                  return true;
                });
            return true;
          });
    } catch (InvalidProtocolBufferException malformed) {
      throw damaged("cannot be read: " + malformed.getMessage());
    }
    if (type == ElementType.STRING) {
      checkCount(strings.size(), elements);
      return new StringTensor(shape, strings);
    }
    if (inPlace) {
      if (pieces > 1) {
        throw file.unsupported(value.fileOffset(), "tensor " + name + " in several pieces");
      }
      checkCount(pieceLength / type.size(), elements);
      return new FileTensor(
          file.path(), value.fileOffset() + pieceStart, type, shape, ByteOrder.LITTLE_ENDIAN);
    }
    checkCount(items.position() / type.size(), elements);
    return new HeapTensor(type, shape, items.array());
  }

  private boolean item(int tag, CodedInputStream in, ByteBuffer items, boolean inPlace)
      throws IOException {
    if (tag >>> 3 != field.number()) {
      return false;
    }
    if (type == ElementType.STRING) {
      strings.add(in.readByteArray());
      return true;
    }
    if ((tag & 7) != Wire.BYTES) {
      throw new InvalidProtocolBufferException("items that are not packed");
    }
    int length = in.readRawVarint32();
    if (inPlace) {
      pieces++;
      pieceStart = in.getTotalBytesRead();
      pieceLength = length;
      in.skipRawBytes(length);
      return true;
    }
    int outer = in.pushLimit(length);
    while (in.getBytesUntilLimit() > 0) {
      if (items.remaining() < Math.max(1, Math.max(field.width(), componentSize()))) {
        throw new InvalidProtocolBufferException("more items than the shape has");
      }
      put(items, in);
    }
    in.popLimit(outer);
    return true;
  }

  private int componentSize() {
    return field.width() > 0 ? field.width() : type.size();
  }

  private void put(ByteBuffer items, CodedInputStream in) throws IOException {
    switch (componentSize() * (field.width() > 0 ? -1 : 1)) {
      case -4 -> items.putInt(in.readRawLittleEndian32());
      case -8 -> items.putLong(in.readRawLittleEndian64());
      case 1 -> items.put((byte) in.readRawVarint64());
      case 2 -> items.putShort((short) in.readRawVarint64());
      case 4 -> items.putInt((int) in.readRawVarint64());
      case 8 -> items.putLong(in.readRawVarint64());
      default -> throw new IllegalStateException(type.id());
    }
  }

  private void checkCount(long found, long elements) {
    if (found != elements) {
      throw damaged("holds %,d values, its shape %s has %,d".formatted(found, shape, elements));
    }
  }

  private ArtifactException damaged(String what) {
    return file.damaged(0, "tensor " + name + ": " + what);
  }
}
