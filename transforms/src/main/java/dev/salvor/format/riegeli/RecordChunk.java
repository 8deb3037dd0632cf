package dev.salvor.format.riegeli;

import dev.salvor.finding.ArtifactException;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.compressors.snappy.SnappyCompressorInputStream;
import org.apache.commons.compress.compressors.zstandard.ZstdCompressorInputStream;
import org.brotli.dec.BrotliInputStream;

/**
 * Reads a simple chunk with records: compression, the size of the sizes, the sizes, the values
 * ("Simple chunk with records").
 */
final class RecordChunk {
  private static final long MOST_RECORDS = 1 << 20;

  /** Values beyond this lie on the disk while they are needed. */
  private static final int ON_HEAP = 1 << 20;

  /** How much a chunk may unpack to, and where it begins to count. */
  private static final long MOST_RATIO = 1000;

  private static final long FREE = 64L << 20;

  private final Blocks blocks;
  private final ChunkHeader header;

  private RecordChunk(Blocks blocks, ChunkHeader header) {
    this.blocks = blocks;
    this.header = header;
  }

  /**
   * @throws ArtifactException where the chunk is damaged, in a compression that is not known, or
   *     unpacks to more than it may
   */
  static List<ByteBuffer> records(Blocks blocks, ChunkHeader header) throws IOException {
    return new RecordChunk(blocks, header).read();
  }

  private List<ByteBuffer> read() throws IOException {
    long most = Math.max(FREE, header.dataSize() * MOST_RATIO);
    if (header.decodedSize() < 0 || header.decodedSize() > Math.min(most, Integer.MAX_VALUE)) {
      throw blocks.unsupported(
          header.begin(),
          "a chunk of %,d bytes unpacks to %,d; %,d are read",
          header.dataSize(),
          header.decodedSize(),
          Math.min(most, Integer.MAX_VALUE));
    }
    if (header.records() > MOST_RECORDS) {
      throw blocks.unsupported(
          header.begin(), "a chunk of %,d records; %,d are read", header.records(), MOST_RECORDS);
    }
    long position = 1;
    int compression;
    long sizesLength = 0;
    try (InputStream in = stream(0, header.dataSize())) {
      compression = in.read();
      int shift = 0;
      for (int next = 0x80; (next & 0x80) != 0; shift += 7) {
        next = in.read();
        if (next < 0 || shift > 56) {
          throw damaged("its record sizes have no length");
        }
        sizesLength |= (next & 0x7fL) << shift;
        position++;
      }
    }
    if (sizesLength > header.dataSize() - position) {
      throw damaged("its record sizes are longer than it");
    }
    long values = position + sizesLength;
    ByteBuffer sizes = unpack(compression, position, values, -1);
    ByteBuffer all = unpack(compression, values, header.dataSize(), header.decodedSize());
    List<ByteBuffer> records = new ArrayList<>();
    for (long i = 0; i < header.records(); i++) {
      long size = varint(sizes);
      if (size < 0 || size > all.remaining()) {
        throw damaged("record " + i + " is longer than what is left");
      }
      records.add(all.slice(all.position(), (int) size));
      all.position(all.position() + (int) size);
    }
    if (all.hasRemaining() || sizes.hasRemaining()) {
      throw damaged("its records do not fill it");
    }
    return records;
  }

  /**
   * Unpacks bytes of the data.
   *
   * @param expected how many bytes it gives; -1 for the sizes, of which there is a most
   */
  private ByteBuffer unpack(int compression, long from, long to, long expected) throws IOException {
    try (InputStream raw = stream(from, to)) {
      long stated = compression == 0 ? to - from : varint(raw);
      boolean fits =
          expected < 0 ? stated >= 0 && stated <= 10 * header.records() : stated == expected;
      if (!fits) {
        throw damaged(
            "it unpacks to "
                + stated
                + " bytes, which its "
                + header.records()
                + " records do not take");
      }
      InputStream in = unpacking(compression, raw);
      ByteBuffer unpacked = take(in, (int) stated);
      if (in.read() >= 0) {
        throw damaged("more than " + stated + " bytes unpack from it");
      }
      return unpacked;
    } catch (EOFException end) {
      throw damaged("it ends before all is unpacked");
    } catch (ArtifactException known) {
      throw known;
    } catch (RuntimeException | IOException malformed) {
      throw damaged("it cannot be unpacked: " + malformed.getMessage());
    }
  }

  private InputStream unpacking(int compression, InputStream raw) throws IOException {
    return switch (compression) {
      case 0 -> raw;
      case 'b' -> new BrotliInputStream(raw);
      case 'z' -> new ZstdCompressorInputStream(raw);
      case 's' -> new SnappyCompressorInputStream(raw);
      default ->
          throw blocks.unsupported(
              header.begin(), "a chunk is compressed in a way that is not known (%d)", compression);
    };
  }

  private static ByteBuffer take(InputStream in, int count) throws IOException {
    if (count <= ON_HEAP) {
      byte[] bytes = in.readNBytes(count);
      if (bytes.length < count) {
        throw new EOFException();
      }
      return ByteBuffer.wrap(bytes);
    }
    Path file = Files.createTempFile("salvor-chunk-", "");
    try {
      try (OutputStream out = Files.newOutputStream(file)) {
        byte[] buffer = new byte[Blocks.BLOCK];
        for (int left = count; left > 0; ) {
          int read = in.read(buffer, 0, Math.min(left, buffer.length));
          if (read < 0) {
            throw new EOFException();
          }
          out.write(buffer, 0, read);
          left -= read;
        }
      }
      try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, count);
      }
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private InputStream stream(long from, long to) {
    return new BufferedInputStream(new ChunkStream(blocks, header.begin(), from, to), Blocks.BLOCK);
  }

  private static long varint(InputStream in) throws IOException {
    long value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      int next = in.read();
      if (next < 0) {
        throw new EOFException();
      }
      value |= (next & 0x7fL) << shift;
      if (next < 0x80) {
        return value;
      }
    }
    return -1;
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < 63 && in.hasRemaining(); shift += 7) {
      byte next = in.get();
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }

  private ArtifactException damaged(String what) {
    return blocks.damaged(header.begin(), "the chunk of records is damaged: %s", what);
  }
}
