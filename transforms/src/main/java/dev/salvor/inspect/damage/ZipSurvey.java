package dev.salvor.inspect.damage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.salvor.artifact.FileView;
import dev.salvor.finding.ArtifactException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The members of a zip from its beginning on, by their local headers: the central directory is the
 * first thing that a cut file loses (APPNOTE 6.3.10, 4.3.7).
 */
final class ZipSurvey {
  private static final int LOCAL = 0x04034b50;
  private static final int HEADER = 30;
  private static final int STORED = 0;
  private static final int DEFLATED = 8;
  private static final int DESCRIPTOR = 0x8;
  private static final long NONE32 = 0xFFFFFFFFL;
  private static final int MEMBERS = 10_000;
  private static final int CHUNK = 1 << 16;
  private static final long RATIO = 200;
  private static final long FREE = 64L << 20;

  private final FileView file;
  private final Path scratch;
  private final List<Part> parts;
  private long at;
  private int members;

  private ZipSurvey(FileView file, long start, Path scratch, List<Part> parts) {
    this.file = file;
    this.at = start;
    this.scratch = scratch;
    this.parts = parts;
  }

  static void of(Path path, long start, Path scratch, List<Part> parts) throws IOException {
    try (FileView file = FileView.open(path)) {
      ZipSurvey survey = new ZipSurvey(file, start, scratch, parts);
      while (survey.members < MEMBERS && survey.next()) {
        survey.members++;
      }
    }
  }

  /** One member; whether another can follow. */
  private boolean next() throws IOException {
    ByteBuffer header = file.buffer(at, HEADER);
    if (header.remaining() < HEADER || header.getInt(0) != LOCAL) {
      return false;
    }
    int flags = Short.toUnsignedInt(header.getShort(6));
    int method = Short.toUnsignedInt(header.getShort(8));
    long crc = Integer.toUnsignedLong(header.getInt(14));
    long stored = Integer.toUnsignedLong(header.getInt(18));
    int nameLength = Short.toUnsignedInt(header.getShort(26));
    int extraLength = Short.toUnsignedInt(header.getShort(28));
    String name = new String(file.read(at + HEADER, nameLength), UTF_8);
    long data = at + HEADER + nameLength + extraLength;
    if (stored == NONE32) {
      stored = wide(file.buffer(at + HEADER + nameLength, extraLength));
    }
    boolean later = (flags & DESCRIPTOR) != 0 && stored == 0;
    if ((method != STORED && method != DEFLATED) || (later && method == STORED) || stored < 0) {
      parts.add(new Part(name, "", "its length or compression cannot be told"));
      return false;
    }
    Path content = scratch.resolve("member-" + members);
    Unpacked unpacked = unpack(data, later ? Long.MAX_VALUE : stored, method == DEFLATED, content);
    String damage = unpacked.damage();
    if (damage == null && !later && unpacked.crc() != crc) {
      damage =
          String.format(
              Locale.ROOT, "has CRC-32 %08x but its bytes give %08x", crc, unpacked.crc());
    }
    report(name, content, damage);
    at = later ? descriptor(data + unpacked.read()) : data + stored;
    return damage == null || !later;
  }

  /** The compressed size in a zip64 field: behind the size, where both are there. */
  private static long wide(ByteBuffer extra) {
    for (int i = extra.position(); i + 4 <= extra.limit(); ) {
      int id = Short.toUnsignedInt(extra.getShort(i));
      int length = Short.toUnsignedInt(extra.getShort(i + 2));
      if (id == 1 && length >= 16 && i + 20 <= extra.limit()) {
        return extra.getLong(i + 12);
      }
      i += 4 + length;
    }
    return -1;
  }

  /** Behind a data descriptor, with or without its signature and with either width. */
  private long descriptor(long from) throws IOException {
    String rest = new String(file.read(from, 24 + 4), ISO_8859_1);
    int local = rest.indexOf("PK\u0003\u0004");
    return from + Math.max(local, 0);
  }

  private record Unpacked(long read, long crc, @Nullable String damage) {}

  /** As much of a member as there is. */
  private Unpacked unpack(long from, long stored, boolean deflated, Path target)
      throws IOException {
    long available = Math.min(stored, file.size() - from);
    CRC32 crc = new CRC32();
    Inflater inflater = new Inflater(true);
    byte[] buffer = new byte[CHUNK];
    long written = 0;
    long read = 0;
    try (OutputStream out = Files.newOutputStream(target)) {
      while (read < available && !inflater.finished()) {
        byte[] input = file.read(from + read, (int) Math.min(CHUNK, available - read));
        read += input.length;
        if (!deflated) {
          out.write(input);
          crc.update(input);
          continue;
        }
        inflater.setInput(input);
        for (int count; (count = inflater.inflate(buffer)) > 0; ) {
          out.write(buffer, 0, count);
          crc.update(buffer, 0, count);
          written += count;
          if (written > FREE && written / RATIO > available) {
            return new Unpacked(read, 0, "unpacks to more than any model");
          }
        }
        read -= inflater.getRemaining();
        if (inflater.getRemaining() > 0 && !inflater.finished()) {
          return new Unpacked(read, 0, "does not inflate");
        }
      }
      boolean cut = deflated ? !inflater.finished() : read < stored;
      String damage =
          cut
              ? stored == Long.MAX_VALUE
                  ? "is cut"
                  : String.format(
                      Locale.ROOT, "is cut: %,d of its %,d bytes are there", available, stored)
              : null;
      return new Unpacked(read, crc.getValue(), damage);
    } catch (DataFormatException e) {
      return new Unpacked(read, 0, "does not inflate behind " + written + " bytes");
    } finally {
      inflater.end();
    }
  }

  private void report(String name, Path content, @Nullable String damage) throws IOException {
    long size = Files.size(content);
    boolean hdf5;
    try (FileView view = FileView.open(content)) {
      hdf5 = view.has(0, Survey.HDF5);
    }
    if (hdf5) {
      try {
        parts.addAll(Survey.hdf5Parts(content, 0, size, name + "!/"));
        if (damage != null) {
          parts.add(new Part(name, String.format(Locale.ROOT, "%,d bytes", size), damage));
        }
        return;
      } catch (ArtifactException e) {
        damage = damage == null ? e.finding().message() : damage;
      } finally {
        Files.delete(content);
      }
    } else {
      Files.delete(content);
    }
    parts.add(new Part(name, String.format(Locale.ROOT, "%,d bytes", size), damage));
  }
}
