package dev.salvor.format.kerasarchive;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zips byte by byte, so that a test can make the two directories disagree. */
final class ZipBuilder {
  private final ByteArrayOutputStream file = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private int entries;

  ZipBuilder raw(byte... bytes) {
    file.writeBytes(bytes);
    return this;
  }

  ZipBuilder stored(String name, String content) {
    return add(name, name, content.getBytes(StandardCharsets.UTF_8), 0, 0, 0);
  }

  ZipBuilder stored(String name, byte[] content) {
    return add(name, name, content, 0, 0, 0);
  }

  ZipBuilder deflated(String name, byte[] content) {
    return add(name, name, content, 8, 0, 0);
  }

  /** A member whose local header has {@code local} for a name. */
  ZipBuilder add(String name, String local, byte[] content, int method, int flags, int attributes) {
    CRC32 crc = new CRC32();
    crc.update(content);
    byte[] data = method == 8 ? deflate(content) : content;
    int offset = file.size();
    byte[] localName = local.getBytes(StandardCharsets.UTF_8);
    byte[] centralName = name.getBytes(StandardCharsets.UTF_8);
    ByteBuffer header = ByteBuffer.allocate(30).order(ByteOrder.LITTLE_ENDIAN);
    header.putInt(0x04034b50).putShort((short) 20);
    common(header, method, flags, (int) crc.getValue(), data.length, content.length);
    header.putShort((short) localName.length).putShort((short) 0);
    file.writeBytes(header.array());
    file.writeBytes(localName);
    file.writeBytes(data);
    ByteBuffer entry = ByteBuffer.allocate(46).order(ByteOrder.LITTLE_ENDIAN);
    entry.putInt(0x02014b50).putShort((short) 0x314).putShort((short) 20);
    common(entry, method, flags, (int) crc.getValue(), data.length, content.length);
    entry.putShort((short) centralName.length).putShort((short) 0).putShort((short) 0);
    entry.putShort((short) 0).putShort((short) 0).putInt(attributes).putInt(offset);
    directory.writeBytes(entry.array());
    directory.writeBytes(centralName);
    entries++;
    return this;
  }

  private static void common(
      ByteBuffer header, int method, int flags, int crc, int stored, int size) {
    header.putShort((short) flags).putShort((short) method).putInt(0);
    header.putInt(crc).putInt(stored).putInt(size);
  }

  private static byte[] deflate(byte[] content) {
    Deflater deflater = new Deflater(9, true);
    deflater.setInput(content);
    deflater.finish();
    byte[] data = new byte[content.length + 100];
    int length = deflater.deflate(data);
    deflater.end();
    return java.util.Arrays.copyOf(data, length);
  }

  byte[] build() {
    int start = file.size();
    ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    end.putShort((short) entries).putShort((short) entries);
    end.putInt(directory.size()).putInt(start).putShort((short) 0);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(file.toByteArray());
    all.writeBytes(directory.toByteArray());
    all.writeBytes(end.array());
    return all.toByteArray();
  }
}
