package dev.salvor.convert.keras.layers.functions;

import java.util.HashMap;
import java.util.Map;

/** Function definitions by name, while a table of them is written. */
final class FunctionTable {
  private final Map<String, FunctionDefinition> definitions = new HashMap<>();

  /**
   * @param names all names of the function, separated by spaces
   * @param signature see {@link FunctionDefinition#of}
   */
  FunctionTable add(String names, String signature, FunctionBody.Single body) {
    return add(names, signature, FunctionBody.of(body), false);
  }

  /** A function with several results. */
  FunctionTable addAll(String names, String signature, FunctionBody body) {
    return add(names, signature, body, true);
  }

  private FunctionTable add(String names, String signature, FunctionBody body, boolean several) {
    for (String name : names.split(" ", -1)) {
      definitions.put(name, FunctionDefinition.of(signature, body, several));
    }
    return this;
  }

  /** A function of another table under a name of its own. */
  FunctionTable put(String name, FunctionDefinition definition) {
    definitions.put(name, definition);
    return this;
  }

  Map<String, FunctionDefinition> definitions() {
    return Map.copyOf(definitions);
  }
}
