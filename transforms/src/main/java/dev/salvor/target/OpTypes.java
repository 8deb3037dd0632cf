package dev.salvor.target;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * The tensors that a node takes and gives, from its op definition and attributes
 * (tensorflow/core/framework/node_def_util.cc, InOutTypesForNode). {@code DT_INVALID} stands for a
 * type that the node leaves open: in polymorphic functions.
 */
public final class OpTypes {
  /** More outputs than any op of a model has; a count beyond it is damage. */
  private static final long MAX_COUNT = 1 << 20;

  private static final int REF_OFFSET = 100;

  private OpTypes() {}

  /** Types of the data inputs; empty where the attributes do not say how many there are. */
  public static Optional<List<DataType>> inputs(OpDef op, NodeDef node) {
    return all(op, op.getInputArgList(), node);
  }

  /** Types of the outputs; empty where the attributes do not say how many there are. */
  public static Optional<List<DataType>> outputs(OpDef op, NodeDef node) {
    return all(op, op.getOutputArgList(), node);
  }

  /**
   * Where the tensors of output argument {@code name} begin among all outputs and how many they
   * are; empty where there is no such argument or the counts are unknown.
   */
  public static Optional<int[]> outputRange(OpDef op, NodeDef node, String name) {
    int first = 0;
    for (OpDef.ArgDef arg : op.getOutputArgList()) {
      Optional<List<DataType>> types = types(op, arg, node);
      if (types.isEmpty()) {
        return Optional.empty();
      }
      if (arg.getName().equals(name)) {
        return Optional.of(new int[] {first, types.get().size()});
      }
      first += types.get().size();
    }
    return Optional.empty();
  }

  /** The type without the mark of a reference. */
  public static DataType base(DataType type) {
    if (type == DataType.UNRECOGNIZED) {
      return DataType.DT_INVALID;
    }
    return type.getNumber() > REF_OFFSET ? number(type.getNumber() - REF_OFFSET) : type;
  }

  /** Whether a type is that of a reference to a variable. */
  public static boolean isRef(DataType type) {
    return type != DataType.UNRECOGNIZED && type.getNumber() > REF_OFFSET;
  }

  /** The value of an attribute, or its default in the definition. */
  public static Optional<AttrValue> attribute(OpDef op, NodeDef node, String name) {
    AttrValue value = node.getAttrMap().get(name);
    if (value != null) {
      return Optional.of(value);
    }
    return op.getAttrList().stream()
        .filter(attr -> attr.getName().equals(name) && attr.hasDefaultValue())
        .map(OpDef.AttrDef::getDefaultValue)
        .findFirst();
  }

  private static Optional<List<DataType>> all(OpDef op, List<OpDef.ArgDef> args, NodeDef node) {
    List<DataType> all = new ArrayList<>();
    for (OpDef.ArgDef arg : args) {
      Optional<List<DataType>> types = types(op, arg, node);
      if (types.isEmpty()) {
        return Optional.empty();
      }
      all.addAll(types.get());
    }
    return Optional.of(all);
  }

  private static Optional<List<DataType>> types(OpDef op, OpDef.ArgDef arg, NodeDef node) {
    if (!arg.getTypeListAttr().isEmpty()) {
      return attribute(op, node, arg.getTypeListAttr())
          .filter(value -> value.hasList())
          .map(value -> value.getList().getTypeList());
    }
    DataType type = arg.getType();
    if (!arg.getTypeAttr().isEmpty()) {
      Optional<AttrValue> value = attribute(op, node, arg.getTypeAttr());
      type = value.filter(AttrValue::hasType).map(AttrValue::getType).orElse(DataType.DT_INVALID);
    }
    if (arg.getIsRef() && type != DataType.DT_INVALID && type != DataType.UNRECOGNIZED) {
      type = number(type.getNumber() + REF_OFFSET);
    }
    if (arg.getNumberAttr().isEmpty()) {
      return Optional.of(List.of(type));
    }
    DataType repeated = type;
    return attribute(op, node, arg.getNumberAttr())
        .filter(AttrValue::hasI)
        .map(AttrValue::getI)
        .filter(count -> count >= 0 && count <= MAX_COUNT)
        .map(count -> Collections.nCopies(count.intValue(), repeated));
  }

  private static DataType number(int number) {
    DataType type = DataType.forNumber(number);
    return type == null ? DataType.DT_INVALID : type;
  }
}
