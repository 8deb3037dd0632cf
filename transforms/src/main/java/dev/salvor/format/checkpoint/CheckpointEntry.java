package dev.salvor.format.checkpoint;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import java.util.Optional;

/**
 * A tensor of a checkpoint.
 *
 * @param key its name in the checkpoint
 * @param dataType number of its type in {@code tensorflow.DataType}
 * @param shape fully known
 * @param parts how many slices it was saved in; 0 where it lies in one piece
 */
public record CheckpointEntry(String key, int dataType, Shape shape, int parts) {
  static final int VARIANT = 21;

  /** Its element type; empty for variants, resources and types that Salvor does not read. */
  public Optional<ElementType> type() {
    return ElementType.byNumber(dataType);
  }
}
