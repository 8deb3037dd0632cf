package dev.salvor.format.checkpoint;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.FileTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A V2 checkpoint: a table of entries and data files of raw values
 * (tensorflow/core/util/tensor_bundle/tensor_bundle.h).
 */
public final class TensorBundleReader implements CheckpointReader {
  private final BundleShards shards;
  private final TableFile index;
  private final Map<String, BundleEntry> entries;
  private final Map<ByteBuffer, BundleEntry> slices;

  private TensorBundleReader(
      BundleShards shards,
      TableFile index,
      Map<String, BundleEntry> entries,
      Map<ByteBuffer, BundleEntry> slices) {
    this.shards = shards;
    this.index = index;
    this.entries = entries;
    this.slices = slices;
  }

  /** Opens the bundle at {@code prefix}; findings call it by its file name. */
  public static TensorBundleReader open(Path prefix) throws IOException {
    return open(prefix, String.valueOf(prefix.getFileName()));
  }

  /**
   * Reads the whole index and none of the values.
   *
   * @param name what findings call the prefix: its path relative to the input
   * @throws ArtifactException where the index is damaged
   */
  public static TensorBundleReader open(Path prefix, String name) throws IOException {
    TableFile index = new TableFile(indexFile(prefix), name + ".index");
    Table table = Table.open(index);
    ByteBuffer headerValue =
        table
            .get(new byte[0])
            .orElseThrow(() -> index.damaged(0, "the table has no bundle header"))
            .bytes();
    BundleHeader header = BundleHeader.parse(headerValue, index);
    Map<String, BundleEntry> entries = new LinkedHashMap<>();
    Map<ByteBuffer, BundleEntry> slices = new LinkedHashMap<>();
    table.forEach(
        (key, value, offset) -> {
          if (key.length > 0 && key[0] == 0) {
            String slice = "slice " + HexFormat.of().formatHex(key);
            slices.put(ByteBuffer.wrap(key), BundleEntry.parse(slice, value, header, index));
          } else if (key.length > 0) {
            String tensor = text(key, index);
            entries.put(tensor, BundleEntry.parse(tensor, value, header, index));
          }
        });
    BundleShards shards = new BundleShards(prefix, name, header);
    return new TensorBundleReader(shards, index, entries, slices);
  }

  static Path indexFile(Path prefix) {
    return prefix.resolveSibling(prefix.getFileName() + ".index");
  }

  private static String text(byte[] key, TableFile index) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
    } catch (CharacterCodingException notText) {
      throw index.damaged(0, "the key " + HexFormat.of().formatHex(key) + " is not text");
    }
  }

  /** The data files that the index points to, whether they exist or not. */
  public List<Path> dataFiles() {
    return all().stream()
        .filter(entry -> entry.slices().isEmpty())
        .map(BundleEntry::shard)
        .distinct()
        .sorted()
        .map(shards::path)
        .toList();
  }

  @Override
  public List<CheckpointEntry> entries() {
    return entries.values().stream().map(TensorBundleReader::described).toList();
  }

  @Override
  public Optional<CheckpointEntry> entry(String key) {
    return Optional.ofNullable(entries.get(key)).map(TensorBundleReader::described);
  }

  private static CheckpointEntry described(BundleEntry entry) {
    return new CheckpointEntry(
        entry.name(), entry.dataType(), entry.shape(), entry.slices().size());
  }

  @Override
  public TensorData tensor(String key) throws IOException {
    BundleEntry entry = entries.get(key);
    if (entry == null) {
      throw index.missing(key);
    }
    if (entry.slices().isEmpty()) {
      return data(entry);
    }
    ElementType type = readable(entry);
    if (type == ElementType.STRING) {
      throw index.unsupported(0, "tensor " + key + ": strings in slices");
    }
    List<SlicedTensor.Part> parts = new ArrayList<>();
    for (TensorSlice slice : entry.slices()) {
      parts.add(new SlicedTensor.Part(slice, data(part(entry, slice))));
    }
    try {
      return SlicedTensor.of(type, entry.shape(), parts);
    } catch (IllegalArgumentException incomplete) {
      throw index.damaged(0, "tensor " + key + ": " + incomplete.getMessage());
    }
  }

  /** The entry that holds the values of a slice. */
  private BundleEntry part(BundleEntry whole, TensorSlice slice) {
    BundleEntry part = slices.get(ByteBuffer.wrap(OrderedCode.sliceKey(whole.name(), slice)));
    Shape box = slice.in(whole.shape());
    if (part == null || box == null) {
      throw index.damaged(0, "tensor " + whole.name() + ": slice " + slice + " is missing");
    }
    if (!part.shape().equals(box)
        || part.dataType() != whole.dataType()
        || !part.slices().isEmpty()) {
      throw index.damaged(
          0, "tensor " + whole.name() + ": slice " + slice + " is stored as " + part.shape());
    }
    return part;
  }

  private TensorData data(BundleEntry entry) throws IOException {
    ElementType type = readable(entry);
    shards.checkInside(entry);
    if (type == ElementType.STRING) {
      return shards.strings(entry);
    }
    return new FileTensor(
        shards.path(entry.shard()), entry.offset(), type, entry.shape(), shards.order());
  }

  private ElementType readable(BundleEntry entry) throws IOException {
    String what =
        entry.dataType() == CheckpointEntry.VARIANT
            ? "a variant: " + shards.kind(entry).orElse("a serialized object")
            : "of data type " + entry.dataType();
    return entry
        .type()
        .orElseThrow(() -> index.unsupported(0, "tensor " + entry.name() + " is " + what));
  }

  @Override
  public List<Finding> verify(Predicate<CheckpointEntry> chosen) throws IOException {
    List<Finding> findings = new ArrayList<>();
    List<BundleEntry> stored = new ArrayList<>();
    for (BundleEntry entry : entries.values()) {
      if (!chosen.test(described(entry))) {
        continue;
      }
      if (entry.slices().isEmpty()) {
        stored.add(entry);
        continue;
      }
      for (TensorSlice slice : entry.slices()) {
        try {
          stored.add(part(entry, slice).named(entry.name()));
        } catch (ArtifactException missing) {
          findings.add(missing.finding());
        }
      }
    }
    findings.addAll(new BundleVerifier(shards).verify(stored));
    return findings;
  }

  private Collection<BundleEntry> all() {
    List<BundleEntry> all = new ArrayList<>(entries.values());
    all.addAll(slices.values());
    return all;
  }
}
