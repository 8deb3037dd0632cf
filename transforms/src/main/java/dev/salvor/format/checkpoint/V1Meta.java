package dev.salvor.format.checkpoint;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.salvor.finding.ArtifactException;
import dev.salvor.format.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * SavedSliceMeta: one tensor in the list that a V1 table holds under the empty key
 * (tensorflow/core/util/saved_tensor_slice.proto).
 *
 * @param slices where its values lie
 */
record V1Meta(String name, int dataType, Shape shape, List<Stored> slices) {
  private static final int MAX_SLICES = 1 << 13;

  /** A slice and the table that holds its values. */
  record Stored(TensorSlice slice, Table table) {}

  V1Meta {
    slices = List.copyOf(slices);
  }

  /**
   * @throws ArtifactException where the list is malformed
   */
  static List<V1Meta> parse(ByteBuffer value, Table table) {
    List<V1Meta> tensors = new ArrayList<>();
    boolean[] found = {false};
    try {
      Wire.message(
          value,
          (tag, in) -> {
            if (tag != (1 << 3 | Wire.BYTES)) {
              return false;
            }
            found[0] = true;
            Wire.nested(
                in,
                (tensorTag, list) -> {
                  if (tensorTag != (1 << 3 | Wire.BYTES)) {
                    return false;
                  }
                  tensors.add(tensor(list, table));
                  return true;
                });
            return true;
          });
    } catch (InvalidProtocolBufferException malformed) {
      throw table.file().damaged(0, "the list of tensors cannot be read");
    }
    if (!found[0]) {
      throw table.file().damaged(0, "the table is no V1 checkpoint: it lists no tensors");
    }
    return tensors;
  }

  private static V1Meta tensor(CodedInputStream in, Table table) throws IOException {
    String[] name = {""};
    int[] dataType = {0};
    @Nullable Shape[] shape = {Shape.SCALAR};
    List<Stored> slices = new ArrayList<>();
    Wire.nested(
        in,
        (tag, field) -> {
          switch (tag) {
            case 1 << 3 | Wire.BYTES -> name[0] = field.readStringRequireUtf8();
            case 2 << 3 | Wire.BYTES -> shape[0] = Wire.shape(field);
            case 3 << 3 | Wire.VARINT -> dataType[0] = field.readInt32();
            case 4 << 3 | Wire.BYTES -> slices.add(new Stored(Wire.slice(field), table));
            default -> {
              return false;
            }
          }
          return true;
        });
    Shape known = shape[0];
    if (known == null) {
      throw table.file().damaged(0, "tensor " + name[0] + " has an impossible shape");
    }
    if (slices.size() > MAX_SLICES) {
      throw table.file().unsupported(0, "tensor " + name[0] + " in " + slices.size() + " slices");
    }
    return new V1Meta(name[0], dataType[0], known, slices);
  }

  /** This tensor with the slices that another shard of the checkpoint holds. */
  V1Meta joined(V1Meta other) {
    List<Stored> all = new ArrayList<>(slices);
    all.addAll(other.slices);
    TableFile file = other.slices.isEmpty() ? null : other.slices.get(0).table().file();
    if (file != null
        && (!shape.equals(other.shape) || dataType != other.dataType || all.size() > MAX_SLICES)) {
      throw file.damaged(0, "tensor " + name + " differs between the shards");
    }
    return new V1Meta(name, dataType, shape, all);
  }

  CheckpointEntry described() {
    return new CheckpointEntry(name, dataType, shape, slices.size() > 1 ? slices.size() : 0);
  }
}
