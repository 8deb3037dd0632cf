package dev.salvor.format.riegeli;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The header of a chunk.
 *
 * @param begin where the chunk begins in the file
 * @param dataSize bytes of data, block headers left out
 * @param dataHash hash of the data
 * @param type {@code r} for records
 * @param records how many it holds
 * @param decodedSize bytes of all of them
 */
record ChunkHeader(
    long begin, long dataSize, long dataHash, char type, long records, long decodedSize) {
  static final int SIZE = 40;

  /** Hash of the rest of the header. */
  static boolean sound(ByteBuffer header) {
    ByteBuffer rest = header.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return rest.getLong(0) == HighwayHash.of(rest.position(8));
  }

  static ChunkHeader read(long begin, ByteBuffer header) {
    ByteBuffer in = header.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    long typeAndRecords = in.getLong(24);
    return new ChunkHeader(
        begin,
        in.getLong(8),
        in.getLong(16),
        (char) (typeAndRecords & 0xff),
        typeAndRecords >>> 8,
        in.getLong(32));
  }

  /** Where the next chunk begins ("Implementation notes" of the specification). */
  long end() {
    return Math.max(Blocks.after(begin, SIZE + dataSize), Blocks.boundary(begin + records));
  }
}
