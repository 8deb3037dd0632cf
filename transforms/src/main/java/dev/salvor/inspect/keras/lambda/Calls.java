package dev.salvor.inspect.keras.lambda;

import dev.salvor.format.marshal.Instruction;
import dev.salvor.format.marshal.PythonVersion;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Where each version of Python puts function, object, arguments and keywords of a call. */
final class Calls {
  private Calls() {}

  static Expression.Call call(Instruction instruction, PythonVersion version, Frame frame)
      throws UnreadableException {
    int count = instruction.argument();
    return switch (instruction.name()) {
      case "CALL_FUNCTION" ->
          version.atLeast(PythonVersion.V3_6)
              ? call(frame.pop(count), List.of(), frame, version, false)
              : old(count & 0xff, count >> 8, frame);
      case "CALL_FUNCTION_KW" -> {
        List<String> names = Steps.names(frame.pop());
        yield call(frame.pop(count), names, frame, version, false);
      }
      case "CALL_METHOD" -> call(frame.pop(count), List.of(), frame, version, true);
      case "CALL" -> call(frame.pop(count), frame.takeKeywords(), frame, version, true);
      case "CALL_KW" -> {
        List<String> names = Steps.names(frame.pop());
        yield call(frame.pop(count), names, frame, version, true);
      }
      default -> throw new UnreadableException("uses " + instruction.name());
    };
  }

  /** Before 3.6 keywords lie beside their values. */
  private static Expression.Call old(int positional, int keyword, Frame frame)
      throws UnreadableException {
    Map<String, Expression> keywords = new LinkedHashMap<>();
    List<Expression> pairs = frame.pop(2 * keyword);
    for (int i = 0; i < pairs.size(); i += 2) {
      List<String> name = Steps.names(new Expression.Sequence(true, List.of(pairs.get(i))));
      keywords.put(name.get(0), pairs.get(i + 1));
    }
    List<Expression> arguments = frame.pop(positional);
    return new Expression.Call(frame.pop(), arguments, keywords);
  }

  /**
   * @param names of the last arguments
   * @param object whether there is a place for the object of a method, which stays empty here
   */
  private static Expression.Call call(
      List<Expression> given,
      List<String> names,
      Frame frame,
      PythonVersion version,
      boolean object)
      throws UnreadableException {
    int positional = given.size() - names.size();
    if (positional < 0) {
      throw new UnreadableException("has more keywords than arguments");
    }
    Expression function = frame.pop();
    if (object) {
      Expression under = frame.pop();
      boolean behind = version.atLeast(PythonVersion.V3_13);
      if ((behind ? function : under) != Frame.NULL) {
        throw new UnreadableException("calls a method in a way that is not known");
      }
      function = behind ? under : function;
    }
    if (function == Frame.NULL || given.contains(Frame.NULL)) {
      throw new UnreadableException("calls nothing");
    }
    return new Expression.Call(
        function,
        given.subList(0, positional),
        keywords(names, given.subList(positional, given.size())));
  }

  /** Values by name, each name once. */
  static Map<String, Expression> keywords(List<String> names, List<Expression> values)
      throws UnreadableException {
    Map<String, Expression> keywords = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      if (i >= values.size() || keywords.put(names.get(i), values.get(i)) != null) {
        throw new UnreadableException("names an argument twice");
      }
    }
    return keywords;
  }
}
