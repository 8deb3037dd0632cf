package dev.salvor.convert.keras.weights.legacy;

import dev.salvor.convert.keras.weights.CastTensor;
import dev.salvor.convert.keras.weights.legacy.WeightParts.Part;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.List;

/** Arrays stored in another precision than the layer keeps are rounded to it, as Keras does. */
final class StoredPrecision implements ArrayRecipe {

  @Override
  public String id() {
    return "keras/stored-precision";
  }

  @Override
  public String description() {
    return "Weights stored in another precision were converted to that of the layer.";
  }

  @Override
  public List<TensorData> apply(Part part, Era era, List<TensorData> arrays) {
    if (arrays.size() != part.weights().size()) {
      return arrays;
    }
    boolean changed = false;
    List<TensorData> cast = new ArrayList<>();
    for (int i = 0; i < arrays.size(); i++) {
      TensorData array = arrays.get(i);
      if (array.type() != part.weights().get(i).type()) {
        array = CastTensor.of(array, part.weights().get(i));
        changed = true;
      }
      cast.add(array);
    }
    return changed ? cast : arrays;
  }
}
