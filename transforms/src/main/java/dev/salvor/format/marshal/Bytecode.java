package dev.salvor.format.marshal;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The instructions of a function by offset, as one version of Python understands its bytes. A byte
 * that is no opcode is a refusal, and so is a cache that holds something.
 */
public final class Bytecode {
  private static final int MAX_INSTRUCTIONS = 4000;

  private Bytecode() {}

  /**
   * @throws MarshalException naming the opcode and its offset
   */
  public static Map<Integer, Instruction> decode(byte[] code, PythonVersion version)
      throws MarshalException {
    Opcodes opcodes = Opcodes.of(version);
    Map<Integer, Instruction> instructions = new LinkedHashMap<>();
    int offset = 0;
    int extended = 0;
    int start = 0;
    while (offset < code.length) {
      int number = code[offset] & 0xff;
      Opcodes.Opcode opcode = opcodes.at(number);
      if (opcode == null) {
        throw new MarshalException(
            "opcode "
                + number
                + " at byte "
                + offset
                + " does not exist in Python "
                + version.label());
      }
      boolean operand = version.wordcode() || number >= Opcodes.HAVE_ARGUMENT;
      int length = version.wordcode() ? 2 : operand ? 3 : 1;
      if (offset + length > code.length) {
        throw new MarshalException("the bytecode ends within an instruction");
      }
      int argument = extended;
      if (operand) {
        argument |= code[offset + 1] & 0xff;
        argument |= version.wordcode() ? 0 : (code[offset + 2] & 0xff) << 8;
      }
      int next = offset + length + 2 * opcode.caches();
      empty(code, offset + length, next);
      if (opcode.name().equals("EXTENDED_ARG")) {
        extended = argument << (version.wordcode() ? 8 : 16);
      } else {
        extended = 0;
        instructions.put(start, new Instruction(start, next, opcode.name(), argument));
        start = next;
      }
      offset = next;
      if (instructions.size() > MAX_INSTRUCTIONS) {
        throw new MarshalException("more than " + MAX_INSTRUCTIONS + " instructions");
      }
    }
    return instructions;
  }

  /** Marshal writes caches as zeros. */
  private static void empty(byte[] code, int from, int to) throws MarshalException {
    if (to > code.length) {
      throw new MarshalException("the bytecode ends within an instruction");
    }
    for (int i = from; i < to; i++) {
      if (code[i] != 0) {
        throw new MarshalException("the cache at byte " + i + " is not empty");
      }
    }
  }
}
