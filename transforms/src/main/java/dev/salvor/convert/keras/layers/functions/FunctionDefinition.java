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
 * @param gathered index of the parameter that takes all further positional arguments; -1 for none
 * @param open whether keywords are taken that the signature does not name
 * @param several whether it returns a list, be it of one
 */
record FunctionDefinition(
    List<String> parameters,
    Map<String, String> actual,
    int gathered,
    boolean open,
    FunctionBody body,
    boolean several) {

  /**
   * @param signature parameters in order, {@code known} or {@code known=actual}, separated by
   *     spaces; {@code *known} takes all further positional arguments, {@code **} all keywords
   */
  static FunctionDefinition of(String signature, FunctionBody body, boolean several) {
    List<String> parameters = new ArrayList<>();
    Map<String, String> actual = new HashMap<>();
    int gathered = -1;
    boolean open = false;
    for (String stated : signature.split(" ", -1)) {
      if (stated.equals("**")) {
        open = true;
        continue;
      }
      String parameter = stated;
      if (stated.startsWith("*")) {
        gathered = parameters.size();
        parameter = stated.substring(1);
      }
      int equals = parameter.indexOf('=');
      String known = equals < 0 ? parameter : parameter.substring(0, equals);
      parameters.add(known);
      actual.put(known, equals < 0 ? parameter : parameter.substring(equals + 1));
    }
    return new FunctionDefinition(
        List.copyOf(parameters), Map.copyOf(actual), gathered, open, body, several);
  }

  String actual(String parameter) {
    return actual.getOrDefault(parameter, parameter);
  }

  /** Where a parameter lies among positional arguments; -1 where it cannot. */
  int position(String parameter) {
    int position = parameters.indexOf(parameter);
    return gathered >= 0 && position > gathered ? -1 : position;
  }
}
