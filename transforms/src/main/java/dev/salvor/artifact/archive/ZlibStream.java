package dev.salvor.artifact.archive;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.InflaterInputStream;

/** A zlib stream that is the whole of its file: bytes behind its end are damage, as with gzip. */
final class ZlibStream extends InflaterInputStream {
  ZlibStream(InputStream in) {
    super(in);
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int read = super.read(bytes, offset, length);
    if (read < 0 && (inf.getRemaining() > 0 || in.read() >= 0)) {
      throw new IOException("Unexpected data after a valid zlib stream");
    }
    return read;
  }
}
