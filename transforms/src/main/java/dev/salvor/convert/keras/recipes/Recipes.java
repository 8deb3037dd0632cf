package dev.salvor.convert.keras.recipes;

import java.util.List;

/** The table of all recipes, in the order they are applied. */
public final class Recipes {
  public static final List<Recipe> ALL = List.of(new BatchShape());

  private Recipes() {}
}
