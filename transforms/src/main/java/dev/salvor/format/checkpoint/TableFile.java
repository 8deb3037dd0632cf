package dev.salvor.format.checkpoint;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.zip.CRC32C;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;

/**
 * The file of a table, read block by block. The checksum of each block is taken before anything is
 * made of it.
 *
 * @param path where it lies
 * @param name what findings call it
 */
record TableFile(Path path, String name) {
  private static final int NOT_COMPRESSED = 0;
  private static final int SNAPPY = 1;

  /** Larger blocks (values of V1 checkpoints) are mapped, not read. */
  private static final int MAPPED_FROM = 1 << 22;

  /** Three bytes of Snappy give at most 64 (its format description, section 2.2). */
  private static final long SNAPPY_RATIO = 22;

  private static final int MAX_UNCOMPRESSED = 1 << 26;

  /** Reads {@code length} bytes at {@code offset}; fails where the file ends before. */
  ByteBuffer bytes(long offset, int length) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      if (length >= MAPPED_FROM) {
        if (channel.size() < offset + length) {
          throw new EOFException(name + " became shorter while it was read");
        }
        return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
      }
      ByteBuffer bytes = ByteBuffer.allocate(length);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, offset + bytes.position()) < 0) {
          throw new EOFException(name + " became shorter while it was read");
        }
      }
      return bytes.flip();
    }
  }

  /** Reads and checks one block, which lies within the file. */
  Block block(BlockHandle handle) throws IOException {
    if (handle.size() > Integer.MAX_VALUE - BlockHandle.TRAILER) {
      throw unsupported(handle.offset(), "a block of " + handle.size() + " bytes");
    }
    int size = (int) handle.size();
    ByteBuffer bytes = bytes(handle.offset(), size + BlockHandle.TRAILER);
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    CRC32C crc = new CRC32C();
    crc.update(bytes.duplicate().limit(size + 1));
    int stored = bytes.getInt(size + 1);
    int type = bytes.get(size);
    if (stored != MaskedCrc32c.of(crc)) {
      String message =
          "the block of %,d bytes at byte %,d does not match its checksum: stored %08x, found %08x";
      throw damaged(
          handle.offset(),
          String.format(Locale.ROOT, message, size, handle.offset(), stored, MaskedCrc32c.of(crc)));
    }
    ByteBuffer contents = bytes.slice(0, size);
    return switch (type) {
      case NOT_COMPRESSED -> new Block(contents, handle.offset(), this);
      case SNAPPY -> new Block(uncompressed(contents, handle.offset()), -1, this);
      default -> throw unsupported(handle.offset(), "blocks of compression type " + type);
    };
  }

  private ByteBuffer uncompressed(ByteBuffer contents, long offset) throws IOException {
    long length = Varint.read(contents.duplicate());
    if (length < 0 || length > contents.limit() * SNAPPY_RATIO) {
      throw damaged(offset, contents.limit() + " bytes of Snappy cannot hold " + length);
    }
    if (length > MAX_UNCOMPRESSED) {
      throw unsupported(offset, "a compressed block of " + length + " bytes");
    }
    byte[] packed = new byte[contents.remaining()];
    contents.get(packed);
    byte[] plain;
    try (SnappyCompressorInputStream snappy =
        new SnappyCompressorInputStream(new ByteArrayInputStream(packed))) {
      plain = snappy.readNBytes((int) length + 1);
    } catch (IOException | RuntimeException broken) {
      // All bytes are at hand: whatever the decoder dislikes is in them.
      throw damaged(offset, "the Snappy block cannot be unpacked: " + broken.getMessage());
    }
    if (plain.length != length) {
      throw damaged(offset, "the Snappy block holds " + plain.length + " bytes, not " + length);
    }
    return ByteBuffer.wrap(plain);
  }

  ArtifactException damaged(long offset, String message) {
    return finding(Rule.CHECKPOINT_DAMAGED, offset, message).exception();
  }

  ArtifactException unsupported(long offset, String message) {
    return finding(Rule.CHECKPOINT_UNSUPPORTED, offset, message).exception();
  }

  /** The checkpoint whose table this is holds no such tensor. */
  ArtifactException missing(String tensor) {
    String message = "the checkpoint holds no tensor " + tensor;
    Location where = new Location(name, null, null, tensor, null, null);
    return Finding.of(Rule.CHECKPOINT_INCOMPLETE, where, message).exception();
  }

  ArtifactException missingFile() {
    return Finding.of(
            Rule.CHECKPOINT_INCOMPLETE,
            Location.file(name),
            "neither %s.index nor a table %s exists",
            name,
            name)
        .exception();
  }

  private Finding finding(Rule rule, long offset, String message) {
    return Finding.of(rule, Location.file(name).at(offset), message);
  }
}
