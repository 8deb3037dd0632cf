package dev.salvor.inspect.keras.lambda;

import com.fasterxml.jackson.databind.node.BooleanNode;
import dev.salvor.format.marshal.CodeObject;
import dev.salvor.format.marshal.PythonVersion;
import java.util.List;

/**
 * What the argument of an instruction means: the constants, names and enclosing variables of its
 * code (CPython, Include/cpython/code.h).
 *
 * @param closure values of the free variables
 */
record Scope(CodeObject code, PythonVersion version, List<Expression> closure) {

  /** An entry of {@code co_consts}. */
  Expression constant(int index) throws UnreadableException {
    if (index < 0 || index >= code.constants().size()) {
      throw new UnreadableException("uses a constant that is not there");
    }
    boolean python2 = version == PythonVersion.V2_7;
    return Constants.of(code.constants().get(index), python2);
  }

  /** An entry of {@code co_names}. */
  String name(int index) throws UnreadableException {
    if (index < 0 || index >= code.names().size()) {
      throw new UnreadableException("uses a name that is not there");
    }
    return code.names().get(index);
  }

  /** The value of a free variable; cells stand before them. */
  Expression enclosing(int index) throws UnreadableException {
    int place = index - code.cells().size();
    if (version.atLeast(PythonVersion.V3_11)) {
      place = 0;
      for (int i = 0; i < index && i < code.kinds().length; i++) {
        place += code.kinds()[i] == (byte) CodeObject.FREE ? 1 : 0;
      }
      if (index >= code.kinds().length || code.kinds()[index] != (byte) CodeObject.FREE) {
        place = -1;
      }
    }
    if (place < 0 || place >= closure.size()) {
      throw new UnreadableException("uses a variable of an enclosing function that is not stored");
    }
    return closure.get(place);
  }

  /** A global; True and False are globals in Python 2. */
  Expression global(int index) throws UnreadableException {
    String name = name(index);
    boolean truth = name.equals("True") || name.equals("False");
    return truth && version == PythonVersion.V2_7
        ? new Expression.Constant(BooleanNode.valueOf(name.equals("True")))
        : new Expression.Name(name);
  }
}
