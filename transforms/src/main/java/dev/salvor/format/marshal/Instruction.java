package dev.salvor.format.marshal;

/**
 * One instruction.
 *
 * @param offset of its opcode in the bytecode
 * @param next offset of the instruction behind it, caches skipped
 * @param name of the opcode, {@code LOAD_FAST}
 * @param argument 0 where it has none
 */
public record Instruction(int offset, int next, String name, int argument) {}
