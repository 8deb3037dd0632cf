package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;

/**
 * One fact of Keras history: brings the configuration of a layer one step closer to the canonical
 * form.
 */
public interface Recipe {

  /** {@code keras1/argument-names}. */
  String id();

  /** One sentence for the row: what is done and why. */
  String description();

  /**
   * Changes {@code layer} in place where the fact applies and the canonical form is another.
   *
   * @param layer {@code {"class_name": …, "config": {…}, …}}
   * @return whether the fact applies, which the row then says
   */
  boolean apply(ObjectNode layer, Era era);
}
