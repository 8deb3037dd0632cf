package dev.salvor.convert.keras.layers.functions;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A function by its Python signature.
 *
 * @param parameters names that the body knows, in the order of the signature
 * @param actual names in the signature, where they differ from those
 * @param several whether it returns a list, be it of one
 */
record FunctionDefinition(
    List<String> parameters, Map<String, String> actual, FunctionBody body, boolean several) {

  /**
   * @param signature parameters in order, {@code known} or {@code known=actual}, separated by
   *     spaces
   */
  static FunctionDefinition of(String signature, FunctionBody body, boolean several) {
    List<String> parameters = new ArrayList<>();
    Map<String, String> actual = new HashMap<>();
    for (String parameter : signature.split(" ", -1)) {
      int equals = parameter.indexOf('=');
      String known = equals < 0 ? parameter : parameter.substring(0, equals);
      parameters.add(known);
      actual.put(known, equals < 0 ? parameter : parameter.substring(equals + 1));
    }
    return new FunctionDefinition(List.copyOf(parameters), Map.copyOf(actual), body, several);
  }

  String actual(String parameter) {
    return actual.getOrDefault(parameter, parameter);
  }
}
