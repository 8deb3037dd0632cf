package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.List;

/** One fact of history about stored arrays: brings those of one part closer to its variables. */
interface ArrayRecipe {

  /** {@code keras1/lstm-gates}. */
  String id();

  /** One sentence for the row. */
  String description();

  /** How many arrays were stored for {@code part} where the fact applies; else its own number. */
  default int stored(Part part, Era era) {
    return part.weights().size();
  }

  /** The arrays changed, or the same list where the fact does not apply. */
  List<TensorData> apply(Part part, Era era, List<TensorData> arrays);
}
