package dev.salvor.artifact.archive;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.apache.commons.compress.PasswordRequiredException;
import org.apache.commons.compress.archivers.sevenz.SevenZArchiveEntry;
import org.apache.commons.compress.archivers.sevenz.SevenZFile;

/** Unpacks a 7z; solid blocks are read once, in order. */
final class SevenZUnpacker {
  static final String MAGIC = "7z\u00bc\u00af'\u001c";
  private static final int MEMORY_KIB = 192 * 1024;
  private static final int LINK = 0xA000;
  private static final int TYPE_BITS = 0xF000;

  private SevenZUnpacker() {}

  static void unpack(Path file, Unpacking out) throws IOException {
    String at = "";
    try (SevenZFile archive =
        SevenZFile.builder().setPath(file).setMaxMemoryLimitKiB(MEMORY_KIB).get()) {
      out.budget().announce(entries(archive));
      for (SevenZArchiveEntry entry = archive.getNextEntry();
          entry != null;
          entry = archive.getNextEntry()) {
        at = entry.getName() == null ? "" : entry.getName();
        member(archive, entry, at, out);
      }
    } catch (StoreFault e) {
      throw e;
    } catch (PasswordRequiredException e) {
      throw Unpacking.unsupported(at, "the 7z archive is encrypted with a password");
    } catch (IOException | RuntimeException e) {
      if (e instanceof dev.salvor.finding.ArtifactException known) {
        throw known;
      }
      throw Unpacking.damaged(at, "the 7z archive cannot be read: %s", Unpacking.why(e));
    }
  }

  private static void member(
      SevenZFile archive, SevenZArchiveEntry entry, String name, Unpacking out) throws IOException {
    if (entry.isDirectory()) {
      out.directory(name);
      return;
    }
    if (entry.isAntiItem()) {
      throw Unpacking.unsupported(name, "the entry '%s' deletes a file", name);
    }
    int mode = entry.getHasWindowsAttributes() ? entry.getWindowsAttributes() >>> 16 : 0;
    if ((mode & TYPE_BITS) == LINK) {
      throw Unpacking.unsafe(name, "the entry '%s' is a link", name);
    }
    String path = out.admit(name, entry.getSize());
    long written = out.write(path, new Content(archive));
    if (written != entry.getSize()) {
      throw Unpacking.damaged(
          path, "the entry '%s' has %,d of %,d bytes", path, written, entry.getSize());
    }
  }

  private static long entries(SevenZFile archive) {
    long entries = 0;
    for (SevenZArchiveEntry entry : archive.getEntries()) {
      entries += entry == null ? 0 : 1;
    }
    return entries;
  }

  /** Of the entry at hand: to ask for the stream of an entry searches it among all. */
  private static final class Content extends InputStream {
    private final SevenZFile archive;

    Content(SevenZFile archive) {
      this.archive = archive;
    }

    @Override
    public int read() throws IOException {
      return archive.read();
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      return archive.read(bytes, offset, length);
    }
  }
}
