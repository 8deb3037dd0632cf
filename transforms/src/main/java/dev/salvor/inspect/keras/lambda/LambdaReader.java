package dev.salvor.inspect.keras.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.format.marshal.CodeObject;
import dev.salvor.format.marshal.MarshalException;
import dev.salvor.format.marshal.MarshalReader;
import dev.salvor.format.marshal.PyValue;
import dev.salvor.format.marshal.PythonVersion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Reads a function that Keras stored as bytecode. The bytes do not say which Python compiled them:
 * each version whose layout fits is tried. Where several understand them, they must understand the
 * same.
 */
public final class LambdaReader {
  private static final int MAX_NAMES = 12;

  private LambdaReader() {}

  /**
   * @param function as it stands in the configuration; empty where it is no stored function
   */
  public static Optional<LambdaReading> read(JsonNode function) {
    return StoredFunction.of(function).map(LambdaReader::read);
  }

  private static LambdaReading read(StoredFunction stored) {
    List<CodeObject> layouts;
    try {
      layouts = MarshalReader.read(stored.code());
    } catch (MarshalException e) {
      return new LambdaReading.Refused("its bytecode cannot be read: " + e.getMessage());
    }
    List<LambdaFunction> read = new ArrayList<>();
    String refusal = "";
    for (CodeObject code : layouts) {
      List<PythonVersion> plausible = Plausibility.versions(code);
      for (PythonVersion version : plausible) {
        try {
          read.add(read(code, version, stored));
        } catch (UnreadableException e) {
          refusal =
              String.format(
                  "its bytecode (Python %s) %s%s", labels(plausible), e.getMessage(), names(code));
        }
      }
      if (plausible.isEmpty()) {
        refusal =
            String.format(
                "its bytecode (Python %s) is not what any of these compiles%s",
                labels(code.versions()), names(code));
      }
    }
    if (read.isEmpty()) {
      return new LambdaReading.Refused(refusal);
    }
    boolean complete = read.stream().anyMatch(LambdaFunction::complete);
    return agreed(
        read.stream().filter(function -> function.complete() || !complete).toList(), layouts);
  }

  private static LambdaReading agreed(List<LambdaFunction> read, List<CodeObject> layouts) {
    LambdaFunction first = read.get(0);
    for (LambdaFunction other : read) {
      if (!other.returned().equals(first.returned())
          || !other.parameters().equals(first.parameters())) {
        return new LambdaReading.Refused(
            String.format(
                "its bytecode means '%s' to Python %s and '%s' to Python %s%s",
                first.text(),
                labels(first.versions()),
                other.text(),
                labels(other.versions()),
                names(layouts.get(0))));
      }
    }
    return new LambdaReading.Recovered(
        new LambdaFunction(
            read.stream().flatMap(function -> function.versions().stream()).toList(),
            first.parameters(),
            first.defaults(),
            first.returned(),
            first.called(),
            first.complete()));
  }

  private static LambdaFunction read(CodeObject code, PythonVersion version, StoredFunction stored)
      throws UnreadableException {
    WindowsSlashes.check(code);
    List<Expression> closure = values(stored.closure());
    SymbolicMachine.Result result = SymbolicMachine.run(code, version, closure);
    int count = code.arguments() + code.keywordOnly();
    List<Expression> values = values(stored.defaults());
    if (values.size() > code.arguments()) {
      throw new UnreadableException("has more defaults than arguments");
    }
    Map<String, Expression> defaults = new HashMap<>();
    for (int i = 0; i < values.size(); i++) {
      defaults.put(code.locals().get(code.arguments() - values.size() + i), values.get(i));
    }
    return new LambdaFunction(
        List.of(version),
        List.copyOf(code.locals().subList(0, count)),
        defaults,
        result.returned(),
        result.called(),
        result.complete());
  }

  private static List<Expression> values(JsonNode list) throws UnreadableException {
    List<Expression> values = new ArrayList<>();
    for (JsonNode item : list) {
      values.add(Constants.of(item));
    }
    return values;
  }

  static String labels(List<PythonVersion> versions) {
    return versions.stream().map(PythonVersion::label).collect(Collectors.joining(" or "));
  }

  /** What a reader of the row wants to know of code that is not understood. */
  private static String names(CodeObject code) {
    Map<String, Boolean> names = new LinkedHashMap<>();
    collect(code, names, 0);
    if (names.isEmpty()) {
      return "; it uses no names";
    }
    String listed =
        names.keySet().stream()
            .limit(MAX_NAMES)
            .map(name -> name.length() > 60 ? name.substring(0, 60) + "…" : name)
            .collect(Collectors.joining(", "));
    return "; it uses the names " + listed + (names.size() > MAX_NAMES ? ", …" : "");
  }

  private static void collect(CodeObject code, Map<String, Boolean> names, int depth) {
    code.names().forEach(name -> names.put(name, true));
    for (PyValue constant : code.constants()) {
      if (constant instanceof PyValue.Code inner && depth < 4 && names.size() < 100) {
        collect(inner.object(), names, depth + 1);
      }
    }
  }
}
