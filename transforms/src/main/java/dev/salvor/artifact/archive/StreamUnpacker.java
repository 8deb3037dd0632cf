package dev.salvor.artifact.archive;

import dev.salvor.artifact.FileView;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Unpacks a compressed stream: a tar in it, or the one file it is. */
final class StreamUnpacker {
  private static final int TAR_BLOCK = 512;

  private StreamUnpacker() {}

  static void unpack(FileView file, Compression compression, String name, Unpacking out)
      throws IOException {
    String inner = compression.innerName(name);
    Counted counted = new Counted(StoreFault.guard(file.stream(0, file.size())));
    out.budget().expect(DeclaredSize.of(file, compression), counted::count);
    try (InputStream packed = new BufferedInputStream(counted);
        InputStream in = new BufferedInputStream(compression.open(packed))) {
      in.mark(TAR_BLOCK);
      byte[] first = in.readNBytes(TAR_BLOCK);
      in.reset();
      if (TarHeader.at(first)) {
        TarUnpacker.unpack(in, out);
      } else {
        out.write(out.admit(inner, 0), in);
      }
    } catch (StoreFault e) {
      throw e;
    } catch (IOException e) {
      throw Unpacking.damaged(
          inner, "the %s stream cannot be inflated: %s", compression.label(), Unpacking.why(e));
    } finally {
      out.budget().expectNothing();
    }
  }

  /** Counts the bytes that were read. */
  private static final class Counted extends FilterInputStream {
    private long count;

    Counted(InputStream in) {
      super(in);
    }

    long count() {
      return count;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      count += one < 0 ? 0 : 1;
      return one;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int read = super.read(bytes, offset, length);
      count += Math.max(0, read);
      return read;
    }
  }
}
