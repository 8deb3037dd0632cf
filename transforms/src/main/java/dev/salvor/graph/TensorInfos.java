package dev.salvor.graph;

import dev.salvor.format.tensor.Shape;
import org.tensorflow.proto.TensorInfo;

/** TensorInfos of signatures. */
public final class TensorInfos {
  private TensorInfos() {}

  public static TensorInfo of(Tensor tensor, Shape shape) {
    return TensorInfo.newBuilder()
        .setName(tensor.name())
        .setDtype(tensor.dtype())
        .setTensorShape(AttrValues.shape(shape))
        .build();
  }
}
