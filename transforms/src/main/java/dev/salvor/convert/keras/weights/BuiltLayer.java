package dev.salvor.convert.keras.weights;

import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A layer as it was built: its own variables in the order of creation, and the layers inside it.
 */
public final class BuiltLayer {
  private final String name;
  private final String className;
  private final LayerConfig config;
  private final boolean model;
  private final List<Weight> own = new ArrayList<>();
  private final Map<String, BuiltLayer> children = new LinkedHashMap<>();

  /**
   * @param name the layer's name in its model
   * @param className canonical class name
   * @param model whether it is a Sequential or Functional, whose children are its layers by name
   */
  public BuiltLayer(String name, String className, LayerConfig config, boolean model) {
    this.name = name;
    this.className = className;
    this.config = config;
    this.model = model;
  }

  public String name() {
    return name;
  }

  public String className() {
    return className;
  }

  public LayerConfig config() {
    return config;
  }

  public boolean model() {
    return model;
  }

  /** Whether the configuration says so; true where it does not say. */
  public boolean trainable() {
    return config.flag("trainable", true);
  }

  /** The variables that the layer itself created, in the order of creation. */
  public List<Weight> own() {
    return own;
  }

  /**
   * The layers inside: of a model its layers by name in the order of the file; of another layer by
   * the attribute that Keras keeps them in ({@code layer}, {@code cell}, {@code forward_layer},
   * {@code query_dense}), in the order Keras tracks them.
   */
  public Map<String, BuiltLayer> children() {
    return children;
  }
}
