package dev.salvor.artifact.archive;

import dev.salvor.artifact.FileView;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Unpacks a compressed stream: a tar in it, or the one file it is. */
final class StreamUnpacker {
  private static final int TAR_BLOCK = 512;

  private StreamUnpacker() {}

  static void unpack(FileView file, Compression compression, String name, Unpacking out)
      throws IOException {
    String inner = compression.innerName(name);
    Packed packed = new Packed(file);
    out.budget().expect(DeclaredSize.of(file, compression), packed);
    try (InputStream in = open(compression, packed)) {
      in.mark(TAR_BLOCK);
      byte[] first = in.readNBytes(TAR_BLOCK);
      in.reset();
      if (TarHeader.at(first)) {
        TarUnpacker.unpack(in, () -> open(compression, new Packed(file)), Long.MAX_VALUE, out);
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

  @SuppressWarnings("resource") // closed with the stream that wraps it
  private static InputStream open(Compression compression, Packed packed) throws IOException {
    return new BufferedInputStream(compression.open(new BufferedInputStream(packed)));
  }
}
