package dev.salvor.artifact.archive;

import dev.salvor.artifact.FileView;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.apache.commons.compress.compressors.deflate64.Deflate64CompressorInputStream;

/** Unpacks a zip whose directories agree. */
final class ZipUnpacker {
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int DEFLATE64 = 9;
  private static final int BZIP2 = 12;
  private static final int ZSTD = 93;
  private static final int XZ = 95;

  private ZipUnpacker() {}

  static void unpack(FileView file, Unpacking out) throws IOException {
    Optional<ZipDirectory> zip = ZipDirectory.read(file);
    if (zip.isEmpty()) {
      throw Unpacking.damaged(
          "",
          "its %,d bytes have no central directory: the end of the zip is missing or damaged",
          file.size());
    }
    out.budget().announce(zip.get().entries().size());
    List<ZipAudit.Placed> entries = ZipAudit.check(file, zip.get());
    // names and sizes first: nothing of a zip is written that is refused for its last entry
    String[] paths = new String[entries.size()];
    for (int i = 0; i < paths.length; i++) {
      ZipEntryRecord entry = entries.get(i).entry();
      paths[i] = "";
      if (entry.isDirectory()) {
        out.directory(entry.name());
      } else {
        paths[i] = out.admit(entry.name(), entry.size());
      }
    }
    for (int i = 0; i < paths.length; i++) {
      if (!entries.get(i).entry().isDirectory()) {
        member(file, entries.get(i), paths[i], out);
      }
    }
  }

  private static void member(FileView file, ZipAudit.Placed placed, String path, Unpacking out)
      throws IOException {
    ZipEntryRecord entry = placed.entry();
    CRC32 crc = new CRC32();
    long written;
    boolean more;
    try (InputStream opened = open(file, placed);
        InputStream in = new CheckedInputStream(new Bound(opened, entry.size() + 1), crc)) {
      written = out.write(path, in);
      more = opened instanceof EndingInflater inflater && inflater.leavesBytes();
    } catch (StoreFault e) {
      throw e;
    } catch (IOException e) {
      throw Unpacking.damaged(
          path, "the entry '%s' cannot be inflated: %s", path, Unpacking.why(e));
    }
    if (written != entry.size()) {
      throw Unpacking.damaged(
          path,
          "the entry '%s' inflates to %s%,d bytes, the directory says %,d",
          path,
          written > entry.size() ? "more than " : "",
          Math.min(written, entry.size()),
          entry.size());
    }
    if (more) {
      throw Unpacking.damaged(
          path, "bytes stand behind the compressed data of the entry '%s'", path);
    }
    if (crc.getValue() != entry.crc32()) {
      throw Unpacking.damaged(
          path,
          "the CRC-32 of the entry '%s' is %08x, the directory says %08x",
          path,
          crc.getValue(),
          entry.crc32());
    }
  }

  @SuppressWarnings("resource") // closed with the stream that wraps it
  static InputStream open(FileView file, ZipAudit.Placed placed) throws IOException {
    InputStream raw = StoreFault.guard(file.stream(placed.data(), placed.entry().compressed()));
    String name = placed.entry().name();
    return switch (placed.entry().method()) {
      case STORED -> raw;
      case DEFLATED -> new EndingInflater(raw);
      case DEFLATE64 -> Decoding.of(() -> new Deflate64CompressorInputStream(raw));
      case BZIP2 -> Decoding.of(() -> new BZip2CompressorInputStream(raw));
      case ZSTD -> Compression.ZSTD.open(raw);
      case XZ -> Compression.XZ.open(raw);
      default ->
          throw Unpacking.unsupported(
              name, "the entry '%s' is compressed with method %d", name, placed.entry().method());
    };
  }

  /** Raw deflate whose native memory is freed on close. */
  private static final class EndingInflater extends InflaterInputStream {
    EndingInflater(InputStream in) {
      super(in, new Inflater(true), 1 << 14);
    }

    /** Whether the stream ended before its bytes did. */
    boolean leavesBytes() throws IOException {
      return inf.finished() && (inf.getRemaining() > 0 || in.read() >= 0);
    }

    @Override
    public void close() throws IOException {
      inf.end();
      super.close();
    }
  }

  /** Gives no more than {@code left} bytes: an entry that inflates beyond its size is stopped. */
  private static final class Bound extends FilterInputStream {
    private long left;

    Bound(InputStream in, long left) {
      super(in);
      this.left = left;
    }

    @Override
    public int read() throws IOException {
      int b = left > 0 ? super.read() : -1;
      left -= b >= 0 ? 1 : 0;
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = left > 0 ? super.read(bytes, offset, (int) Math.min(length, left)) : -1;
      left -= Math.max(n, 0);
      return n;
    }
  }
}
