package dev.salvor.format.marshal;

import java.util.List;

/**
 * A code object.
 *
 * @param versions versions of Python that lay code objects out like this one
 * @param arguments number of positional arguments
 * @param keywordOnly number of keyword-only arguments, which follow the positional ones in locals
 * @param stackSize the deepest its stack gets
 * @param flags co_flags: {@link #VARARGS} and so on
 * @param code its bytecode
 * @param names names of globals and attributes
 * @param locals names of local variables, arguments first; from 3.11 on those of cells and free
 *     variables too
 * @param kinds from 3.11 on the kind of each local: {@link #CELL}, {@link #FREE}; empty before
 * @param cells names of variables that inner functions use
 * @param free names of variables of the enclosing function
 * @param catches from 3.11 on whether a table names handlers of exceptions; before, instructions do
 * @param file where it was compiled
 * @param name of the function
 */
public record CodeObject(
    List<PythonVersion> versions,
    int arguments,
    int keywordOnly,
    int stackSize,
    int flags,
    byte[] code,
    List<PyValue> constants,
    List<String> names,
    List<String> locals,
    byte[] kinds,
    List<String> cells,
    List<String> free,
    boolean catches,
    String file,
    String name) {
  public static final int VARARGS = 0x4;
  public static final int VAR_KEYWORDS = 0x8;

  /** Generators and coroutines of any sort. */
  public static final int SUSPENDS = 0x20 | 0x80 | 0x200;

  /** Kind of a local that inner functions use. */
  public static final int CELL = 0x40;

  /** Kind of a local of the enclosing function. */
  public static final int FREE = 0x80;

  public CodeObject {
    versions = List.copyOf(versions);
    constants = List.copyOf(constants);
    names = List.copyOf(names);
    locals = List.copyOf(locals);
    cells = List.copyOf(cells);
    free = List.copyOf(free);
  }
}
