package dev.salvor.convert.keras.weights;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * A variable that a layer created while it was built. Compared by identity.
 *
 * @see BuiltLayer#own
 */
public final class Weight {
  private final String name;
  private final String path;
  private final ElementType type;
  private final Shape shape;
  private final boolean trainable;
  private final @Nullable String otherwise;

  /**
   * @param name as Keras names it in its layer: {@code kernel}, {@code moving_mean}
   * @param path its VarHandleOp in the graph, also its key in the bundle
   * @param shape fully known
   * @param trainable whether the layer makes it trainable, the layer's own flag apart
   */
  public Weight(String name, String path, ElementType type, Shape shape, boolean trainable) {
    this(name, path, type, shape, trainable, null);
  }

  /**
   * @param otherwise of a truth value that is to be true: why the model is refused where it is not
   */
  public Weight(
      String name,
      String path,
      ElementType type,
      Shape shape,
      boolean trainable,
      @Nullable String otherwise) {
    this.name = name;
    this.path = path;
    this.type = type;
    this.shape = shape;
    this.trainable = trainable;
    this.otherwise = otherwise;
  }

  public String name() {
    return name;
  }

  public String path() {
    return path;
  }

  public ElementType type() {
    return type;
  }

  public Shape shape() {
    return shape;
  }

  public boolean trainable() {
    return trainable;
  }

  /** Why the model is refused where this truth value is false; null where it may be. */
  @Nullable String otherwise() {
    return otherwise;
  }

  @Override
  public String toString() {
    return path + shape;
  }
}
