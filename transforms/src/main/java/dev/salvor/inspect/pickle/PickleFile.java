package dev.salvor.inspect.pickle;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.ScratchDirectory;
import dev.salvor.artifact.archive.ArchiveLimits;
import dev.salvor.artifact.archive.Inflation;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.ByteSource;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a pickle, unpacked where the file is compressed, and a place for parts of it that
 * have to be files. Closing it removes them.
 */
public final class PickleFile implements AutoCloseable {
  private static final long SMALL = 1 << 20;

  /** More than a decoder has at hand when it fails: bzip2 blocks of one value. */
  private static final long MOST_REST = 64L << 20;

  private final ScratchDirectory scratch;
  private final ArchiveLimits limits;
  private final ByteSource source;
  private final @Nullable Finding fault;
  private int parts;

  private PickleFile(
      ScratchDirectory scratch, ArchiveLimits limits, ByteSource source, @Nullable Finding fault) {
    this.scratch = scratch;
    this.limits = limits;
    this.source = source;
    this.fault = fault;
  }

  /**
   * Opens {@code file}.
   *
   * @param limits what it may unpack to
   */
  public static PickleFile open(Path file, ArchiveLimits limits) throws IOException {
    ScratchDirectory scratch = ScratchDirectory.create("pickle");
    try {
      Optional<Packing> packing = Packing.of(file);
      if (packing.isEmpty()) {
        return new PickleFile(scratch, limits, ByteSource.of(file), null);
      }
      Path unpacked = scratch.path().resolve("unpacked");
      Finding fault = unpack(packing.get(), file, unpacked, limits);
      return new PickleFile(scratch, limits, ByteSource.of(unpacked), fault);
    } catch (IOException | RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  /** Unpacks as far as it goes: what was unpacked before an error is judged too. */
  private static @Nullable Finding unpack(
      Packing packing, Path file, Path target, ArchiveLimits limits) throws IOException {
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    try (FileView view = FileView.open(file);
        OutputStream out = new BufferedOutputStream(Files.newOutputStream(target))) {
      Tail tail = new Tail(packing);
      InputStream in;
      try {
        in = Inflation.open(view, packing.known(), tail::open, limits);
      } catch (IOException e) {
        return damaged(packing, 0, e);
      }
      while (true) {
        int more;
        try {
          more = in.read(buffer);
        } catch (ArtifactException bomb) {
          return bomb.finding();
        } catch (IOException | IllegalArgumentException e) {
          return damaged(packing, done + rest(packing, file, done, out), e);
        }
        if (more < 0) {
          return tail.remains()
              ? Finding.of(
                  Rule.PICKLE_UNPROVEN,
                  Location.NONE,
                  "Further bytes lie behind the end of the " + packing.label() + " stream")
              : null;
        }
        done += more;
        out.write(buffer, 0, more);
      }
    }
  }

  /** The bytes as the decoder takes them, and whether it leaves some. */
  private static final class Tail {
    private final Packing packing;
    private InputStream raw = InputStream.nullInputStream();

    Tail(Packing packing) {
      this.packing = packing;
    }

    InputStream open(InputStream bytes) throws IOException {
      raw = bytes;
      return packing.open(bytes);
    }

    boolean remains() throws IOException {
      return !packing.readsToEnd() && raw.read() >= 0;
    }
  }

  /** What a decoder gives byte by byte before it fails; in larger pieces it would be lost. */
  private static long rest(Packing packing, Path file, long from, OutputStream out)
      throws IOException {
    long done = 0;
    try (InputStream raw = new BufferedInputStream(Files.newInputStream(file));
        InputStream in = packing.open(raw)) {
      in.skipNBytes(from);
      for (int one; done < MOST_REST && (one = in.read()) >= 0; done++) {
        out.write(one);
      }
    } catch (IOException | IllegalArgumentException e) {
      // The same damage again: all before it has been written.
    }
    return done;
  }

  private static Finding damaged(Packing packing, long done, Exception e) {
    return Finding.of(
        e instanceof java.io.EOFException ? Rule.PICKLE_TRUNCATED : Rule.PICKLE_DAMAGED,
        Location.NONE,
        "the "
            + packing.label()
            + " stream breaks off after "
            + done
            + " unpacked bytes: "
            + e.getMessage());
  }

  public ByteSource source() {
    return source;
  }

  /** The bytes of {@code file} beside the pickle, unpacked where joblib packed them (ZFile). */
  public ByteSource companion(Path file) throws IOException {
    Optional<Packing> packing = Packing.of(file);
    if (packing.isEmpty()) {
      return ByteSource.of(file);
    }
    Path unpacked = scratch.path().resolve("part-" + parts++);
    Finding damage = unpack(packing.get(), file, unpacked, limits);
    if (damage != null) {
      throw damage.exception();
    }
    return ByteSource.of(unpacked);
  }

  /** What is wrong with the compressed stream around the pickle. */
  public Optional<Finding> fault() {
    return Optional.ofNullable(fault);
  }

  /** The content of {@code blob} as bytes at hand: in the file itself where they stand there. */
  public ByteSource bytes(Blob blob) throws IOException {
    if (blob.plain()) {
      return blob.source().part(blob.offset(), blob.length());
    }
    return blob.length() <= SMALL ? ByteSource.of(blob.bytes()) : ByteSource.of(write(blob));
  }

  /** The content of {@code blob} as a file of its own. */
  public Path write(Blob blob) throws IOException {
    Path target = scratch.path().resolve("part-" + parts++);
    try (OutputStream out = Files.newOutputStream(target)) {
      blob.writeTo(out);
    }
    return target;
  }

  @Override
  public void close() throws IOException {
    scratch.close();
  }
}
