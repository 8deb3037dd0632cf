package dev.salvor.format.kerasarchive;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** The bytes of one member: as many as its directory says, and with its CRC-32, or an exception. */
final class ZipContent extends InputStream {
  private static final int BUFFER = 1 << 16;

  private final ZipBytes bytes;
  private final ZipMember member;
  private final CRC32 crc = new CRC32();
  private final Inflater inflater = new Inflater(true);
  private final byte[] input = new byte[BUFFER];
  private long read;
  private long given;

  ZipContent(ZipBytes bytes, ZipMember member) {
    this.bytes = bytes;
    this.member = member;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (given == member.size()) {
      verify();
      return -1;
    }
    int wanted = (int) Math.min(length, member.size() - given);
    int count = member.deflated() ? inflate(target, offset, wanted) : copy(target, offset, wanted);
    crc.update(target, offset, count);
    given += count;
    return count;
  }

  private int copy(byte[] target, int offset, int wanted) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(target, offset, wanted).slice();
    bytes.read(member.data() + read, buffer);
    read += wanted;
    return wanted;
  }

  private int inflate(byte[] target, int offset, int wanted) throws IOException {
    try {
      while (true) {
        int count = inflater.inflate(target, offset, wanted);
        if (count > 0) {
          return count;
        }
        if (inflater.finished() || inflater.needsDictionary() || read == member.stored()) {
          throw damaged("ends after " + given + " of " + member.size() + " bytes");
        }
        fill();
      }
    } catch (DataFormatException e) {
      throw damaged("does not inflate: " + e.getMessage());
    }
  }

  private void fill() throws IOException {
    int count = (int) Math.min(BUFFER, member.stored() - read);
    bytes.read(member.data() + read, ByteBuffer.wrap(input, 0, count).slice());
    read += count;
    inflater.setInput(input, 0, count);
  }

  private void verify() throws IOException {
    if (member.deflated() && !inflater.finished()) {
      if (inflater.needsInput() && read < member.stored()) {
        fill();
      }
      try {
        if (inflater.inflate(new byte[1]) > 0 || !inflater.finished()) {
          throw damaged("inflates to more than its " + member.size() + " bytes");
        }
      } catch (DataFormatException e) {
        throw damaged("does not inflate: " + e.getMessage());
      }
    }
    if (member.deflated() && (inflater.getRemaining() > 0 || read < member.stored())) {
      throw damaged("has bytes behind its compressed data");
    }
    if (crc.getValue() != member.crc()) {
      throw damaged(
          String.format(
              java.util.Locale.ROOT,
              "has CRC-32 %08x but its bytes give %08x: it was damaged after it was written",
              member.crc(),
              crc.getValue()));
    }
  }

  private ArtifactException damaged(String what) {
    return Finding.of(
            Rule.ARCHIVE_DAMAGED,
            Location.member(member.name()),
            "member " + member.name() + " " + what)
        .exception();
  }

  @Override
  public void close() {
    inflater.end();
  }
}
