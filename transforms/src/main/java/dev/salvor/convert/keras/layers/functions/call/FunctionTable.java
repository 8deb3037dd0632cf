package dev.salvor.convert.keras.layers.functions.call;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** Function definitions by name, while a table of them is written. */
public final class FunctionTable {
  private final Map<String, FunctionDefinition> definitions = new HashMap<>();

  /**
   * @param names all names of the function, separated by spaces
   * @param signature see {@link FunctionDefinition#of}
   */
  public FunctionTable add(String names, String signature, FunctionBody.Single body) {
    return add(names, signature, FunctionBody.of(body), false);
  }

  /** A function with several results. */
  public FunctionTable addAll(String names, String signature, FunctionBody body) {
    return add(names, signature, body, true);
  }

  /**
   * Functions of one signature that differ in an op.
   *
   * @param prefix what their names begin with
   * @param names of functions and their ops, {@code Name=Op}, separated by spaces; {@code Name}
   *     where the op has that name too
   */
  public FunctionTable each(
      String prefix, String names, String signature, Function<String, FunctionBody.Single> body) {
    for (String name : names.split(" ", -1)) {
      int equals = name.indexOf('=');
      String function = equals < 0 ? name : name.substring(0, equals);
      add(prefix + function, signature, body.apply(name.substring(equals + 1)));
    }
    return this;
  }

  private FunctionTable add(String names, String signature, FunctionBody body, boolean several) {
    for (String name : names.split(" ", -1)) {
      definitions.put(name, FunctionDefinition.of(signature, body, several));
    }
    return this;
  }

  /** A function of another table under a name of its own. */
  public FunctionTable put(String name, FunctionDefinition definition) {
    definitions.put(name, definition);
    return this;
  }

  public Map<String, FunctionDefinition> definitions() {
    return Map.copyOf(definitions);
  }
}
