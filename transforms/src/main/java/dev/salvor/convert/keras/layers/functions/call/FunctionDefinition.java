package dev.salvor.convert.keras.layers.functions.call;

import java.util.ArrayList;
import java.util.List;

/**
 * A function by its Python signature.
 *
 * @param parameters names that the body knows, in the order of the signature; one that has several
 *     names in Python stands there as often
 * @param names what the signature calls each of them
 * @param gathered index of the parameter that takes all further positional arguments; -1 for none
 * @param open whether keywords are taken that the signature does not name
 * @param several whether it returns a list, be it of one
 */
public record FunctionDefinition(
    List<String> parameters,
    List<String> names,
    int gathered,
    boolean open,
    FunctionBody body,
    boolean several) {

  /**
   * @param signature parameters in order, {@code known} or {@code known=actual}, separated by
   *     spaces; {@code *known} takes all further positional arguments, {@code **} all keywords
   */
  public static FunctionDefinition of(String signature, FunctionBody body, boolean several) {
    List<String> parameters = new ArrayList<>();
    List<String> names = new ArrayList<>();
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
      parameters.add(equals < 0 ? parameter : parameter.substring(0, equals));
      names.add(equals < 0 ? parameter : parameter.substring(equals + 1));
    }
    return new FunctionDefinition(
        List.copyOf(parameters), List.copyOf(names), gathered, open, body, several);
  }

  /** What the signature calls a parameter; the first of several names. */
  public String actual(String parameter) {
    int position = parameters.indexOf(parameter);
    return position < 0 ? parameter : names.get(position);
  }

  /** What the body calls the parameter of a name in the signature. */
  public String known(String actual) {
    int position = names.indexOf(actual);
    return position < 0 ? actual : parameters.get(position);
  }

  /** Whether the signature has a parameter of that name. */
  public boolean takes(String actual) {
    return names.contains(actual);
  }
}
