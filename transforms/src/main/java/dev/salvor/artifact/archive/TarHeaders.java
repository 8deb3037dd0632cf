package dev.salvor.artifact.archive;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a tar, one by one. The names and attributes of PAX and GNU headers are read into
 * memory as long as the archive says that they are: no more of them is read than any file system
 * has use for.
 */
public final class TarHeaders implements AutoCloseable {
  private static final long LONGEST = 1 << 20;

  private final Limited limited;
  private final TarArchiveInputStream tar;
  private boolean current;

  public TarHeaders(InputStream in) throws IOException {
    this.limited = new Limited(in);
    this.tar = new TarArchiveInputStream(limited, "UTF-8");
  }

  /**
   * The next entry; null behind the last. What is left of the one before is read over.
   *
   * @throws ArtifactException where its headers are too long
   */
  public @Nullable TarArchiveEntry next() throws IOException {
    if (current) {
      tar.transferTo(OutputStream.nullOutputStream());
    }
    limited.left = LONGEST;
    TarArchiveEntry entry = tar.getNextEntry();
    limited.left = Long.MAX_VALUE;
    current = entry != null;
    return entry;
  }

  /** The content of the entry that {@link #next} gave last. */
  public TarArchiveInputStream content() {
    return tar;
  }

  @Override
  public void close() throws IOException {
    tar.close();
  }

  private static final class Limited extends FilterInputStream {
    private long left = LONGEST;

    Limited(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      spend(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      spend(Math.max(0, count));
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(count);
      spend(skipped);
      return skipped;
    }

    private void spend(long count) {
      left -= count;
      if (left < 0) {
        throw Finding.of(
                Rule.ARCHIVE_BOMB,
                Location.NONE,
                "the headers of one entry have more than %,d bytes",
                LONGEST)
            .exception();
      }
    }
  }
}
