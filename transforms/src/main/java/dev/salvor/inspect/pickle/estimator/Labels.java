package dev.salvor.inspect.pickle.estimator;

import dev.salvor.format.tensor.ElementType;
import java.util.List;

/** The classes that a classifier tells apart, in the order of its outputs. */
public sealed interface Labels {

  int size();

  /**
   * Numbers or booleans.
   *
   * @param littleEndian the values in the form of a tensor
   */
  record Numbers(ElementType type, List<Byte> littleEndian) implements Labels {
    public Numbers {
      littleEndian = List.copyOf(littleEndian);
    }

    @Override
    public int size() {
      return littleEndian.size() / type.size();
    }
  }

  record Strings(List<String> values) implements Labels {
    public Strings {
      values = List.copyOf(values);
    }

    @Override
    public int size() {
      return values.size();
    }
  }
}
