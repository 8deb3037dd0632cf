package dev.salvor.format.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.salvor.finding.ArtifactException;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * BundleEntryProto (tensorflow/core/protobuf/tensor_bundle.proto).
 *
 * @param name for findings: the key, or key and slice
 * @param dataType number of its type in {@code tensorflow.DataType}
 * @param shape of the tensor or, under a slice's key, of the slice
 * @param shard number of its data file
 * @param offset of its first byte there
 * @param size in bytes
 * @param crc32c masked checksum of those bytes
 * @param slices where not empty, the values lie under the slices' keys
 */
record BundleEntry(
    String name,
    int dataType,
    Shape shape,
    int shard,
    long offset,
    long size,
    int crc32c,
    List<TensorSlice> slices) {

  /** More than any partitioner makes; comparing the slices with each other stays cheap. */
  private static final int MAX_SLICES = 1 << 13;

  BundleEntry {
    slices = List.copyOf(slices);
  }

  Optional<ElementType> type() {
    return ElementType.byNumber(dataType);
  }

  /** Offset of the first byte behind the values. */
  long end() {
    return offset + size;
  }

  /** This entry, called {@code tensor} in findings. */
  BundleEntry named(String tensor) {
    return new BundleEntry(tensor, dataType, shape, shard, offset, size, crc32c, slices);
  }

  /**
   * @throws ArtifactException where the entry is malformed or contradicts itself
   */
  static BundleEntry parse(String name, ByteBuffer value, BundleHeader header, TableFile file) {
    Draft draft = new Draft();
    try {
      Wire.message(
          value,
          (tag, in) -> {
            switch (tag) {
              case 1 << 3 | Wire.VARINT -> draft.dataType = in.readInt32();
              case 2 << 3 | Wire.BYTES -> draft.shape = Wire.shape(in);
              case 3 << 3 | Wire.VARINT -> draft.shard = in.readInt32();
              case 4 << 3 | Wire.VARINT -> draft.offset = in.readInt64();
              case 5 << 3 | Wire.VARINT -> draft.size = in.readInt64();
              case 6 << 3 | Wire.FIXED32 -> draft.crc32c = in.readFixed32();
              case 7 << 3 | Wire.BYTES -> draft.slices.add(Wire.slice(in));
              default -> {
                return false;
              }
            }
            return true;
          });
    } catch (InvalidProtocolBufferException malformed) {
      throw file.damaged(0, "the entry of tensor " + name + " cannot be read");
    }
    return draft.checked(name, header, file);
  }

  private static final class Draft {
    private int dataType;
    private @Nullable Shape shape = Shape.SCALAR;
    private int shard;
    private long offset;
    private long size;
    private int crc32c;
    private final List<TensorSlice> slices = new ArrayList<>();

    BundleEntry checked(String name, BundleHeader header, TableFile file) {
      Shape known = shape;
      if (known == null) {
        throw file.damaged(0, "tensor " + name + " has an impossible shape");
      }
      if (shard < 0 || shard >= header.shards() || offset < 0 || size < 0 || offset + size < 0) {
        throw file.damaged(
            0,
            "tensor %s is said to lie in shard %d of %d at byte %d, %d bytes long"
                .formatted(name, shard, header.shards(), offset, size));
      }
      if (slices.size() > MAX_SLICES) {
        throw file.unsupported(0, "tensor " + name + " in " + slices.size() + " slices");
      }
      Optional<ElementType> type = ElementType.byNumber(dataType);
      if (slices.isEmpty() && type.isPresent() && !fits(type.get(), known)) {
        throw file.damaged(
            0, "tensor " + name + " " + type.get().id() + known + " in " + size + " bytes");
      }
      return new BundleEntry(name, dataType, known, shard, offset, size, crc32c, slices);
    }

    private boolean fits(ElementType type, Shape known) {
      long elements = known.elements();
      if (type == ElementType.STRING) {
        return elements <= size && size >= 4;
      }
      return elements <= Long.MAX_VALUE / 16 && elements * type.size() == size;
    }
  }
}
