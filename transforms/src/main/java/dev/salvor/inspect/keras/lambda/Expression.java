package dev.salvor.inspect.keras.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a function computes, as its source said it. */
public sealed interface Expression {

  /** An argument of the function. */
  record Parameter(String name) implements Expression {}

  /** None, a truth value, a number or a string; an ellipsis as Keras 3 writes one. */
  record Constant(JsonNode value) implements Expression {}

  /** A global, a builtin, or what an import bound; with its attributes: {@code tf.nn.relu}. */
  record Name(String path) implements Expression {}

  /** An attribute of a value. */
  record Attribute(Expression of, String name) implements Expression {}

  record Call(Expression function, List<Expression> arguments, Map<String, Expression> keywords)
      implements Expression {
    public Call {
      arguments = List.copyOf(arguments);
      keywords = Collections.unmodifiableMap(new LinkedHashMap<>(keywords));
    }
  }

  /**
   * @param operator as Python writes it: {@code +}, {@code //}, {@code in}, {@code is not}
   */
  record Binary(String operator, Expression left, Expression right) implements Expression {}

  /**
   * @param operator {@code -}, {@code +}, {@code ~}, {@code not}
   */
  record Unary(String operator, Expression operand) implements Expression {}

  record Index(Expression of, Expression key) implements Expression {}

  record Slice(Expression start, Expression stop, Expression step) implements Expression {}

  /** A tuple or list. */
  record Sequence(boolean tuple, List<Expression> items) implements Expression {
    public Sequence {
      items = List.copyOf(items);
    }
  }

  record Mapping(Map<String, Expression> items) implements Expression {
    public Mapping {
      items = Collections.unmodifiableMap(new LinkedHashMap<>(items));
    }
  }

  /** One of the {@code count} values that an assignment takes from a sequence. */
  record Item(Expression of, int index, int count) implements Expression {}

  /** Two ways, of which a test decides that is known when the model is built. */
  record Conditional(Expression test, Expression then, Expression otherwise)
      implements Expression {}

  /** The end of a way that raises. */
  record Failure(String what) implements Expression {}
}
