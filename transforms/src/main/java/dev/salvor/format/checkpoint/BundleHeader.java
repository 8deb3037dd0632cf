package dev.salvor.format.checkpoint;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.salvor.finding.ArtifactException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * BundleHeaderProto, the value of the empty key (tensorflow/core/protobuf/tensor_bundle.proto).
 *
 * @param shards number of data files
 * @param order byte order of the values
 */
record BundleHeader(int shards, ByteOrder order) {
  /** kTensorBundleVersion; files that need a later reader say so in min_consumer. */
  private static final int VERSION = 1;

  /** File names have five digits. */
  private static final int MAX_SHARDS = 99_999;

  /**
   * @throws ArtifactException where it is no header or one of a later version
   */
  static BundleHeader parse(ByteBuffer value, TableFile file) {
    long[] fields = {0, 0, 0};
    try {
      Wire.message(
          value,
          (tag, in) -> {
            switch (tag) {
              case 1 << 3 | Wire.VARINT -> fields[0] = in.readInt32();
              case 2 << 3 | Wire.VARINT -> fields[1] = in.readInt32();
              case 3 << 3 | Wire.BYTES ->
                  Wire.nested(
                      in,
                      (versionTag, version) -> {
                        if (versionTag != (2 << 3 | Wire.VARINT)) {
                          return false;
                        }
                        fields[2] = version.readInt32();
                        return true;
                      });
              default -> {
                return false;
              }
            }
            return true;
          });
    } catch (InvalidProtocolBufferException malformed) {
      throw file.damaged(0, "the header of the bundle cannot be read");
    }
    if (fields[0] < 1 || fields[0] > MAX_SHARDS || fields[1] < 0 || fields[1] > 1) {
      throw file.damaged(
          0, "the header names " + fields[0] + " shards and byte order " + fields[1]);
    }
    if (fields[2] > VERSION) {
      throw file.unsupported(0, "a bundle for readers of version " + fields[2] + "; known is 1");
    }
    return new BundleHeader(
        (int) fields[0], fields[1] == 0 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
  }
}
