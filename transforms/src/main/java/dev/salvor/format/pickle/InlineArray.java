package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleNode.Global;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What joblib's {@code NumpyArrayWrapper} says of the array that follows it in the stream
 * (joblib/numpy_pickle.py): raw bytes, from joblib 1.2 on behind one byte that counts padding
 * bytes; or a pickle of its own where the elements are objects.
 *
 * @param aligned whether the count of padding bytes and the padding come first
 */
public record InlineArray(NumpyDtype dtype, List<Long> shape, boolean fortran, boolean aligned) {
  private static final Set<String> WRAPPERS =
      Set.of(
          "joblib.numpy_pickle.NumpyArrayWrapper",
          "sklearn.externals.joblib.numpy_pickle.NumpyArrayWrapper");

  public InlineArray {
    shape = List.copyOf(shape);
  }

  /** Whether a call makes such a wrapper. */
  public static boolean isWrapper(CallNode call) {
    return call.function().map(Global::qualified).filter(WRAPPERS::contains).isPresent();
  }

  /** The wrapper's content; empty for anything else and for a wrapper that says too little. */
  public static Optional<InlineArray> of(CallNode call) {
    if (!isWrapper(call)
        || call.states().size() != 1
        || !(call.states().get(0) instanceof DictNode state)) {
      return Optional.empty();
    }
    Optional<NumpyDtype> dtype = state.value("dtype").flatMap(NumpyDtype::of);
    Optional<List<Long>> shape = state.value("shape").flatMap(NumpyArray::shape);
    Optional<String> order = state.value("order").flatMap(node -> PickleValues.text(node, 4));
    if (dtype.isEmpty() || shape.isEmpty() || order.isEmpty()) {
      return Optional.empty();
    }
    OptionalLong alignment =
        state
            .value("numpy_array_alignment_bytes")
            .map(PickleValues::integer)
            .orElse(OptionalLong.empty());
    return Optional.of(
        new InlineArray(dtype.get(), shape.get(), order.get().equals("F"), alignment.isPresent()));
  }

  public boolean objects() {
    return dtype.objects();
  }

  /** Bytes of the array; {@link Long#MAX_VALUE} where that does not fit. */
  public long byteSize() {
    return NumpyArray.byteSize(dtype, shape);
  }
}
