package dev.salvor.inspect.sniff;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.archive.Compression;
import dev.salvor.artifact.archive.TarHeader;
import dev.salvor.finding.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Compressed streams. What joblib reads as a dump (a pickle under any compression it knows) is told
 * from a compressed archive and from any other compressed file by the first inflated bytes.
 */
public final class CompressedSniffer implements Signature {
  private static final int INNER_BYTES = 32 * 1024;

  @Override
  public Optional<Reading> read(FileView file) throws IOException {
    Optional<Compression> compression = Compression.of(file);
    if (compression.isEmpty()) {
      return Optional.empty();
    }
    Inner inner = inflate(compression.get(), file.head());
    if (inner.bytes().length == 0 && compression.get() == Compression.ZLIB) {
      return Optional.empty(); // two bytes that look like a header are not one
    }
    if (TarHeader.at(inner.bytes())) {
      return Optional.of(Reading.of(Kind.ARCHIVE));
    }
    boolean pickle = PickleSniffer.isPickle(inner.bytes(), inner.all());
    return Optional.of(
        Reading.of(pickle && joblibReads(compression.get()) ? Kind.JOBLIB : Kind.COMPRESSED));
  }

  private static boolean joblibReads(Compression compression) {
    return switch (compression) {
      case GZIP, BZIP2, XZ, LZMA, ZLIB, LZ4 -> true;
      case ZSTD, COMPRESS -> false;
    };
  }

  /** What came out of the head of the file. */
  private record Inner(byte[] bytes, boolean all) {}

  private static Inner inflate(Compression compression, byte[] head) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    boolean all = false;
    try (InputStream in = compression.open(new ByteArrayInputStream(head))) {
      byte[] buffer = new byte[4096];
      while (out.size() < INNER_BYTES) {
        int n = in.read(buffer, 0, Math.min(buffer.length, INNER_BYTES - out.size()));
        if (n < 0) {
          all = true;
          break;
        }
        out.write(buffer, 0, n);
      }
    } catch (IOException | RuntimeException e) {
      // the head was cut or the stream is damaged: what was inflated so far is enough to tell
      all = false;
    }
    return new Inner(out.toByteArray(), all);
  }
}
