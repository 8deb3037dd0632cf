package dev.salvor.validate.worker;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.tensorflow.internal.c_api.TF_TString;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;

/** A tensor in native memory, which is freed when this is closed. Values are little-endian. */
final class NativeTensor implements TensorData, AutoCloseable {
  private static final int CHUNK = 8192;
  private static final int STRING_SIZE = 24;

  private final TF_Tensor handle;
  private final ElementType type;
  private final Shape shape;

  private NativeTensor(TF_Tensor handle, ElementType type, Shape shape) {
    this.handle = handle;
    this.type = type;
    this.shape = shape;
  }

  /**
   * Takes over a tensor that TensorFlow has made.
   *
   * @throws IllegalArgumentException where its type is none of values (a resource, a variant)
   */
  static NativeTensor own(TF_Tensor handle) {
    int number = tensorflow.TF_TensorType(handle);
    long[] dims = new long[tensorflow.TF_NumDims(handle)];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = tensorflow.TF_Dim(handle, axis);
    }
    ElementType type = ElementType.byNumber(number).orElse(null);
    if (type == null) {
      tensorflow.TF_DeleteTensor(handle);
      throw new IllegalArgumentException("it has no values but is of data type " + number);
    }
    return new NativeTensor(handle, type, Shape.of(dims));
  }

  /** Copies {@code data}, converted to {@code type}, into native memory. */
  static NativeTensor copyOf(TensorData data, ElementType type) throws IOException {
    if ((type == ElementType.STRING) != (data.type() == ElementType.STRING)) {
      throw new IllegalArgumentException(
          "recorded is " + data.type().id() + ", the signature takes " + type.id());
    }
    long elements = data.shape().elements();
    long bytes =
        Math.multiplyExact(elements, type == ElementType.STRING ? STRING_SIZE : type.size());
    long[] dims = data.shape().dims();
    TF_Tensor handle = tensorflow.TF_AllocateTensor(type.number(), dims, dims.length, bytes);
    NativeTensor tensor = new NativeTensor(handle, type, data.shape());
    if (data instanceof StringTensor text) {
      tensor.fill(text.values());
    } else {
      tensor.fill(data);
    }
    return tensor;
  }

  private void fill(TensorData data) throws IOException {
    long elements = shape.elements();
    ByteBuffer source =
        ByteBuffer.allocate(CHUNK * data.type().size()).order(ByteOrder.LITTLE_ENDIAN);
    ByteBuffer target = ByteBuffer.allocate(CHUNK * type.size()).order(ByteOrder.LITTLE_ENDIAN);
    BytePointer pointer = new BytePointer(tensorflow.TF_TensorData(handle));
    for (long first = 0; first < elements; first += CHUNK) {
      int count = (int) Math.min(CHUNK, elements - first);
      source.clear().limit(count * data.type().size());
      data.read(first, source);
      target.clear();
      convert(data.type(), source, count, target);
      pointer.position(first * type.size()).put(target.array(), 0, target.position());
    }
  }

  private void convert(ElementType from, ByteBuffer source, int count, ByteBuffer target) {
    if (from == type) {
      target.put(source.flip());
      return;
    }
    for (int i = 0; i < count; i++) {
      if (Elements.whole(from)) {
        Elements.put(type, target, Elements.whole(from, source, i));
      } else {
        Elements.put(
            type, target, Elements.real(from, source, i), Elements.imaginary(from, source, i));
      }
    }
  }

  private void fill(List<byte[]> values) {
    Pointer data = tensorflow.TF_TensorData(handle);
    for (int i = 0; i < values.size(); i++) {
      byte[] value = values.get(i);
      try (TF_TString string = string(data, i);
          BytePointer bytes = new BytePointer(value.length == 0 ? new byte[1] : value)) {
        tensorflow.TF_TString_Init(string);
        tensorflow.TF_TString_Copy(string, bytes, value.length);
      }
    }
  }

  private static TF_TString string(Pointer data, long index) {
    return new TF_TString(data).getPointer(index);
  }

  @Override
  public ElementType type() {
    return type;
  }

  @Override
  public Shape shape() {
    return shape;
  }

  TF_Tensor handle() {
    return handle;
  }

  /** Itself; strings as a copy on the heap. */
  TensorData values() {
    if (type != ElementType.STRING) {
      return this;
    }
    long elements = shape.elements();
    Pointer data = tensorflow.TF_TensorData(handle);
    List<byte[]> values = new ArrayList<>();
    for (long i = 0; i < elements; i++) {
      TF_TString string = string(data, i);
      byte[] value = new byte[Math.toIntExact(tensorflow.TF_TString_GetSize(string))];
      if (value.length > 0) {
        tensorflow.TF_TString_GetDataPointer(string).get(value);
      }
      values.add(value);
    }
    return new StringTensor(shape, values);
  }

  @Override
  public void read(long first, ByteBuffer target) {
    byte[] bytes = new byte[target.remaining()];
    if (bytes.length > 0) {
      new BytePointer(tensorflow.TF_TensorData(handle)).position(first * type.size()).get(bytes);
    }
    target.put(bytes);
  }

  @Override
  public void close() {
    tensorflow.TF_DeleteTensor(handle);
  }
}
