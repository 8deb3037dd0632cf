package dev.salvor.format.checkpoint;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** A checkpoint of either format. Nothing of the values is read before they are asked for. */
public sealed interface CheckpointReader permits TensorBundleReader, V1CheckpointReader {

  /**
   * Opens the checkpoint at {@code prefix}: V2 where {@code prefix.index} exists, else V1, as
   * TensorFlow's RestoreV2 does.
   *
   * @param name what findings call the prefix: its path relative to the input
   * @throws ArtifactException where it is damaged
   */
  static CheckpointReader open(Path prefix, String name) throws IOException {
    return Files.exists(TensorBundleReader.indexFile(prefix))
        ? TensorBundleReader.open(prefix, name)
        : V1CheckpointReader.open(prefix, name);
  }

  /** All tensors, in order of their keys; the slices of partitioned ones not on their own. */
  List<CheckpointEntry> entries();

  /** The tensor of that key. */
  Optional<CheckpointEntry> entry(String key);

  /**
   * The values of a tensor, read lazily; partitioned ones are joined.
   *
   * @throws ArtifactException where there is no such key, its values are missing, damaged or of a
   *     type that cannot be read
   */
  TensorData tensor(String key) throws IOException;

  /**
   * Reads the values of the chosen tensors and compares them with their checksums; also says what
   * is missing, cut or overlapping. Reads each byte once.
   *
   * @return what is wrong, in the order of the files; empty for a sound checkpoint
   */
  List<Finding> verify(Predicate<CheckpointEntry> chosen) throws IOException;

  /** Verifies all tensors. */
  default List<Finding> verify() throws IOException {
    return verify(entry -> true);
  }
}
