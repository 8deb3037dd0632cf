package dev.salvor.inspect.keras.lambda;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.salvor.format.marshal.Bytecode;
import dev.salvor.format.marshal.CodeObject;
import dev.salvor.format.marshal.Instruction;
import dev.salvor.format.marshal.MarshalException;
import dev.salvor.format.marshal.PythonVersion;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Steps through the bytecode of a function as one version of Python would, with expressions in the
 * place of values. Jumps go forward only, and each test doubles the ways; ways and steps are
 * bounded, so no bytecode takes longer than they do.
 */
final class SymbolicMachine {
  private static final int MAX_WAYS = 32;
  private static final Expression NONE = new Expression.Constant(NullNode.getInstance());
  private static final Set<String> MODULES =
      Set.of("tensorflow", "keras", "tf_keras", "numpy", "math");

  private final CodeObject code;
  private final PythonVersion version;
  private final List<Expression> closure;
  private final Map<Integer, Instruction> instructions;
  private final Limits limits = new Limits();
  private final Set<String> called = new LinkedHashSet<>();
  private final Set<Integer> reached = new HashSet<>();
  private int ways = 1;

  private SymbolicMachine(CodeObject code, PythonVersion version, List<Expression> closure)
      throws MarshalException {
    this.code = code;
    this.version = version;
    this.closure = closure;
    this.instructions = Bytecode.decode(code.code(), version);
  }

  /**
   * What the function returns, the names of all that it calls, and whether all of its code was
   * reached.
   */
  record Result(Expression returned, Set<String> called, boolean complete) {}

  /**
   * @param closure values of the variables of the enclosing function, in the order of their names
   */
  static Result run(CodeObject code, PythonVersion version, List<Expression> closure)
      throws UnreadableException {
    try {
      SymbolicMachine machine = new SymbolicMachine(code, version, closure);
      Expression returned = machine.run();
      return new Result(
          returned, machine.called, machine.reached.size() == machine.instructions.size());
    } catch (MarshalException e) {
      throw new UnreadableException(String.valueOf(e.getMessage()));
    }
  }

  private Expression run() throws UnreadableException {
    if ((code.flags() & CodeObject.SUSPENDS) != 0) {
      throw new UnreadableException("is a generator or coroutine");
    }
    if (code.catches()) {
      throw new UnreadableException("catches exceptions");
    }
    if ((code.flags() & CodeObject.VARARGS) != 0) {
      throw new UnreadableException("takes any number of arguments");
    }
    Map<Integer, Expression> locals = new HashMap<>();
    for (int i = 0; i < code.arguments() + code.keywordOnly(); i++) {
      locals.put(i, new Expression.Parameter(code.locals().get(i)));
    }
    Instruction first = instructions.get(0);
    boolean resumes =
        version.atLeast(PythonVersion.V3_11)
            && instructions.values().stream().noneMatch(i -> i.name().equals("RESUME"));
    if (first == null || resumes) {
      throw new UnreadableException("does not begin as Python's does");
    }
    return way(0, Frame.of(locals, code.stackSize()));
  }

  /** One way from an instruction to the return. */
  private Expression way(int from, Frame frame) throws UnreadableException {
    Scope scope = new Scope(code, version, closure);
    Steps steps = new Steps(scope, limits, frame);
    int offset = from;
    while (true) {
      Instruction next = instructions.get(offset);
      if (next == null) {
        throw new UnreadableException("leads to byte " + offset + ", where none is");
      }
      limits.step();
      reached.add(offset);
      switch (next.name()) {
        case "RETURN_VALUE" -> {
          return returned(frame.pop(), frame);
        }
        case "RETURN_CONST" -> {
          return returned(scope.constant(next.argument()), frame);
        }
        case "RAISE_VARARGS" -> {
          List<Expression> raised = frame.pop(next.argument());
          return new Expression.Failure(
              raised.isEmpty() ? "an exception" : ExpressionText.of(raised.get(0)));
        }
        case "JUMP_FORWARD" -> offset = forward(next, relative(next));
        case "JUMP_ABSOLUTE" -> offset = forward(next, target(next));
        default -> {
          if (next.name().contains("JUMP")) {
            return fork(next, frame);
          }
          steps.step(next, called);
          offset = next.next();
        }
      }
    }
  }

  private static Expression returned(Expression value, Frame frame) throws UnreadableException {
    if (!frame.empty() || value == Frame.NULL) {
      throw new UnreadableException("returns with more on the stack");
    }
    return value;
  }

  private Expression fork(Instruction jump, Frame frame) throws UnreadableException {
    if (++ways > MAX_WAYS) {
      throw new UnreadableException("takes more than " + MAX_WAYS + " ways");
    }
    String name = jump.name();
    Expression test = frame.pop();
    Frame jumped = frame.copy();
    if (name.endsWith("OR_POP")) {
      jumped.push(test);
    }
    Expression elsewhere = way(forward(jump, target(jump)), jumped);
    Expression straight = way(jump.next(), frame);
    if (name.endsWith("NONE")) {
      String operator = name.endsWith("NOT_NONE") ? "is" : "is not";
      test = limits.within(new Expression.Binary(operator, test, NONE));
    } else if (name.contains("IF_TRUE")) {
      return limits.within(new Expression.Conditional(test, elsewhere, straight));
    } else if (!name.contains("IF_FALSE")) {
      throw new UnreadableException("uses " + name);
    }
    return limits.within(new Expression.Conditional(test, straight, elsewhere));
  }

  private int target(Instruction jump) {
    if (version.atLeast(PythonVersion.V3_11)) {
      return relative(jump);
    }
    return version.atLeast(PythonVersion.V3_10) ? 2 * jump.argument() : jump.argument();
  }

  private int relative(Instruction jump) {
    return jump.next()
        + (version.atLeast(PythonVersion.V3_10) ? 2 * jump.argument() : jump.argument());
  }

  private static int forward(Instruction jump, int target) throws UnreadableException {
    if (target <= jump.offset()) {
      throw new UnreadableException("has a loop");
    }
    return target;
  }

  /** Whether a module may be imported within a function: the import binds a name, no more. */
  static boolean importable(String module) {
    int dot = module.indexOf('.');
    return MODULES.contains(dot < 0 ? module : module.substring(0, dot));
  }
}
