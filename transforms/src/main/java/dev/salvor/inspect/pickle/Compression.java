package dev.salvor.inspect.pickle;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.lzma.LZMACompressorInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** The compressors that joblib (joblib/compressor.py), pandas and people's hands use on pickles. */
enum Compression {
  GZIP("gzip", true),
  BZIP2("bzip2", true),
  XZ("xz", true),
  LZMA("lzma", false),
  ZLIB("zlib", false),
  LZ4("lz4", true),
  /** joblib before 0.10: {@code ZF}, the length in 19 characters, then zlib. */
  ZFILE("joblib ZFile", false);

  private static final int ZFILE_HEADER = 21;
  private static final int MEMORY_KB = 128 << 10;

  private final String id;
  private final boolean readsToEnd;

  Compression(String id, boolean readsToEnd) {
    this.id = id;
    this.readsToEnd = readsToEnd;
  }

  String id() {
    return id;
  }

  /** Whether the decoder itself looks at everything up to the end of the file. */
  boolean readsToEnd() {
    return readsToEnd;
  }

  /** By the first bytes of a file. */
  static Optional<Compression> of(byte[] head) {
    if (head.length < ZFILE_HEADER) {
      return head.length > 8 ? magic(head) : Optional.empty();
    }
    return head[0] == 'Z' && head[1] == 'F' && head[2] == '0' && head[3] == 'x'
        ? Optional.of(ZFILE)
        : magic(head);
  }

  private static Optional<Compression> magic(byte[] head) {
    int first = (head[0] & 0xff) << 8 | head[1] & 0xff;
    int second = (head[2] & 0xff) << 8 | head[3] & 0xff;
    if (first == 0x1f8b) {
      return Optional.of(GZIP);
    } else if (first == 0x425a && head[2] == 'h') {
      return Optional.of(BZIP2);
    } else if (first == 0xfd37 && second == 0x7a58) {
      return Optional.of(XZ);
    } else if (first == 0x5d00 && head[2] == 0) {
      return Optional.of(LZMA);
    } else if (first == 0x0422 && second == 0x4d18) {
      return Optional.of(LZ4);
    }
    return head[0] == 0x78 && first % 31 == 0 ? Optional.of(ZLIB) : Optional.empty();
  }

  InputStream open(InputStream raw) throws IOException {
    return switch (this) {
      case GZIP -> GzipCompressorInputStream.builder()
          .setInputStream(raw)
          .setDecompressConcatenated(true)
          .get();
      case BZIP2 -> new BZip2CompressorInputStream(raw, true);
      case XZ -> XZCompressorInputStream.builder()
          .setInputStream(raw)
          .setDecompressConcatenated(true)
          .setMemoryLimitKiB(MEMORY_KB)
          .get();
      case LZMA -> LZMACompressorInputStream.builder()
          .setInputStream(raw)
          .setMemoryLimitKiB(MEMORY_KB)
          .get();
      case LZ4 -> new FramedLZ4CompressorInputStream(raw, true);
      case ZLIB -> new InflaterInputStream(raw);
      case ZFILE -> {
        if (raw.readNBytes(ZFILE_HEADER).length < ZFILE_HEADER) {
          throw new EOFException("the header is cut");
        }
        yield new InflaterInputStream(raw);
      }
    };
  }
}
