package dev.salvor.validate.worker;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A tensor that a signature feeds or fetches.
 *
 * @param tensor {@code node:0}
 * @param type as the signature states it
 * @param shape as the signature states it; unknown rank where it states none
 */
record TensorSpec(String tensor, DataType type, TensorShapeProto shape) {

  /**
   * The tensors of one side of a signature by name. A sparse one is three, named as TensorFlow 2
   * names them: {@code <name>_indices}, {@code <name>_values}, {@code <name>_dense_shape}.
   *
   * @throws IllegalArgumentException where one has no tensor encoding that can be fed
   */
  static Map<String, TensorSpec> of(Map<String, TensorInfo> side) {
    Map<String, TensorSpec> specs = new LinkedHashMap<>();
    side.forEach(
        (name, info) -> {
          switch (info.getEncodingCase()) {
            case NAME ->
                specs.put(
                    name, new TensorSpec(info.getName(), info.getDtype(), info.getTensorShape()));
            case COO_SPARSE -> sparse(specs, name, info);
            case COMPOSITE_TENSOR, ENCODING_NOT_SET ->
                throw new IllegalArgumentException(
                    "'" + name + "' of the signature is a composite tensor");
          }
        });
    return Collections.unmodifiableMap(specs);
  }

  private static void sparse(Map<String, TensorSpec> specs, String name, TensorInfo info) {
    TensorInfo.CooSparse parts = info.getCooSparse();
    specs.put(
        name + "_indices",
        new TensorSpec(parts.getIndicesTensorName(), DataType.DT_INT64, shape(-1, rank(info))));
    specs.put(
        name + "_values", new TensorSpec(parts.getValuesTensorName(), info.getDtype(), shape(-1)));
    specs.put(
        name + "_dense_shape",
        new TensorSpec(parts.getDenseShapeTensorName(), DataType.DT_INT64, shape(rank(info))));
  }

  private static long rank(TensorInfo info) {
    return info.getTensorShape().getUnknownRank() ? -1 : info.getTensorShape().getDimCount();
  }

  private static TensorShapeProto shape(long... dims) {
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : dims) {
      shape.addDimBuilder().setSize(dim);
    }
    return shape.build();
  }
}
