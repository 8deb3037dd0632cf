package dev.salvor.inspect.keras.lambda;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.salvor.format.marshal.Instruction;
import dev.salvor.format.marshal.PythonVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The effect of each instruction but jumps and returns on stack and locals (CPython,
 * Python/ceval.c).
 */
final class Steps {
  private static final Expression NONE = new Expression.Constant(NullNode.getInstance());
  private static final int LIST_TO_TUPLE = 6;
  private static final int UNARY_POSITIVE = 5;

  private final PythonVersion version;
  private final Scope scope;
  private final Limits limits;
  private final Frame frame;

  Steps(Scope scope, Limits limits, Frame frame) {
    this.version = scope.version();
    this.scope = scope;
    this.limits = limits;
    this.frame = frame;
  }

  /**
   * @param called gets the names of functions that are called, whether their results are used or
   *     not
   */
  void step(Instruction instruction, Set<String> called) throws UnreadableException {
    int argument = instruction.argument();
    String name = instruction.name();
    String binary = Operators.binary(name);
    String unary = Operators.unary(name);
    if (binary != null) {
      binary(binary);
      return;
    } else if (unary != null) {
      push(new Expression.Unary(unary, frame.pop()));
      return;
    }
    switch (name) {
      case "NOP", "RESUME", "PRECALL", "COPY_FREE_VARS", "TO_BOOL" -> {}
      case "POP_TOP" -> frame.pop();
      case "ROT_TWO" -> frame.rotate(2);
      case "ROT_THREE" -> frame.rotate(3);
      case "ROT_FOUR" -> frame.rotate(4);
      case "DUP_TOP" -> frame.push(frame.peek(1));
      case "DUP_TOP_TWO" -> {
        frame.push(frame.peek(2));
        frame.push(frame.peek(2));
      }
      case "COPY" -> frame.push(frame.peek(argument));
      case "SWAP" -> frame.swap(argument);
      case "PUSH_NULL" -> frame.push(Frame.NULL);
      case "LOAD_CONST" -> frame.push(scope.constant(argument));
      case "LOAD_FAST", "LOAD_FAST_CHECK" -> frame.push(local(argument));
      case "LOAD_FAST_LOAD_FAST" -> {
        frame.push(local(argument >> 4));
        frame.push(local(argument & 15));
      }
      case "STORE_FAST" -> store(argument);
      case "STORE_FAST_STORE_FAST" -> {
        store(argument >> 4);
        store(argument & 15);
      }
      case "STORE_FAST_LOAD_FAST" -> {
        store(argument >> 4);
        frame.push(local(argument & 15));
      }
      case "LOAD_DEREF" -> frame.push(scope.enclosing(argument));
      case "LOAD_GLOBAL" -> global(argument);
      case "LOAD_ATTR" -> attribute(argument);
      case "LOAD_METHOD" -> callable(attribute(frame.pop(), scope.name(argument)));
      case "IMPORT_NAME" -> imported(scope.name(argument));
      case "IMPORT_FROM" -> frame.push(attribute(frame.peek(1), scope.name(argument)));
      case "LOAD_ASSERTION_ERROR" -> frame.push(new Expression.Name("AssertionError"));
      case "BINARY_OP" -> binary(Operators.numbered(argument));
      case "COMPARE_OP" -> binary(Operators.comparison(argument, version));
      case "IS_OP" -> binary(argument == 0 ? "is" : "is not");
      case "CONTAINS_OP" -> binary(argument == 0 ? "in" : "not in");
      case "BINARY_SUBSCR" -> {
        Expression key = frame.pop();
        push(new Expression.Index(frame.pop(), key));
      }
      case "BINARY_SLICE" -> {
        List<Expression> bounds = frame.pop(2);
        slice(bounds.get(0), bounds.get(1));
      }
      case "SLICE+0" -> slice(NONE, NONE);
      case "SLICE+1" -> slice(frame.pop(), NONE);
      case "SLICE+2" -> slice(NONE, frame.pop());
      case "SLICE+3" -> {
        List<Expression> bounds = frame.pop(2);
        slice(bounds.get(0), bounds.get(1));
      }
      case "BUILD_SLICE" -> {
        List<Expression> bounds = frame.pop(argument == 3 ? 3 : 2);
        Expression step = argument == 3 ? bounds.get(2) : NONE;
        push(new Expression.Slice(bounds.get(0), bounds.get(1), step));
      }
      case "BUILD_TUPLE" -> push(new Expression.Sequence(true, frame.pop(argument)));
      case "BUILD_LIST" -> push(new Expression.Sequence(false, frame.pop(argument)));
      case "LIST_EXTEND" -> extend(argument);
      case "LIST_TO_TUPLE" -> push(new Expression.Sequence(true, sequence(frame.pop()).items()));
      case "CALL_INTRINSIC_1" -> intrinsic(argument);
      case "BUILD_MAP" -> mapping(frame.pop(2 * argument));
      case "BUILD_CONST_KEY_MAP" -> {
        List<String> keys = names(frame.pop());
        push(new Expression.Mapping(Calls.keywords(keys, frame.pop(argument))));
      }
      case "UNPACK_SEQUENCE" -> unpack(argument);
      case "KW_NAMES" -> frame.keywords(names(scope.constant(argument)));
      default -> {
        Expression.Call call = Calls.call(instruction, version, frame);
        called.add(ExpressionText.callee(call.function()));
        push(call);
      }
    }
  }

  private void push(Expression made) throws UnreadableException {
    frame.push(limits.within(made));
  }

  private void binary(String operator) throws UnreadableException {
    Expression right = frame.pop();
    push(new Expression.Binary(operator, frame.pop(), right));
  }

  private void slice(Expression start, Expression stop) throws UnreadableException {
    push(new Expression.Index(frame.pop(), new Expression.Slice(start, stop, NONE)));
  }

  private Expression local(int index) throws UnreadableException {
    Expression value = frame.local(index);
    if (value == null) {
      throw new UnreadableException("uses a variable before it is set");
    }
    return value;
  }

  private void store(int index) throws UnreadableException {
    Expression value = frame.pop();
    if (index < 0 || index >= scope.code().locals().size() || value == Frame.NULL) {
      throw new UnreadableException("sets a variable that is not there");
    }
    frame.store(index, value);
  }

  /** From 3.11 on the lowest bit says that a call follows. */
  private void global(int argument) throws UnreadableException {
    if (!version.atLeast(PythonVersion.V3_11)) {
      frame.push(scope.global(argument));
    } else if ((argument & 1) != 0) {
      callable(scope.global(argument >> 1));
    } else {
      frame.push(scope.global(argument >> 1));
    }
  }

  /** From 3.12 on the lowest bit says that a call follows. */
  private void attribute(int argument) throws UnreadableException {
    if (!version.atLeast(PythonVersion.V3_12)) {
      frame.push(attribute(frame.pop(), scope.name(argument)));
    } else if ((argument & 1) != 0) {
      callable(attribute(frame.pop(), scope.name(argument >> 1)));
    } else {
      frame.push(attribute(frame.pop(), scope.name(argument >> 1)));
    }
  }

  private Expression attribute(Expression of, String name) throws UnreadableException {
    return of instanceof Expression.Name known && known != Frame.NULL
        ? new Expression.Name(known.path() + "." + name)
        : limits.within(new Expression.Attribute(of, name));
  }

  /** A function on the stack as calls find it: with the place of an object before or behind. */
  private void callable(Expression function) throws UnreadableException {
    boolean behind = version.atLeast(PythonVersion.V3_13);
    frame.push(behind ? function : Frame.NULL);
    frame.push(behind ? Frame.NULL : function);
  }

  /** {@code import a.b} gives a, {@code from a.b import c} gives a.b. */
  private void imported(String module) throws UnreadableException {
    Expression from = frame.pop();
    frame.pop();
    if (!SymbolicMachine.importable(module)) {
      throw new UnreadableException("imports " + module);
    }
    int dot = module.indexOf('.');
    boolean whole = from.equals(NONE) && dot > 0;
    frame.push(new Expression.Name(whole ? module.substring(0, dot) : module));
  }

  private void unpack(int count) throws UnreadableException {
    Expression from = frame.pop();
    for (int i = count - 1; i >= 0; i--) {
      if (from instanceof Expression.Sequence sequence && sequence.items().size() == count) {
        frame.push(sequence.items().get(i));
      } else {
        push(new Expression.Item(from, i, count));
      }
    }
  }

  private void extend(int place) throws UnreadableException {
    List<Expression> more = sequence(frame.pop()).items();
    if (place != 1) {
      throw new UnreadableException("extends a list within another");
    }
    List<Expression> all = new ArrayList<>(sequence(frame.pop()).items());
    all.addAll(more);
    push(new Expression.Sequence(false, all));
  }

  private static Expression.Sequence sequence(Expression value) throws UnreadableException {
    if (value instanceof Expression.Sequence sequence) {
      return sequence;
    }
    throw new UnreadableException("makes a list of what is no list: " + ExpressionText.of(value));
  }

  private void intrinsic(int number) throws UnreadableException {
    switch (number) {
      case UNARY_POSITIVE -> push(new Expression.Unary("+", frame.pop()));
      case LIST_TO_TUPLE -> push(new Expression.Sequence(true, sequence(frame.pop()).items()));
      default -> throw new UnreadableException("uses the intrinsic function " + number);
    }
  }

  private void mapping(List<Expression> pairs) throws UnreadableException {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i += 2) {
      keys.add(pairs.get(i));
      values.add(pairs.get(i + 1));
    }
    List<String> names = names(new Expression.Sequence(true, keys));
    push(new Expression.Mapping(Calls.keywords(names, values)));
  }

  /** A tuple of strings. */
  static List<String> names(Expression tuple) throws UnreadableException {
    List<String> names = new ArrayList<>();
    for (Expression item : sequence(tuple).items()) {
      if (!(item instanceof Expression.Constant constant) || !constant.value().isTextual()) {
        throw new UnreadableException("has a keyword that is no string");
      }
      names.add(constant.value().textValue());
    }
    return names;
  }
}
