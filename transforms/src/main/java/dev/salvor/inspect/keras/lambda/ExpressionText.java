package dev.salvor.inspect.keras.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** An expression as a line of Python. */
public final class ExpressionText {
  private static final int MAX_LENGTH = 400;
  private static final int ATOM = 100;
  private static final int NEGATION = 60;
  private static final int NOT = 10;
  private static final int CONDITIONAL = 1;

  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("**", 70),
          Map.entry("*", 50),
          Map.entry("@", 50),
          Map.entry("/", 50),
          Map.entry("//", 50),
          Map.entry("%", 50),
          Map.entry("+", 40),
          Map.entry("-", 40),
          Map.entry("&", 32),
          Map.entry("^", 31),
          Map.entry("|", 30));

  private static final int COMPARISON = 20;

  private final StringBuilder out = new StringBuilder();

  private ExpressionText() {}

  public static String of(Expression expression) {
    ExpressionText text = new ExpressionText();
    text.write(expression, 0);
    return text.out.length() > MAX_LENGTH
        ? text.out.substring(0, MAX_LENGTH) + "…"
        : text.out.toString();
  }

  /** What is called, for messages: a name, or the last attribute of a value. */
  static String callee(Expression function) {
    if (function instanceof Expression.Attribute attribute) {
      return "." + attribute.name();
    }
    return function instanceof Expression.Name name ? name.path() : of(function);
  }

  private void write(Expression expression, int around) {
    if (out.length() > MAX_LENGTH) {
      return;
    }
    int own = precedence(expression);
    boolean bracket = own < around;
    out.append(bracket ? "(" : "");
    if (expression instanceof Expression.Parameter parameter) {
      out.append(parameter.name());
    } else if (expression instanceof Expression.Constant constant) {
      out.append(literal(constant.value()));
    } else if (expression instanceof Expression.Name name) {
      out.append(name.path());
    } else if (expression instanceof Expression.Attribute attribute) {
      write(attribute.of(), ATOM);
      out.append('.').append(attribute.name());
    } else if (expression instanceof Expression.Call call) {
      call(call);
    } else if (expression instanceof Expression.Binary binary) {
      boolean power = binary.operator().equals("**");
      write(binary.left(), power ? own + 1 : own);
      out.append(' ').append(symbol(binary.operator())).append(' ');
      write(binary.right(), power ? own : own + 1);
    } else if (expression instanceof Expression.Unary unary) {
      out.append(unary.operator()).append(unary.operator().equals("not") ? " " : "");
      write(unary.operand(), own);
    } else if (expression instanceof Expression.Index index) {
      write(index.of(), ATOM);
      out.append('[');
      key(index.key());
      out.append(']');
    } else if (expression instanceof Expression.Slice slice) {
      slice(slice);
    } else if (expression instanceof Expression.Sequence sequence) {
      out.append(sequence.tuple() ? "(" : "[");
      list(sequence.items());
      out.append(sequence.tuple() && sequence.items().size() == 1 ? "," : "");
      out.append(sequence.tuple() ? ")" : "]");
    } else if (expression instanceof Expression.Mapping mapping) {
      out.append('{');
      mapping
          .items()
          .forEach(
              (name, item) -> {
                out.append(out.charAt(out.length() - 1) == '{' ? "" : ", ");
                out.append('\'').append(name).append("': ");
                write(item, 0);
              });
      out.append('}');
    } else if (expression instanceof Expression.Item item) {
      write(item.of(), ATOM);
      out.append('[').append(item.index()).append(']');
    } else if (expression instanceof Expression.Conditional conditional) {
      write(conditional.then(), own + 1);
      out.append(" if ");
      write(conditional.test(), own + 1);
      out.append(" else ");
      write(conditional.otherwise(), own);
    } else if (expression instanceof Expression.Failure failure) {
      out.append("raise ").append(failure.what());
    }
    out.append(bracket ? ")" : "");
  }

  private static int precedence(Expression expression) {
    if (expression instanceof Expression.Binary binary) {
      return PRECEDENCE.getOrDefault(symbol(binary.operator()), COMPARISON);
    } else if (expression instanceof Expression.Unary unary) {
      return unary.operator().equals("not") ? NOT : NEGATION;
    } else if (expression instanceof Expression.Conditional) {
      return CONDITIONAL;
    } else if (expression instanceof Expression.Constant constant
        && constant.value().isNumber()
        && constant.value().doubleValue() < 0) {
      return NEGATION;
    }
    return ATOM;
  }

  private static String symbol(String operator) {
    int space = operator.indexOf(" of ");
    return space < 0 ? operator : operator.substring(0, space);
  }

  private void call(Expression.Call call) {
    write(call.function(), ATOM);
    out.append('(');
    list(call.arguments());
    boolean first = call.arguments().isEmpty();
    for (Map.Entry<String, Expression> keyword : call.keywords().entrySet()) {
      out.append(first ? "" : ", ").append(keyword.getKey()).append('=');
      write(keyword.getValue(), 0);
      first = false;
    }
    out.append(')');
  }

  private void list(List<Expression> items) {
    for (int i = 0; i < items.size() && out.length() <= MAX_LENGTH; i++) {
      out.append(i == 0 ? "" : ", ");
      write(items.get(i), 0);
    }
  }

  private void key(Expression key) {
    if (key instanceof Expression.Sequence sequence
        && sequence.tuple()
        && sequence.items().size() > 1) {
      for (int i = 0; i < sequence.items().size(); i++) {
        out.append(i == 0 ? "" : ", ");
        write(sequence.items().get(i), 0);
      }
    } else {
      write(key, 0);
    }
  }

  private void slice(Expression.Slice slice) {
    bound(slice.start());
    out.append(':');
    bound(slice.stop());
    if (!none(slice.step())) {
      out.append(':');
      bound(slice.step());
    }
  }

  private void bound(Expression bound) {
    if (!none(bound)) {
      write(bound, 0);
    }
  }

  private static boolean none(Expression expression) {
    return expression instanceof Expression.Constant constant && constant.value().isNull();
  }

  private static String literal(JsonNode value) {
    if (value.isTextual()) {
      return "'" + value.textValue().replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
    if (value.isBoolean()) {
      return value.booleanValue() ? "True" : "False";
    }
    if (value.isObject()) {
      return "...";
    }
    return value.isNull() ? "None" : value.toString();
  }
}
