package dev.salvor.convert.keras.layers.functions.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a body reads of its arguments while it builds: numbers, flags, names and axes. */
abstract class ConstantArguments {
  public abstract LayerCall layer();

  /** The argument, where it is there and not None. */
  public abstract Optional<Argument<KerasTensor>> find(String name);

  public boolean has(String name) {
    return find(name).isPresent();
  }

  /** A constant; missing where there is none. */
  public JsonNode constant(String name) {
    Optional<Argument<KerasTensor>> found = find(name);
    if (found.isEmpty()) {
      return MissingNode.getInstance();
    }
    if (found.get() instanceof Argument.Constant<KerasTensor> constant) {
      return Literal.plain(constant.value());
    }
    throw layer().refused("computes its argument " + name + ", which is not supported");
  }

  public int integer(String name, int absent) {
    JsonNode node = constant(name);
    return node.isMissingNode() ? absent : integer(name, node);
  }

  public int integer(String name) {
    return integer(name, constant(name));
  }

  private int integer(String name, JsonNode node) {
    if (node.isArray() && node.size() == 1) {
      return integer(name, node.get(0));
    }
    if (!node.isNumber() || node.doubleValue() != node.intValue()) {
      throw layer().refused("argument " + name + " is " + node + ", expected an integer");
    }
    return node.intValue();
  }

  /** A list of integers; one integer is a list of one. */
  public int[] integers(String name) {
    JsonNode node = constant(name);
    List<Integer> all = new ArrayList<>();
    for (JsonNode item : node.isArray() ? node : List.of(node)) {
      all.add(integer(name, item));
    }
    return all.stream().mapToInt(Integer::intValue).toArray();
  }

  /** A list of numbers; empty where there is none. */
  public List<Double> numbers(String name) {
    List<Double> all = new ArrayList<>();
    for (JsonNode item : constant(name)) {
      if (!item.isNumber()) {
        throw layer().refused("argument " + name + " holds " + item + ", expected numbers");
      }
      all.add(item.doubleValue());
    }
    return all;
  }

  public double number(String name, double absent) {
    JsonNode node = constant(name);
    if (node.isMissingNode()) {
      return absent;
    }
    if (!node.isNumber()) {
      throw layer().refused("argument " + name + " is " + node + ", expected a number");
    }
    return node.doubleValue();
  }

  public boolean flag(String name, boolean absent) {
    JsonNode node = constant(name);
    if (node.isMissingNode()) {
      return absent;
    }
    if (!node.isBoolean()) {
      throw layer().refused("argument " + name + " is " + node + ", expected true or false");
    }
    return node.booleanValue();
  }

  public String text(String name, String absent) {
    JsonNode node = constant(name);
    if (node.isMissingNode()) {
      return absent;
    }
    if (!node.isTextual()) {
      throw layer().refused("argument " + name + " is " + node + ", expected a string");
    }
    return node.textValue();
  }

  /** An element type by its name, where one is given. */
  public Optional<ElementType> type(String name) {
    String id = text(name, "");
    if (id.isEmpty()) {
      return Optional.empty();
    }
    String plain = id.startsWith("DT_") ? Literal.typeId(id) : id;
    return Optional.of(
        ElementType.byId(plain)
            .orElseThrow(() -> layer().refused("argument " + name + " is " + id)));
  }

  /** An axis counted from 0. */
  public int axis(String name, int absent, int rank) {
    return counted(integer(name, absent), rank);
  }

  /** Axes counted from 0; all where none are given. */
  public int[] axes(String name, int rank) {
    if (!has(name)) {
      return IntStream.range(0, rank).toArray();
    }
    return IntStream.of(integers(name)).map(axis -> counted(axis, rank)).toArray();
  }

  public int counted(int axis, int rank) {
    int counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw layer().refused("names axis " + axis + " of " + rank);
    }
    return counted;
  }
}
