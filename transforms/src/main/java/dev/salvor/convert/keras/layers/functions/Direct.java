package dev.salvor.convert.keras.layers.functions;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.OpBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * A function that is one op: its tensors in order, its attributes, the shape of its first input.
 */
final class Direct implements FunctionBody.Single {
  private final String op;
  private final List<String> inputs;
  private final List<BiConsumer<FunctionCall, OpBuilder>> attributes;

  private Direct(
      String op, List<String> inputs, List<BiConsumer<FunctionCall, OpBuilder>> attributes) {
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
  }

  static Direct op(String op, String... inputs) {
    return new Direct(op, List.of(inputs), List.of());
  }

  Direct text(String name, String absent) {
    return with((call, node) -> node.attr(name, call.text(name, absent)));
  }

  Direct integer(String name, int absent) {
    return with((call, node) -> node.attr(name, call.integer(name, absent)));
  }

  Direct number(String name, double absent) {
    return with((call, node) -> node.attr(name, call.number(name, absent)));
  }

  Direct flag(String name, boolean absent) {
    return with((call, node) -> node.attr(name, call.flag(name, absent)));
  }

  private Direct with(BiConsumer<FunctionCall, OpBuilder> attribute) {
    List<BiConsumer<FunctionCall, OpBuilder>> all = new ArrayList<>(attributes);
    all.add(attribute);
    return new Direct(op, inputs, List.copyOf(all));
  }

  @Override
  public KerasTensor apply(FunctionCall call) {
    KerasTensor first = call.tensor(inputs.get(0));
    OpBuilder node = call.graph().op(op).in(first.tensor());
    Shape shape = first.shape();
    for (String name : inputs.subList(1, inputs.size())) {
      KerasTensor next = call.tensor(name, first.type());
      node.in(next.tensor());
      shape = Broadcasting.shape(call.layer(), shape, next.shape());
    }
    attributes.forEach(attribute -> attribute.accept(call, node));
    return KerasTensor.of(node.out(), shape);
  }
}
