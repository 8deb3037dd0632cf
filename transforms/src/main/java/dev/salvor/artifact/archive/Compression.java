package dev.salvor.artifact.archive;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import dev.salvor.artifact.FileView;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.gzip.GzipCompressorInputStream;
import org.apache.commons.compress.compressors.lz4.FramedLZ4CompressorInputStream;
import org.apache.commons.compress.compressors.z.ZCompressorInputStream;
import org.tukaani.xz.LZMAInputStream;
import org.tukaani.xz.XZInputStream;

/** Compression of a single stream, known by its first bytes. */
public enum Compression {
  /** RFC 1952; all members of a file are read, as gunzip does. */
  GZIP("gzip", ".gz .tgz .gzip", "\u001f\u008b\b"),
  BZIP2("bzip2", ".bz2 .tbz2 .tbz", "BZh"),
  XZ("xz", ".xz .txz", "\u00fd7zXZ\u0000"),
  ZSTD("Zstandard", ".zst .tzst .zstd", "(\u00b5/\u00fd"),
  LZ4("LZ4", ".lz4", "\u0004\"M\u0018"),
  /** The .lzma format of LZMA Utils: properties, dictionary size, length; no magic number. */
  LZMA("LZMA", ".lzma .tlz", "]\u0000\u0000"),
  COMPRESS("compress", ".Z", "\u001f\u009d"),
  /** RFC 1950, told by its header checksum. */
  ZLIB("zlib", ".z .zlib", "x");

  /** More than any preset of xz asks for (65 MiB at level 9). */
  private static final int MEMORY_KIB = 96 * 1024;

  private static final int ZSTD_WINDOW_LOG = 27;

  private final String label;
  private final String extensions;
  private final String magic;

  Compression(String label, String extensions, String magic) {
    this.label = label;
    this.extensions = extensions;
    this.magic = magic;
  }

  /** Its name in a sentence. */
  public String label() {
    return label;
  }

  /** How a file begins. */
  public static Optional<Compression> of(FileView file) throws IOException {
    for (Compression compression : values()) {
      if (file.has(0, compression.magic) && compression.plausible(file)) {
        return Optional.of(compression);
      }
    }
    return Optional.empty();
  }

  private boolean plausible(FileView file) {
    byte[] head = file.head();
    return switch (this) {
      case ZLIB ->
          head.length > 2
              && ((head[0] & 0xFF) * 256 + (head[1] & 0xFF)) % 31 == 0
              && (head[1] & 0x20) == 0;
      case BZIP2 -> head.length > 9 && head[3] >= '1' && head[3] <= '9' && isBlock(head);
      // a length of −1 or one below 2^40; the dictionary a power of two, or two added
      case LZMA ->
          head.length > 13 && (head[12] == -1 || (head[12] == 0 && head[11] == 0 && head[10] == 0));
      case GZIP -> head.length > 3 && (head[3] & 0xE0) == 0;
      case XZ, ZSTD, LZ4, COMPRESS -> true;
    };
  }

  /** A block begins with the digits of π, an empty stream ends with those of its root. */
  private static boolean isBlock(byte[] head) {
    return (head[4] == 0x31 && head[5] == 0x41) || (head[4] == 0x17 && head[5] == 0x72);
  }

  /**
   * The uncompressed stream. Damage is thrown as IOException while it is read, by the decoders'
   * habit; the caller tells it from a fault of the store.
   */
  public InputStream open(InputStream in) throws IOException {
    return Decoding.of(() -> decoder(in));
  }

  @SuppressWarnings("resource") // the returned stream closes the one it wraps
  private InputStream decoder(InputStream in) throws IOException {
    return switch (this) {
      case GZIP ->
          GzipCompressorInputStream.builder()
              .setInputStream(in)
              .setDecompressConcatenated(true)
              .get();
      case BZIP2 -> new BZip2CompressorInputStream(in, true);
      case XZ -> new XZInputStream(in, MEMORY_KIB);
      case ZSTD -> new ZstdInputStreamNoFinalizer(in).setLongMax(ZSTD_WINDOW_LOG);
      case LZ4 -> new FramedLZ4CompressorInputStream(in, true);
      case LZMA -> new LZMAInputStream(in, MEMORY_KIB);
      case COMPRESS -> new ZCompressorInputStream(in, MEMORY_KIB);
      case ZLIB -> new ZlibStream(in);
    };
  }

  /** The name of the file inside: {@code churn.h5.gz} holds churn.h5, {@code a.tgz} holds a.tar. */
  String innerName(String name) {
    for (String extension : extensions.split(" ", -1)) {
      if (name.endsWith(extension) && name.length() > extension.length()) {
        String stem = name.substring(0, name.length() - extension.length());
        return extension.startsWith(".t") ? stem + ".tar" : stem;
      }
    }
    return name;
  }
}
