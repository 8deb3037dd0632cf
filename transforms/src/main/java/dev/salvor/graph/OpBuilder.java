package dev.salvor.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.OpDef.ArgDef;
import org.tensorflow.proto.OpDef.AttrDef;

/**
 * One node in the making: inputs in the order of the op definition, attributes by name. Type and
 * length attributes follow from the inputs; the others have the definition's default unless set.
 */
public final class OpBuilder {
  /** Types that a graph may be built with where the target lacks them: it is lowered afterwards. */
  private static final Set<DataType> HALVES = EnumSet.of(DataType.DT_HALF, DataType.DT_BFLOAT16);

  private final GraphBuilder graph;
  private final OpDef op;
  private final String name;
  private final List<List<Tensor>> inputs = new ArrayList<>();
  private final List<String> controls = new ArrayList<>();
  private final Map<String, AttrValue> attributes = new LinkedHashMap<>();

  OpBuilder(GraphBuilder graph, OpDef op, String name) {
    this.graph = graph;
    this.op = op;
    this.name = name;
  }

  /** The next input argument, a single tensor. */
  public OpBuilder in(Tensor tensor) {
    inputs.add(List.of(tensor));
    return this;
  }

  /** The next input argument, a list of tensors. */
  public OpBuilder in(List<Tensor> tensors) {
    inputs.add(List.copyOf(tensors));
    return this;
  }

  /** Runs after {@code tensor}'s node. */
  public OpBuilder after(Tensor tensor) {
    controls.add("^" + tensor.node());
    return this;
  }

  /**
   * Sets an attribute.
   *
   * @param value Boolean, Number, String, DataType, ElementType, Shape, {@link FunctionRef}, a list
   *     or an array of these, or an AttrValue
   */
  public OpBuilder attr(String key, Object value) {
    AttrDef definition =
        op.getAttrList().stream()
            .filter(attr -> attr.getName().equals(key))
            .findFirst()
            .orElseThrow(
                () ->
                    unsupported(
                        String.format(
                            "%s of %s has no attribute %s",
                            op.getName(), graph.target().name(), key)));
    attributes.put(key, AttrValues.of(definition.getType(), value));
    return this;
  }

  /** Sets an attribute outside the definition, whose name starts with an underscore. */
  public OpBuilder hint(String key, AttrValue value) {
    attributes.put(key, value);
    return this;
  }

  /** Adds the node and returns its only output. */
  public Tensor out() {
    List<Tensor> outputs = outs();
    if (outputs.size() != 1) {
      throw new IllegalStateException(op.getName() + " has " + outputs.size() + " outputs");
    }
    return outputs.get(0);
  }

  /** Adds the node and returns its first output. */
  public Tensor first() {
    return outs().get(0);
  }

  /**
   * Adds a node that is run for its effect and returns a stand-in for it, good for {@link #after}
   * and for naming the node.
   */
  public Tensor effect() {
    outs();
    return new Tensor(name, null, 0, 0, DataType.DT_INVALID);
  }

  /** Adds the node and returns all outputs, flattened. */
  public List<Tensor> outs() {
    inferTypes();
    NodeDef.Builder node = NodeDef.newBuilder().setName(name).setOp(op.getName());
    inputs.forEach(list -> list.forEach(tensor -> node.addInput(graph.reference(tensor))));
    controls.forEach(node::addInput);
    for (AttrDef definition : op.getAttrList()) {
      AttrValue value = attributes.get(definition.getName());
      if (value == null) {
        if (!definition.hasDefaultValue()) {
          throw new IllegalStateException(
              op.getName() + " needs the attribute " + definition.getName());
        }
        continue;
      }
      checkAllowed(definition, value);
      if (!definition.hasDefaultValue() || !value.equals(definition.getDefaultValue())) {
        node.putAttr(definition.getName(), value);
      }
    }
    attributes.forEach(
        (key, value) -> {
          if (key.startsWith("_")) {
            node.putAttr(key, value);
          }
        });
    graph.add(node.build());
    return outputs();
  }

  private void inferTypes() {
    if (inputs.size() != op.getInputArgCount()) {
      throw new IllegalStateException(
          op.getName() + " takes " + op.getInputArgCount() + " inputs, given " + inputs.size());
    }
    for (int i = 0; i < inputs.size(); i++) {
      ArgDef arg = op.getInputArg(i);
      List<Tensor> given = inputs.get(i);
      if (!arg.getTypeListAttr().isEmpty()) {
        infer(
            arg.getTypeListAttr(),
            AttrValues.of("list(type)", given.stream().map(Tensor::dtype).toList()));
        continue;
      }
      if (!arg.getNumberAttr().isEmpty()) {
        infer(arg.getNumberAttr(), AttrValues.of("int", given.size()));
      }
      for (Tensor tensor : given) {
        if (!arg.getTypeAttr().isEmpty()) {
          infer(arg.getTypeAttr(), AttrValues.of("type", tensor.dtype()));
        } else if (arg.getType() != tensor.dtype()) {
          throw new IllegalStateException(
              String.format(
                  "%s (%s): input %s is %s, given %s",
                  name, op.getName(), arg.getName(), arg.getType(), tensor.dtype()));
        }
      }
    }
  }

  private void infer(String attr, AttrValue value) {
    AttrValue before = attributes.putIfAbsent(attr, value);
    if (before != null && !before.equals(value)) {
      throw new IllegalStateException(
          String.format("%s (%s): %s is both %s and %s", name, op.getName(), attr, before, value));
    }
  }

  private void checkAllowed(AttrDef definition, AttrValue value) {
    if (!definition.hasAllowedValues()) {
      return;
    }
    AttrValue.ListValue allowed = definition.getAllowedValues().getList();
    boolean fits =
        switch (definition.getType()) {
          case "type" ->
              allowed.getTypeList().contains(value.getType()) || HALVES.contains(value.getType());
          case "string" -> allowed.getSList().contains(value.getS());
          default -> true;
        };
    if (!fits) {
      String shown =
          definition.getType().equals("type")
              ? value.getType().toString()
              : value.getS().toString(java.nio.charset.StandardCharsets.UTF_8);
      throw unsupported(
          String.format(
              "%s of %s does not take %s=%s",
              op.getName(), graph.target().name(), definition.getName(), shown));
    }
  }

  private List<Tensor> outputs() {
    List<Tensor> outputs = new ArrayList<>();
    for (ArgDef arg : op.getOutputArgList()) {
      List<DataType> types = types(arg);
      for (int i = 0; i < types.size(); i++) {
        outputs.add(new Tensor(name, arg.getName(), i, outputs.size(), types.get(i)));
      }
    }
    return outputs;
  }

  private List<DataType> types(ArgDef arg) {
    if (!arg.getTypeListAttr().isEmpty()) {
      return value(arg.getTypeListAttr()).getList().getTypeList();
    }
    DataType type =
        arg.getTypeAttr().isEmpty() ? arg.getType() : value(arg.getTypeAttr()).getType();
    long count = arg.getNumberAttr().isEmpty() ? 1 : value(arg.getNumberAttr()).getI();
    return java.util.Collections.nCopies(Math.toIntExact(count), type);
  }

  private AttrValue value(String attr) {
    AttrValue set = attributes.get(attr);
    return set != null
        ? set
        : op.getAttrList().stream()
            .filter(definition -> definition.getName().equals(attr))
            .findFirst()
            .orElseThrow()
            .getDefaultValue();
  }

  private RuntimeException unsupported(String message) {
    return Finding.of(Rule.GRAPH_OP_UNKNOWN, Location.node(name), message).exception();
  }
}
