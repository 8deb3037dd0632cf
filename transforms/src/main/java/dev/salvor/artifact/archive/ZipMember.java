package dev.salvor.artifact.archive;

import dev.salvor.artifact.FileView;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/** Reads single members of a zip that is not unpacked. */
public final class ZipMember {
  private static final int LOCAL_LENGTH = 30;

  private ZipMember() {}

  /**
   * Up to {@code limit} bytes of a member, inflated.
   *
   * @param zip the directory that lists {@code entry}
   * @throws dev.salvor.finding.ArtifactException where it cannot be read
   */
  public static byte[] read(FileView file, ZipDirectory zip, ZipEntryRecord entry, int limit)
      throws IOException {
    String name = entry.name();
    long header = zip.prefix() + entry.header();
    ByteBuffer local = file.buffer(header, LOCAL_LENGTH);
    if (local.remaining() < LOCAL_LENGTH || local.getInt(0) != ZipDirectory.LOCAL_MAGIC) {
      throw Unpacking.damaged(name, "the entry '%s' has no local header", name);
    }
    long data =
        header
            + LOCAL_LENGTH
            + Short.toUnsignedInt(local.getShort(26))
            + Short.toUnsignedInt(local.getShort(28));
    try (InputStream in = ZipUnpacker.open(file, new ZipAudit.Placed(entry, data))) {
      return in.readNBytes(limit);
    } catch (StoreFault e) {
      throw e;
    } catch (IOException e) {
      throw Unpacking.damaged(
          name, "the entry '%s' cannot be inflated: %s", name, Unpacking.why(e));
    }
  }
}
