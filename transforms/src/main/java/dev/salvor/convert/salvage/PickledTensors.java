package dev.salvor.convert.salvage;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.numpy.NpyFile;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.NumpyDtype;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.pickle.PickleText;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.FileTensor;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.format.tensor.TensorViews;
import dev.salvor.inspect.pickle.Companions;
import dev.salvor.inspect.pickle.Examination;
import dev.salvor.inspect.pickle.PickleFile;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Arrays of a pickle as tensors: in the file where their bytes stand there, else in a temporary
 * one. They can be read as long as the examination is open.
 */
final class PickledTensors {
  private final StagedArtifact staged;
  private final PickleFile file;

  PickledTensors(Examination examination) {
    this.staged = examination.staged();
    this.file = examination.file();
  }

  /**
   * @param where what the array is, for messages
   * @throws ArtifactException where it is no array of numbers or its bytes are not all there
   */
  TensorData of(PickleNode node, String where) throws IOException {
    if (node instanceof CallNode call) {
      Optional<String> companion = Companions.fileName(call);
      if (companion.isPresent()) {
        return companion(call, companion.get(), where);
      }
    }
    NumpyArray array =
        NumpyArray.of(node)
            .orElseThrow(() -> damaged(where, "is no array but " + PickleText.of(node)));
    if (array.data() == null) {
      throw damaged(where, "is an array of Python objects");
    }
    return tensor(file.bytes(array.data()), array.dtype(), array.shape(), array.fortran(), where);
  }

  private TensorData companion(CallNode wrapper, String name, String where) throws IOException {
    Path path =
        Companions.find(staged, name)
            .orElseThrow(() -> damaged(where, "lies in " + name + ", which is missing"));
    List<PickleNode> state =
        wrapper.states().get(0) instanceof DictNode dict
            ? dict.value("state")
                .map(node -> node instanceof Tuple tuple ? tuple.items() : List.<PickleNode>of())
                .orElse(List.of())
            : List.of();
    if (state.isEmpty()) {
      return NpyFile.open(path);
    }
    Optional<List<Long>> shape =
        state.size() > 3 ? NumpyArray.shape(state.get(1)) : Optional.empty();
    Optional<NumpyDtype> dtype = state.size() > 3 ? NumpyDtype.of(state.get(2)) : Optional.empty();
    if (shape.isEmpty() || dtype.isEmpty() || dtype.get().objects()) {
      throw damaged(where, "has a wrapper that does not describe an array of numbers");
    }
    boolean fortran = PickleValues.integer(state.get(3)).orElse(0) != 0;
    return tensor(file.companion(path), dtype.get(), shape.get(), fortran, where);
  }

  private static TensorData tensor(
      ByteSource bytes, NumpyDtype dtype, List<Long> dims, boolean fortran, String where)
      throws IOException {
    ElementType type =
        dtype
            .element()
            .orElseThrow(
                () -> damaged(where, "has elements of the NumPy kind '" + dtype.kind() + "'"));
    long size = NumpyArray.byteSize(dtype, dims);
    if (size != bytes.size()) {
      throw damaged(where, "needs " + size + " bytes and has " + bytes.size());
    }
    int rank = dims.size();
    long[] stored = new long[rank];
    int[] reversed = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      reversed[axis] = rank - 1 - axis;
      stored[axis] = dims.get(fortran ? reversed[axis] : axis);
    }
    Shape shape = Shape.of(stored);
    TensorData data = data(bytes, type, shape, dtype.order());
    return fortran && rank > 1 ? TensorViews.transpose(data, reversed) : data;
  }

  private static TensorData data(ByteSource bytes, ElementType type, Shape shape, ByteOrder order) {
    Path path = bytes.file();
    if (path != null) {
      return new FileTensor(path, bytes.base(), type, shape, order);
    }
    byte[] values = new byte[(int) bytes.size()];
    bytes.read(0, values, 0, values.length);
    if (order == ByteOrder.BIG_ENDIAN) {
      swap(values, type);
    }
    return new HeapTensor(type, shape, values);
  }

  private static void swap(byte[] values, ElementType type) {
    boolean complex = type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128;
    int width = complex ? type.size() / 2 : type.size();
    for (int item = 0; item < values.length; item += width) {
      for (int low = item, high = item + width - 1; low < high; low++, high--) {
        byte kept = values[low];
        values[low] = values[high];
        values[high] = kept;
      }
    }
  }

  private static ArtifactException damaged(String where, String what) {
    return Finding.of(Rule.PICKLE_DAMAGED, Location.tensor(where), where + " " + what).exception();
  }
}
