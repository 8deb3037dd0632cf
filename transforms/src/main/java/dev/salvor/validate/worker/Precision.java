package dev.salvor.validate.worker;

import java.util.EnumSet;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;

/**
 * Tells from a graph's nodes whether it rounds activations to types so coarse that two faithful
 * runtimes differ visibly: half types, quantized types, casts of floats to eight-bit integers.
 * Weights that are only stored in such a type do not count.
 */
final class Precision {
  private static final Set<DataType> COARSE =
      EnumSet.of(
          DataType.DT_HALF,
          DataType.DT_BFLOAT16,
          DataType.DT_FLOAT8_E5M2,
          DataType.DT_FLOAT8_E4M3FN,
          DataType.DT_QINT8,
          DataType.DT_QUINT8,
          DataType.DT_QINT16,
          DataType.DT_QUINT16);

  /** Ops that hold, move or convert stored values without computing. */
  private static final Set<String> STORAGE =
      Set.of(
          "Const",
          "VarHandleOp",
          "ReadVariableOp",
          "AssignVariableOp",
          "VarIsInitializedOp",
          "Identity",
          "NoOp",
          "RestoreV2",
          "SaveV2",
          "StatefulPartitionedCall",
          "PartitionedCall",
          "Placeholder");

  private boolean coarse;

  void add(NodeDef node) {
    if (coarse || STORAGE.contains(node.getOp())) {
      return;
    }
    if (node.getOp().equals("Cast")) {
      coarse = floating(node, "SrcT") && eightBit(node, "DstT");
    } else {
      coarse =
          node.getOp().startsWith("FakeQuant")
              || node.getAttrMap().values().stream().anyMatch(Precision::coarse);
    }
  }

  boolean coarse() {
    return coarse;
  }

  private static boolean coarse(AttrValue value) {
    return COARSE.contains(value.getType())
        || value.getList().getTypeList().stream().anyMatch(COARSE::contains);
  }

  private static boolean floating(NodeDef node, String attribute) {
    DataType type = node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getType();
    return type == DataType.DT_FLOAT || type == DataType.DT_HALF || type == DataType.DT_BFLOAT16;
  }

  private static boolean eightBit(NodeDef node, String attribute) {
    DataType type = node.getAttrOrDefault(attribute, AttrValue.getDefaultInstance()).getType();
    return type == DataType.DT_INT8 || type == DataType.DT_UINT8;
  }
}
