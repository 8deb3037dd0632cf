package dev.salvor.format.numpy;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A {@code .npz}: a zip of arrays, stored or deflated, named without their {@code .npy}. Small
 * arrays are read at once and checked against their CRC-32; large stored ones lazily.
 */
public final class NpzFile implements AutoCloseable {
  /** Deflate packs at most 1032 bytes into one. */
  private static final long MAX_RATIO = 1032;

  private static final long MAX_HEAP = 1L << 25;
  private static final long MAX_DEFLATED = 1L << 27;
  private static final int MAX_ENTRIES = 1 << 17;

  private final Path file;
  private final ZipFile zip;
  private final Map<String, ZipArchiveEntry> entries;

  private NpzFile(Path file, ZipFile zip, Map<String, ZipArchiveEntry> entries) {
    this.file = file;
    this.zip = zip;
    this.entries = entries;
  }

  /**
   * @throws ArtifactException where it is no sound zip of arrays
   */
  public static NpzFile open(Path file) throws IOException {
    ZipFile zip;
    try {
      zip = ZipFile.builder().setPath(file).setIgnoreLocalFileHeader(true).get();
    } catch (FileSystemException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new ArtifactException(
          Finding.of(Rule.FILE_DAMAGED, Location.NONE, "not a sound .npz: " + e.getMessage()), e);
    }
    try {
      Map<String, ZipArchiveEntry> entries = new LinkedHashMap<>();
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        String name = entry.getName();
        if (!name.endsWith(".npy")) {
          continue;
        }
        if (entries.put(name.substring(0, name.length() - 4), entry) != null) {
          throw damaged(name, "it is there twice");
        }
        if (entries.size() > MAX_ENTRIES) {
          throw damaged(name, "the archive has more than " + MAX_ENTRIES + " arrays");
        }
      }
      return new NpzFile(file, zip, entries);
    } catch (RuntimeException | Error e) {
      zip.close();
      throw e;
    }
  }

  /** The keys, in the order of the archive. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /**
   * The array under {@code name}. A lazy one may be read after this file was closed.
   *
   * @throws IllegalArgumentException where there is none
   */
  public TensorData tensor(String name) throws IOException {
    ZipArchiveEntry entry = entries.get(name);
    if (entry == null) {
      throw new IllegalArgumentException("no array " + name);
    }
    try {
      return located(entry);
    } catch (ArtifactException e) {
      Finding found = e.finding();
      throw new ArtifactException(
          new Finding(
              found.rule(), found.level(), found.message(), Location.member(entry.getName())),
          e);
    }
  }

  private TensorData located(ZipArchiveEntry entry) throws IOException {
    if (entry.getGeneralPurposeBit().usesEncryption()) {
      throw unsupported(entry, "it is encrypted");
    }
    long size = entry.getSize();
    boolean stored = entry.getMethod() == ZipEntry.STORED;
    if (!stored && entry.getMethod() != ZipEntry.DEFLATED) {
      throw unsupported(entry, "compression method " + entry.getMethod());
    }
    if (size > MAX_HEAP && stored) {
      return NpyFile.open(file, entry.getDataOffset(), size);
    }
    if (size > MAX_DEFLATED) {
      throw unsupported(entry, "it is deflated and unpacks to " + size + " bytes");
    }
    long packed = entry.getCompressedSize();
    if (size < 0 || packed < 0 || (stored ? packed != size : size > packed * MAX_RATIO)) {
      throw damaged(entry.getName(), "%d bytes claim to hold %d".formatted(packed, size));
    }
    return NpyFile.of(ByteBuffer.wrap(content(entry, (int) size)));
  }

  private byte[] content(ZipArchiveEntry entry, int size) throws IOException {
    byte[] bytes;
    int more;
    try (InputStream in = zip.getInputStream(entry)) {
      bytes = in.readNBytes(size);
      more = bytes.length < size ? -1 : in.read();
    } catch (IOException e) { // the archive reader's word for any unsound field
      throw new ArtifactException(
          finding(Rule.FILE_DAMAGED, entry.getName(), String.valueOf(e.getMessage())), e);
    }
    if (bytes.length < size || more >= 0) {
      throw damaged(
          entry.getName(),
          more >= 0 ? "it is longer than " + size : "it ends at byte " + bytes.length);
    }
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (crc.getValue() != entry.getCrc()) {
      throw damaged(
          entry.getName(),
          "its CRC-32 is %08x, recorded is %08x".formatted(crc.getValue(), entry.getCrc()));
    }
    return bytes;
  }

  private static ArtifactException damaged(String entry, String what) {
    return finding(Rule.FILE_DAMAGED, entry, what).exception();
  }

  private static ArtifactException unsupported(ZipArchiveEntry entry, String what) {
    return finding(Rule.FILE_FORMAT_UNSUPPORTED, entry.getName(), what).exception();
  }

  private static Finding finding(Rule rule, String entry, String what) {
    return Finding.of(rule, Location.member(entry), "array " + entry + ": " + what);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
