package dev.salvor.convert.keras.layers.functions.graphop;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.functions.call.Literal;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.OpBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpDef.ArgDef;
import org.tensorflow.proto.OpDef.AttrDef;

/**
 * Nodes of TensorFlowOpLayers that become a node of the same op with the same attributes. The table
 * says nothing but the shapes of their results ({@link OpShapes}).
 */
public final class CopiedOps {
  private final LayerCall call;
  private final OpDef definition;
  private final GraphNode node;
  private final List<Argument<KerasTensor>> arguments;
  private int next;

  private CopiedOps(LayerCall call, OpDef definition, GraphNode node) {
    this.call = call;
    this.definition = definition;
    this.node = node;
    this.arguments = node.arguments();
  }

  /** The results, where the op is one of the table and the target has it. */
  public static Optional<List<KerasTensor>> of(LayerCall call, String op) {
    Optional<OpShapes.Rule> rule = OpShapes.named(op);
    Optional<OpDef> definition = call.graph().target().op(op);
    if (rule.isEmpty() || definition.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new CopiedOps(call, definition.get(), GraphNode.of(call)).results(rule.get()));
  }

  private List<KerasTensor> results(OpShapes.Rule rule) {
    OpBuilder op = call.graph().op(definition.getName());
    List<KerasTensor> inputs = new ArrayList<>();
    for (ArgDef arg : definition.getInputArgList()) {
      if (!arg.getTypeListAttr().isEmpty()) {
        op.in(rest(inputs, types(arg.getTypeListAttr())));
      } else if (arg.getNumberAttr().isEmpty()) {
        KerasTensor input = input(arg);
        inputs.add(input);
        op.in(input.tensor());
      } else {
        List<Tensor> list = new ArrayList<>();
        int count = node.attributes().integer(arg.getNumberAttr());
        for (int i = 0; i < count; i++) {
          KerasTensor input = input(arg);
          inputs.add(input);
          list.add(input.tensor());
        }
        op.in(list);
      }
    }
    if (next < arguments.size()) {
      throw call.refused("has " + arguments.size() + " inputs, of which an op takes " + next);
    }
    definition.getAttrList().forEach(attribute -> set(op, attribute));
    if (!node.unread().isEmpty()) {
      throw call.refused("has attributes that are not known: " + node.unread());
    }
    List<Shape> shapes = rule.shapes(new OpShapes.Node(call, inputs, node.attributes()));
    List<Tensor> outputs = op.outs();
    List<KerasTensor> results = new ArrayList<>();
    for (int i = 0; i < outputs.size(); i++) {
      results.add(KerasTensor.of(outputs.get(i), shapes.get(Math.min(i, shapes.size() - 1))));
    }
    return results;
  }

  private List<ElementType> types(String attribute) {
    List<ElementType> types = new ArrayList<>();
    node.attributes().node(attribute).forEach(type -> types.add(type(type.asText())));
    return types;
  }

  /** Inputs each of a type of its own. */
  private List<Tensor> rest(List<KerasTensor> inputs, List<ElementType> types) {
    List<Tensor> list = new ArrayList<>();
    for (ElementType type : types) {
      KerasTensor input = input("of a list", type);
      inputs.add(input);
      list.add(input.tensor());
    }
    return list;
  }

  private KerasTensor input(ArgDef arg) {
    return input(arg.getName(), type(arg));
  }

  private KerasTensor input(String name, ElementType type) {
    if (next >= arguments.size()) {
      throw call.refused("has no input " + name);
    }
    Argument<KerasTensor> given = arguments.get(next++);
    if (given instanceof Argument.Leaf<KerasTensor> leaf) {
      return leaf.value();
    }
    if (given instanceof Argument.Constant<KerasTensor> constant) {
      return Literal.of(call, constant.value(), type);
    }
    throw call.refused("has a list as input " + name);
  }

  private ElementType type(ArgDef arg) {
    if (arg.getTypeAttr().isEmpty()) {
      return ElementType.byNumber(arg.getType().getNumber())
          .orElseThrow(() -> call.refused("has a constant of type " + arg.getType()));
    }
    return type(node.attributes().text(arg.getTypeAttr(), "DT_FLOAT"));
  }

  private ElementType type(String proto) {
    return ElementType.byId(Literal.typeId(proto))
        .orElseThrow(() -> call.refused("has the type " + proto));
  }

  /** Those that follow from the inputs are left to them. */
  private void set(OpBuilder op, AttrDef attribute) {
    String name = attribute.getName();
    boolean derived =
        definition.getInputArgList().stream()
            .anyMatch(
                arg ->
                    name.equals(arg.getTypeAttr())
                        || name.equals(arg.getTypeListAttr())
                        || name.equals(arg.getNumberAttr()));
    JsonNode value = node.attributes().node(name);
    if (derived || value.isMissingNode()) {
      return;
    }
    switch (attribute.getType()) {
      case "type" -> op.attr(name, type(value.asText()));
      case "int" -> op.attr(name, value.asLong());
      case "float" -> op.attr(name, value.asDouble());
      case "bool" -> op.attr(name, value.asBoolean());
      case "string" -> op.attr(name, value.asText());
      case "list(int)" -> {
        List<Long> items = new ArrayList<>();
        value.forEach(item -> items.add(item.asLong()));
        op.attr(name, items);
      }
      case "list(float)" -> {
        List<Double> items = new ArrayList<>();
        value.forEach(item -> items.add(item.asDouble()));
        op.attr(name, items);
      }
      default -> throw call.refused("has an attribute " + name + " of " + attribute.getType());
    }
  }
}
