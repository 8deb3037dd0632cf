package dev.salvor.format.checkpoint;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A V1 checkpoint, TensorFlow's default up to 0.12: tables of SavedTensorSlices, values and all
 * (tensorflow/core/util/saved_tensor_slice.proto). One file at the prefix, or {@code
 * prefix-00000-of-00002} and so on.
 */
public final class V1CheckpointReader implements CheckpointReader {
  private static final Pattern SHARD = Pattern.compile("-\\d{5}-of-\\d{5}");

  private final TableFile first;
  private final Map<String, V1Meta> tensors;

  private V1CheckpointReader(TableFile first, Map<String, V1Meta> tensors) {
    this.first = first;
    this.tensors = tensors;
  }

  /** Opens the checkpoint at {@code prefix}; findings call it by its file name. */
  public static V1CheckpointReader open(Path prefix) throws IOException {
    return open(prefix, String.valueOf(prefix.getFileName()));
  }

  /**
   * Reads the list of tensors and none of the values.
   *
   * @param name what findings call the prefix: its path relative to the input
   * @throws ArtifactException where a table is damaged or none exists
   */
  public static V1CheckpointReader open(Path prefix, String name) throws IOException {
    List<TableFile> files = files(prefix, name);
    Map<String, V1Meta> tensors = new TreeMap<>();
    for (TableFile file : files) {
      Table table = Table.open(file);
      Table.Value meta =
          table
              .get(new byte[0])
              .orElseThrow(() -> file.damaged(0, "the table has no list of tensors"));
      for (V1Meta found : V1Meta.parse(meta.bytes(), table)) {
        tensors.merge(found.name(), found, V1Meta::joined);
      }
    }
    return new V1CheckpointReader(files.get(0), tensors);
  }

  private static List<TableFile> files(Path prefix, String name) throws IOException {
    if (Files.isRegularFile(prefix)) {
      return List.of(new TableFile(prefix, name));
    }
    String stem = String.valueOf(prefix.getFileName());
    Path directory = prefix.toAbsolutePath().getParent();
    try (Stream<Path> siblings = Files.list(directory)) {
      List<TableFile> shards =
          siblings
              .filter(
                  path -> {
                    String file = String.valueOf(path.getFileName());
                    return file.startsWith(stem)
                        && SHARD.matcher(file.substring(stem.length())).matches();
                  })
              .sorted()
              .map(
                  path ->
                      new TableFile(
                          path, name + path.getFileName().toString().substring(stem.length())))
              .toList();
      if (shards.isEmpty()) {
        throw new TableFile(prefix, name).missingFile();
      }
      return shards;
    }
  }

  @Override
  public List<CheckpointEntry> entries() {
    return tensors.values().stream().map(V1Meta::described).toList();
  }

  @Override
  public Optional<CheckpointEntry> entry(String key) {
    return Optional.ofNullable(tensors.get(key)).map(V1Meta::described);
  }

  @Override
  public TensorData tensor(String key) throws IOException {
    V1Meta meta = tensors.get(key);
    if (meta == null) {
      throw first.missing(key);
    }
    ElementType type =
        ElementType.byNumber(meta.dataType())
            .orElseThrow(
                () ->
                    first.unsupported(0, "tensor " + key + " is of data type " + meta.dataType()));
    if (meta.slices().size() == 1) {
      V1Meta.Stored only = meta.slices().get(0);
      Shape box = only.slice().in(meta.shape());
      if (box != null && box.equals(meta.shape())) {
        return values(meta, only, type, meta.shape());
      }
    }
    List<SlicedTensor.Part> parts = new ArrayList<>();
    for (V1Meta.Stored stored : meta.slices()) {
      Shape box = stored.slice().in(meta.shape());
      if (box == null || type == ElementType.STRING) {
        throw stored.table().file().unsupported(0, "tensor " + key + ": slice " + stored.slice());
      }
      parts.add(new SlicedTensor.Part(stored.slice(), values(meta, stored, type, box)));
    }
    try {
      return SlicedTensor.of(type, meta.shape(), parts);
    } catch (IllegalArgumentException incomplete) {
      throw first.damaged(0, "tensor " + key + ": " + incomplete.getMessage());
    }
  }

  private static TensorData values(V1Meta meta, V1Meta.Stored stored, ElementType type, Shape shape)
      throws IOException {
    TableFile file = stored.table().file();
    Table.Value value =
        stored
            .table()
            .get(OrderedCode.sliceKey(meta.name(), stored.slice()))
            .orElseThrow(() -> file.missing(meta.name()));
    return new V1Values(meta.name(), type, shape, file).read(value);
  }

  @Override
  public List<Finding> verify(Predicate<CheckpointEntry> chosen) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (CheckpointEntry entry : entries()) {
      if (chosen.test(entry)) {
        try {
          tensor(entry.key());
        } catch (ArtifactException damaged) {
          Finding finding = damaged.finding();
          Location at = finding.location();
          findings.add(
              Finding.of(
                  finding.rule(),
                  new Location(at.file(), at.offset(), null, entry.key(), null, null),
                  entry.key() + ": " + finding.message()));
        }
      }
    }
    return findings;
  }
}
