package dev.salvor.finding;

import java.io.Serializable;
import java.util.List;

/**
 * A recipe that was applied to an artifact.
 *
 * @param recipe its id
 * @param description one sentence: what it did and why
 * @param where the layers, nodes or tensors it was applied to, in model order
 */
public record Fix(String recipe, String description, List<String> where) implements Serializable {
  public Fix {
    where = List.copyOf(where);
  }
}
