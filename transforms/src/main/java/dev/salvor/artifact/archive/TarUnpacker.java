package dev.salvor.artifact.archive;

import java.io.IOException;
import java.io.InputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** Unpacks a tar as it streams by. */
final class TarUnpacker {
  private static final int BLOCK = 512;

  /** From how many entries on, when they are this small, all are counted before the next. */
  private static final int MANY = 256;

  private static final long SMALL = 4 << 10;

  /** Begins the same archive anew. */
  @FunctionalInterface
  interface Again {
    InputStream open() throws IOException;
  }

  private TarUnpacker() {}

  /**
   * @param most bytes that the archive has; of one that is compressed, as many as may be
   */
  static void unpack(InputStream source, Again again, long most, Unpacking out) throws IOException {
    ZeroTail tail = new ZeroTail(source);
    String at = "";
    long entries = 0;
    long bytes = 0;
    boolean counted = false;
    try (TarHeaders tar = new TarHeaders(tail)) {
      for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
        at = entry.getName();
        if (!entry.isCheckSumOK()) {
          throw Unpacking.damaged(at, "the checksum of the header of '%s' does not match", at);
        }
        bytes += entry.isFile() ? Math.max(0, entry.getSize()) : 0;
        if (bytes > most) {
          throw Unpacking.damaged(
              at,
              "the entry '%s' has %,d bytes, but the archive ends at byte %,d",
              at,
              entry.getSize(),
              most);
        }
        if (++entries >= MANY && !counted && bytes < entries * SMALL) {
          counted = true;
          count(again, entries, at, out.budget());
        }
        member(tar.content(), entry, out);
      }
      tail.drain();
    } catch (StoreFault e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw Unpacking.damaged(
          at,
          "the archive cannot be read%s: %s",
          at.isEmpty() ? "" : " at '" + at + "'",
          Unpacking.why(e));
    }
    if (!tail.endsWithZeroBlock()) {
      throw Unpacking.damaged(
          at, "the archive ends after '%s' without its end mark: members may be missing", at);
    }
  }

  /** Refuses an archive of too many entries before more of them are written. */
  private static void count(Again again, long before, String at, Budget budget) throws IOException {
    long most = before + budget.entriesLeft();
    try (InputStream tar = again.open()) {
      if (TarWalk.count(tar, most + 1) > most) {
        throw budget.tooManyEntries(at);
      }
    }
  }

  private static void member(TarArchiveInputStream tar, TarArchiveEntry entry, Unpacking out)
      throws IOException {
    String name = entry.getName();
    if (entry.isSymbolicLink() || entry.isLink()) {
      throw Unpacking.unsafe(name, "the entry '%s' is a link to '%s'", name, entry.getLinkName());
    }
    if (entry.isCharacterDevice() || entry.isBlockDevice() || entry.isFIFO()) {
      throw Unpacking.unsafe(name, "the entry '%s' is a device", name);
    }
    if (entry.isDirectory()) {
      out.directory(name);
      return;
    }
    if (entry.isSparse() || !tar.canReadEntryData(entry)) {
      throw Unpacking.unsupported(name, "the entry '%s' is stored sparsely", name);
    }
    String path = out.admit(name, entry.getSize());
    long written = out.write(path, tar);
    if (written != entry.getSize()) {
      throw Unpacking.damaged(
          path, "the entry '%s' has %,d of %,d bytes", path, written, entry.getSize());
    }
  }

  /** Counts the zeros that a stream ends with: a tar ends with two blocks of them. */
  private static final class ZeroTail extends java.io.FilterInputStream {
    private long zeros;
    private long total;

    ZeroTail(InputStream in) {
      super(in);
    }

    /** Whether a whole block of zeros, on the edge of a block, is the end of what was read. */
    boolean endsWithZeroBlock() {
      long first = (total - zeros + BLOCK - 1) / BLOCK * BLOCK;
      return total - first >= BLOCK;
    }

    /** Reads to the end, so that a compressed stream checks its own trailer. */
    void drain() throws IOException {
      byte[] buffer = new byte[1 << 13];
      while (read(buffer, 0, buffer.length) >= 0) {
        if (zeros == 0) {
          throw new IOException("foreign bytes stand behind the archive");
        }
      }
    }

    @Override
    public int read() throws IOException {
      int b = super.read();
      total += b >= 0 ? 1 : 0;
      zeros = b == 0 ? zeros + 1 : b < 0 ? zeros : 0;
      return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int n = super.read(bytes, offset, length);
      int trailing = 0;
      while (trailing < n && bytes[offset + n - 1 - trailing] == 0) {
        trailing++;
      }
      total += Math.max(n, 0);
      zeros = trailing == Math.max(n, 0) ? zeros + trailing : trailing;
      return n;
    }
  }
}
