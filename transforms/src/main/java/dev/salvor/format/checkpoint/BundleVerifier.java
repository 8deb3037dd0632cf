package dev.salvor.format.checkpoint;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32C;

/** Compares the values in the data files with their checksums, one pass in the files' order. */
final class BundleVerifier {
  private static final int BUFFER = 1 << 21;

  private final BundleShards shards;
  private final List<Finding> findings = new ArrayList<>();

  BundleVerifier(BundleShards shards) {
    this.shards = shards;
  }

  List<Finding> verify(List<BundleEntry> stored) throws IOException {
    List<BundleEntry> inOrder = new ArrayList<>(stored);
    inOrder.sort(
        Comparator.comparingInt(BundleEntry::shard)
            .thenComparingLong(BundleEntry::offset)
            .thenComparingLong(BundleEntry::end));
    int from = 0;
    for (int to = 1; to <= inOrder.size(); to++) {
      if (to == inOrder.size() || inOrder.get(to).shard() != inOrder.get(from).shard()) {
        verifyShard(inOrder.get(from).shard(), inOrder.subList(from, to));
        from = to;
      }
    }
    return findings;
  }

  private void verifyShard(int shard, List<BundleEntry> entries) throws IOException {
    long size = shards.size(shard);
    if (size < 0) {
      Finding first = shards.outside(entries.get(0), size);
      findings.add(
          Finding.of(
              Rule.CHECKPOINT_INCOMPLETE,
              first.location(),
              "the data file %s is missing; %s and %d more tensors lie in it",
              shards.fileName(shard),
              entries.get(0).name(),
              entries.size() - 1));
      return;
    }
    if (shards.lfsPointer(shard, size)) {
      findings.add(shards.outside(entries.get(0), size));
      return;
    }
    try (FileChannel channel = FileChannel.open(shards.path(shard), StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
      BundleEntry before = null;
      for (BundleEntry entry : entries) {
        if (entry.end() > size) {
          findings.add(shards.outside(entry, size));
        } else if (before != null && entry.offset() < before.end() && entry.size() > 0) {
          findings.add(overlap(before, entry));
        } else {
          verifyValues(entry, channel, buffer);
        }
        before = before == null || entry.end() > before.end() ? entry : before;
      }
    }
  }

  private Finding overlap(BundleEntry before, BundleEntry entry) {
    return Finding.of(
        Rule.CHECKPOINT_DAMAGED,
        where(entry),
        "%s begins at byte %,d, before %s ends at byte %,d",
        entry.name(),
        entry.offset(),
        before.name(),
        before.end());
  }

  private void verifyValues(BundleEntry entry, FileChannel channel, ByteBuffer buffer)
      throws IOException {
    if (entry.dataType() == ElementType.STRING.number()) {
      try {
        shards.strings(entry);
      } catch (ArtifactException damaged) {
        findings.add(damaged.finding());
      }
      return;
    }
    if (entry.dataType() == CheckpointEntry.VARIANT) {
      new BundleVariants(channel, shards.order(), entry)
          .fault()
          .ifPresent(
              fault ->
                  findings.add(
                      Finding.of(
                          Rule.CHECKPOINT_DAMAGED,
                          where(entry),
                          "%s at bytes %,d to %,d: %s",
                          entry.name(),
                          entry.offset(),
                          entry.end(),
                          fault)));
      return;
    }
    int found = crc(entry, channel, buffer);
    if (found != entry.crc32c()) {
      findings.add(
          Finding.of(
              Rule.CHECKPOINT_DAMAGED,
              where(entry),
              "the values of %s at bytes %,d to %,d do not match their checksum: stored %08x, found"
                  + " %08x",
              entry.name(),
              entry.offset(),
              entry.end(),
              entry.crc32c(),
              found));
    }
  }

  private static int crc(BundleEntry entry, FileChannel channel, ByteBuffer buffer)
      throws IOException {
    CRC32C crc = new CRC32C();
    for (long at = entry.offset(); at < entry.end(); ) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), entry.end() - at));
      int count = channel.read(buffer, at);
      if (count < 0) {
        throw new EOFException(entry.name() + ": the file became shorter while it was read");
      }
      at += count;
      crc.update(buffer.flip());
    }
    return MaskedCrc32c.of(crc);
  }

  private Location where(BundleEntry entry) {
    return new Location(
        shards.fileName(entry.shard()), entry.offset(), null, entry.name(), null, null);
  }
}
