package dev.salvor.format.checkpoint;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.StringTensor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Optional;

/**
 * The data files of a bundle.
 *
 * @param prefix of the bundle
 * @param name what findings call the prefix
 * @param header number of files and byte order
 */
record BundleShards(Path prefix, String name, BundleHeader header) {
  /** String tensors lie on the heap; larger ones are no vocabulary. */
  private static final long MAX_STRING_BYTES = 1L << 27;

  private static final String LFS_POINTER = "version https://git-lfs.github.com/spec/";
  private static final int LFS_POINTER_MAX = 1024;

  private static final long MAX_STRINGS = 1L << 23;

  ByteOrder order() {
    return header.order();
  }

  private String suffix(int shard) {
    return String.format(Locale.ROOT, ".data-%05d-of-%05d", shard, header.shards());
  }

  Path path(int shard) {
    return prefix.resolveSibling(prefix.getFileName() + suffix(shard));
  }

  String fileName(int shard) {
    return name + suffix(shard);
  }

  /** Size of a data file; -1 where it does not exist. */
  long size(int shard) throws IOException {
    return Files.exists(path(shard)) ? Files.size(path(shard)) : -1;
  }

  /**
   * @throws ArtifactException where the file does not exist or ends before the values do
   */
  void checkInside(BundleEntry entry) throws IOException {
    long size = size(entry.shard());
    if (size < 0 || entry.end() > size) {
      throw outside(entry, size).exception();
    }
  }

  /** What to say of values that lie behind the end of their file. */
  Finding outside(BundleEntry entry, long size) throws IOException {
    String file = fileName(entry.shard());
    Location where = new Location(file, entry.offset(), null, entry.name(), null, null);
    if (size < 0) {
      return Finding.of(
          Rule.CHECKPOINT_INCOMPLETE,
          where,
          "the data file %s is missing; it holds %s",
          file,
          entry.name());
    }
    if (lfsPointer(entry.shard(), size)) {
      return Finding.of(
          Rule.FILE_LFS_POINTER,
          Location.file(file),
          "the data file %s is a pointer of git-lfs, not the data; it should hold %s",
          file,
          entry.name());
    }
    return Finding.of(
        Rule.CHECKPOINT_INCOMPLETE,
        where,
        "the data file %s ends at byte %,d, but %s lies at bytes %,d to %,d",
        file,
        size,
        entry.name(),
        entry.offset(),
        entry.end());
  }

  /** Whether Git LFS left its pointer in place of a data file. */
  boolean lfsPointer(int shard, long size) throws IOException {
    return size < LFS_POINTER_MAX
        && Files.readString(path(shard), StandardCharsets.ISO_8859_1).startsWith(LFS_POINTER);
  }

  /** What kind of object a variant is; empty where its bytes do not tell. */
  Optional<String> kind(BundleEntry entry) throws IOException {
    long size = size(entry.shard());
    if (size < 0 || entry.end() > size) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(path(entry.shard()), StandardOpenOption.READ)) {
      return new BundleVariants(channel, order(), entry).kind();
    }
  }

  /** Reads a string tensor and checks it. */
  StringTensor strings(BundleEntry entry) throws IOException {
    Location where =
        new Location(fileName(entry.shard()), entry.offset(), null, entry.name(), null, null);
    if (entry.size() > MAX_STRING_BYTES || entry.shape().elements() > MAX_STRINGS) {
      throw Finding.of(
              Rule.CHECKPOINT_UNSUPPORTED,
              where,
              "%s: %,d strings of %,d bytes",
              entry.name(),
              entry.shape().elements(),
              entry.size())
          .exception();
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) entry.size());
    try (FileChannel channel = FileChannel.open(path(entry.shard()), StandardOpenOption.READ)) {
      while (bytes.hasRemaining()) {
        if (channel.read(bytes, entry.offset() + bytes.position()) < 0) {
          throw new EOFException(fileName(entry.shard()) + " became shorter while it was read");
        }
      }
    }
    try {
      return new StringTensor(
          entry.shape(),
          new BundleStrings(order())
              .decode(bytes.flip(), (int) entry.shape().elements(), entry.crc32c()));
    } catch (BundleStrings.Malformed malformed) {
      throw Finding.of(Rule.CHECKPOINT_DAMAGED, where, entry.name() + ": " + malformed.getMessage())
          .exception();
    }
  }
}
