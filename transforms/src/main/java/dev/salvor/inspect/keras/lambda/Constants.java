package dev.salvor.inspect.keras.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.format.marshal.PyValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Constants of bytecode and of the configuration beside it, as expressions. */
final class Constants {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final int MAX_ITEMS = 10_000;
  private static final int MAX_DEPTH = 16;

  /** Tuples may share their items, so that few bytes stand for very many. */
  private int items;

  private Constants() {}

  static Expression of(PyValue value, boolean python2) throws UnreadableException {
    return new Constants().read(value, python2, 0);
  }

  private Expression read(PyValue value, boolean python2, int depth) throws UnreadableException {
    if (++items > MAX_ITEMS || depth > MAX_DEPTH) {
      throw new UnreadableException("a constant has more than " + MAX_ITEMS + " items");
    }
    if (value instanceof PyValue.Single single) {
      return switch (single) {
        case NONE -> new Expression.Constant(JSON.nullNode());
        case TRUE -> new Expression.Constant(JSON.booleanNode(true));
        case FALSE -> new Expression.Constant(JSON.booleanNode(false));
        case ELLIPSIS -> ellipsis();
        case STOP_ITERATION -> throw new UnreadableException("uses StopIteration as a value");
      };
    }
    if (value instanceof PyValue.Int number) {
      if (number.value().bitLength() > 53) {
        throw new UnreadableException("uses the integer " + number.value());
      }
      return new Expression.Constant(integer(number.value().longValue()));
    }
    if (value instanceof PyValue.Real number) {
      return new Expression.Constant(JSON.numberNode(number.value()));
    }
    if (value instanceof PyValue.Text text) {
      return new Expression.Constant(JSON.textNode(text.value()));
    }
    if (value instanceof PyValue.Bytes bytes && python2) {
      String text = new String(bytes.value(), StandardCharsets.ISO_8859_1);
      return new Expression.Constant(JSON.textNode(text));
    }
    if (value instanceof PyValue.Tuple tuple) {
      List<Expression> read = new ArrayList<>();
      for (PyValue item : tuple.items()) {
        read.add(read(item, python2, depth + 1));
      }
      return new Expression.Sequence(true, read);
    }
    if (value instanceof PyValue.Code code) {
      throw new UnreadableException("defines the inner function " + code.object().name());
    }
    throw new UnreadableException(
        "uses a constant of type " + value.getClass().getSimpleName().replace("Py", ""));
  }

  /** Small where it fits, so that equal numbers are equal nodes. */
  static JsonNode integer(long value) {
    return value == (int) value ? JSON.numberNode((int) value) : JSON.numberNode(value);
  }

  private static Expression ellipsis() {
    ObjectNode node = JSON.objectNode();
    node.put("class_name", "__ellipsis__");
    return new Expression.Constant(node);
  }

  /**
   * A default or a closure's value, which Keras stored as JSON. A list may have been an array, for
   * which {@code +} means something else: it stays a constant.
   */
  static Expression of(JsonNode value) throws UnreadableException {
    return new Constants().read(value, 0);
  }

  private Expression read(JsonNode value, int depth) throws UnreadableException {
    if (++items > MAX_ITEMS || depth > MAX_DEPTH) {
      throw new UnreadableException("a constant has more than " + MAX_ITEMS + " items");
    }
    if (value.isIntegralNumber()) {
      return new Expression.Constant(integer(value.longValue()));
    }
    if (value.isValueNode()) {
      return new Expression.Constant(value);
    }
    if (value.isArray()) {
      for (JsonNode item : value) {
        read(item, depth + 1);
      }
      return new Expression.Constant(value);
    }
    if (value.path("class_name").asText().equals("__tuple__")) {
      List<Expression> read = new ArrayList<>();
      for (JsonNode item : value.path("items")) {
        read.add(read(item, depth + 1));
      }
      return new Expression.Sequence(true, read);
    }
    if (value.path("type").asText().equals("ndarray")) {
      return read(value.path("value"), depth + 1);
    }
    String text = value.toString();
    throw new UnreadableException(
        "is given " + (text.length() > 80 ? text.substring(0, 80) + "…" : text));
  }
}
