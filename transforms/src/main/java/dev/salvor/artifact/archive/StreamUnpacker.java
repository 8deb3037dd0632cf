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
    try (InputStream packed =
            new BufferedInputStream(StoreFault.guard(file.stream(0, file.size())));
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
    }
  }
}
