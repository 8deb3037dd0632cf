package dev.salvor.graph;

import com.google.protobuf.ByteString;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Java values as AttrValues of the type that an op definition states. */
final class AttrValues {
  private AttrValues() {}

  static AttrValue of(String type, Object value) {
    if (value instanceof AttrValue given) {
      return given;
    }
    AttrValue.Builder attr = AttrValue.newBuilder();
    switch (type) {
      case "bool" -> attr.setB((Boolean) value);
      case "int" -> attr.setI(((Number) value).longValue());
      case "float" -> attr.setF(((Number) value).floatValue());
      case "string" -> attr.setS(string(value));
      case "type" -> attr.setType(dtype(value));
      case "shape" -> attr.setShape(shape((Shape) value));
      case "tensor" -> attr.setTensor((TensorProto) value);
      case "func" -> attr.setFunc(function((FunctionRef) value));
      default -> attr.setList(list(type, elements(value)));
    }
    return attr.build();
  }

  private static AttrValue.ListValue list(String type, List<?> values) {
    AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
    for (Object value : values) {
      switch (type) {
        case "list(bool)" -> list.addB((Boolean) value);
        case "list(int)" -> list.addI(((Number) value).longValue());
        case "list(float)" -> list.addF(((Number) value).floatValue());
        case "list(string)" -> list.addS(string(value));
        case "list(type)" -> list.addType(dtype(value));
        case "list(shape)" -> list.addShape(shape((Shape) value));
        case "list(func)" -> list.addFunc(function((FunctionRef) value));
        default -> throw new IllegalArgumentException("attribute type " + type);
      }
    }
    return list.build();
  }

  private static List<?> elements(Object value) {
    if (value instanceof long[] longs) {
      return Arrays.stream(longs).boxed().toList();
    }
    if (value instanceof int[] ints) {
      return Arrays.stream(ints).boxed().toList();
    }
    if (value instanceof Object[] objects) {
      return Stream.of(objects).toList();
    }
    return (List<?>) value;
  }

  private static ByteString string(Object value) {
    return value instanceof ByteString bytes ? bytes : ByteString.copyFromUtf8((String) value);
  }

  private static DataType dtype(Object value) {
    return value instanceof ElementType type ? dtype(type) : (DataType) value;
  }

  static DataType dtype(ElementType type) {
    return DataType.forNumber(type.number());
  }

  private static NameAttrList function(FunctionRef function) {
    return NameAttrList.newBuilder().setName(function.name()).build();
  }

  static TensorShapeProto shape(Shape shape) {
    TensorShapeProto.Builder proto = TensorShapeProto.newBuilder();
    for (long dim : shape.dims()) {
      proto.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    return proto.build();
  }
}
