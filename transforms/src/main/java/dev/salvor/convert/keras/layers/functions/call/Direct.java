package dev.salvor.convert.keras.layers.functions.call;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.OpBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A function that is one op: its inputs in order, its attributes by the names of the op, and the
 * shape of its result, where nothing is said that to which its inputs broadcast.
 */
public final class Direct implements FunctionBody.Single {

  /** The shape of a result from the inputs of the op. */
  @FunctionalInterface
  public interface ShapeRule {
    Shape of(FunctionCall call, List<KerasTensor> inputs);
  }

  /**
   * @param like the type that a constant takes; that of the first input where null
   * @param absent its value where it is not given; required where null
   */
  private record Input(String name, @Nullable ElementType like, @Nullable Double absent) {}

  private final String op;
  private final List<Input> inputs;
  private final List<BiConsumer<FunctionCall, OpBuilder>> attributes;
  private final @Nullable ShapeRule shape;

  private Direct(
      String op,
      List<Input> inputs,
      List<BiConsumer<FunctionCall, OpBuilder>> attributes,
      @Nullable ShapeRule shape) {
    this.op = op;
    this.inputs = inputs;
    this.attributes = attributes;
    this.shape = shape;
  }

  /**
   * @param inputs tensors of one type
   */
  public static Direct op(String op, String... inputs) {
    Direct direct = new Direct(op, List.of(), List.of(), null);
    for (String input : inputs) {
      direct = direct.with(new Input(input, null, null));
    }
    return direct;
  }

  /** Further inputs, which have this type where they are constants. */
  public Direct in(ElementType like, String... names) {
    Direct direct = this;
    for (String name : names) {
      direct = direct.with(new Input(name, like, null));
    }
    return direct;
  }

  /** A further input that may be left out. */
  public Direct in(ElementType like, String name, double absent) {
    return with(new Input(name, like, absent));
  }

  private Direct with(Input input) {
    List<Input> all = new ArrayList<>(inputs);
    all.add(input);
    return new Direct(op, List.copyOf(all), attributes, shape);
  }

  public Direct text(String name, String absent) {
    return with((call, node) -> node.attr(name, call.text(name, absent)));
  }

  public Direct integer(String name, int absent) {
    return with((call, node) -> node.attr(name, call.integer(name, absent)));
  }

  public Direct integers(String name) {
    return with((call, node) -> node.attr(name, call.integers(name)));
  }

  public Direct number(String name, double absent) {
    return with((call, node) -> node.attr(name, call.number(name, absent)));
  }

  public Direct flag(String name, boolean absent) {
    return with((call, node) -> node.attr(name, call.flag(name, absent)));
  }

  public Direct type(String name, ElementType absent) {
    return with((call, node) -> node.attr(name, call.type(name).orElse(absent)));
  }

  /** An attribute that is the same in every call. */
  public Direct fixed(String name, Object value) {
    return with((call, node) -> node.attr(name, value));
  }

  private Direct with(BiConsumer<FunctionCall, OpBuilder> attribute) {
    List<BiConsumer<FunctionCall, OpBuilder>> all = new ArrayList<>(attributes);
    all.add(attribute);
    return new Direct(op, inputs, List.copyOf(all), shape);
  }

  public Direct shaped(ShapeRule rule) {
    return new Direct(op, inputs, attributes, rule);
  }

  /** The result is a scalar. */
  public Direct scalar() {
    return shaped((call, given) -> Shape.SCALAR);
  }

  /** The result has the shape of one of the inputs. */
  public Direct like(int input) {
    return shaped((call, given) -> given.get(input).shape());
  }

  /** An op of several results, with a shape for each. */
  public FunctionBody all(ShapeRule... shapes) {
    return call -> {
      List<KerasTensor> given = given(call);
      List<Tensor> outputs = node(call, given).outs();
      List<KerasTensor> results = new ArrayList<>();
      for (int i = 0; i < shapes.length; i++) {
        results.add(KerasTensor.of(outputs.get(i), shapes[i].of(call, given)));
      }
      return results;
    };
  }

  @Override
  public KerasTensor apply(FunctionCall call) {
    List<KerasTensor> given = given(call);
    return KerasTensor.of(
        node(call, given).first(), shape == null ? broadcast(call, given) : shape.of(call, given));
  }

  private static Shape broadcast(FunctionCall call, List<KerasTensor> given) {
    Shape all = Shape.SCALAR;
    for (KerasTensor one : given) {
      all = Broadcasting.shape(call.layer(), all, one.shape());
    }
    return all;
  }

  private List<KerasTensor> given(FunctionCall call) {
    List<KerasTensor> given = new ArrayList<>();
    for (Input input : inputs) {
      ElementType like =
          input.like() == null && !given.isEmpty() ? given.get(0).type() : input.like();
      if (input.absent() != null && like != null && !call.has(input.name())) {
        given.add(KerasTensor.of(call.graph().scalar(like, input.absent()), Shape.SCALAR));
      } else {
        given.add(like == null ? call.tensor(input.name()) : call.tensor(input.name(), like));
      }
    }
    return given;
  }

  private OpBuilder node(FunctionCall call, List<KerasTensor> given) {
    OpBuilder node = call.graph().op(op);
    given.forEach(input -> node.in(input.tensor()));
    attributes.forEach(attribute -> attribute.accept(call, node));
    return node;
  }
}
