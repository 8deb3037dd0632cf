package dev.salvor.inspect.keras.lambda;

import dev.salvor.format.marshal.Bytecode;
import dev.salvor.format.marshal.CodeObject;
import dev.salvor.format.marshal.Instruction;
import dev.salvor.format.marshal.MarshalException;
import dev.salvor.format.marshal.PythonVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Which versions of Python may have compiled a function: those to which all its bytes are
 * instructions, with constants, names and variables that are there.
 */
final class Plausibility {
  private Plausibility() {}

  static List<PythonVersion> versions(CodeObject code) {
    List<PythonVersion> versions = new ArrayList<>();
    for (PythonVersion version : code.versions()) {
      if (compiled(code, version)) {
        versions.add(version);
      }
    }
    return versions;
  }

  private static boolean compiled(CodeObject code, PythonVersion version) {
    try {
      Map<Integer, Instruction> instructions = Bytecode.decode(code.code(), version);
      boolean resumes =
          instructions.values().stream().anyMatch(next -> next.name().equals("RESUME"));
      return resumes == version.atLeast(PythonVersion.V3_11)
          && instructions.values().stream().allMatch(next -> inRange(code, version, next));
    } catch (MarshalException e) {
      return false;
    }
  }

  private static boolean inRange(CodeObject code, PythonVersion version, Instruction next) {
    int argument = next.argument();
    return switch (next.name()) {
      case "LOAD_CONST", "RETURN_CONST", "KW_NAMES" -> below(argument, code.constants().size());
      case "LOAD_FAST", "STORE_FAST", "LOAD_FAST_CHECK" -> below(argument, code.locals().size());
      case "LOAD_GLOBAL" ->
          below(
              version.atLeast(PythonVersion.V3_11) ? argument >> 1 : argument, code.names().size());
      case "LOAD_ATTR" ->
          below(
              version.atLeast(PythonVersion.V3_12) ? argument >> 1 : argument, code.names().size());
      case "LOAD_METHOD", "IMPORT_NAME", "IMPORT_FROM" -> below(argument, code.names().size());
      default -> true;
    };
  }

  private static boolean below(int argument, int size) {
    return argument >= 0 && argument < size;
  }
}
