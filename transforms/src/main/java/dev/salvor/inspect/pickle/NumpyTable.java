package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.NumpyDtype;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.inspect.pickle.estimator.Ufuncs;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Arrays, dtypes and scalars of NumPy, and the wrappers that joblib and dill put around them. NumPy
 * 2 renamed {@code numpy.core} to {@code numpy._core}.
 */
final class NumpyTable {
  private static final Set<String> WRAPPER_KEYS =
      Set.of("subclass", "shape", "order", "dtype", "allow_mmap", "numpy_array_alignment_bytes");
  private static final Set<String> COMPANION_KEYS =
      Set.of("filename", "subclass", "allow_mmap", "state", "init_args");

  private NumpyTable() {}

  static void fill(BiConsumer<String, Allowed> table) {
    table.accept("numpy ndarray", Allowed.named(Family.NUMPY));
    table.accept(
        "numpy dtype",
        Allowed.function(Family.NUMPY, NumpyTable::dtype).withState(NumpyTable::dtypeState));
    for (String core : List.of("numpy.core", "numpy._core")) {
      table.accept(
          core + ".multiarray _reconstruct",
          Allowed.function(
                  Family.NUMPY,
                  call -> Shapes.anyArgs().test(call) && NumpyArray.isBlank(call.arguments()))
              .withState(NumpyTable::arrayState));
      table.accept(core + ".multiarray scalar", Allowed.function(Family.NUMPY, NumpyTable::scalar));
      table.accept(
          core + ".numeric _frombuffer", Allowed.function(Family.NUMPY, NumpyTable::buffer));
    }
    for (String module : Ufuncs.MODULES) {
      Ufuncs.NAMES.forEach(name -> table.accept(module + " " + name, Allowed.named(Family.NUMPY)));
    }
    for (String ma : List.of("numpy.ma.core", "numpy.ma")) {
      table.accept(ma + " MaskedArray", Allowed.named(Family.DATA));
      table.accept(
          ma + " _mareconstruct",
          Allowed.function(Family.DATA, NumpyTable::masked).withState(NumpyTable::maskedState));
    }
    for (String core : List.of("numpy.core", "numpy._core")) {
      table.accept(
          core + " _ufunc_reconstruct",
          Allowed.function(
              Family.NUMPY, call -> Shapes.anyArgs().test(call) && Ufuncs.named(call)));
    }
    for (String type : List.of("bfloat16", "float8_e4m3fn", "float8_e5m2")) {
      table.accept("ml_dtypes " + type, Allowed.named(Family.NUMPY));
    }
    table.accept(
        "dill._dill _create_array",
        Allowed.function(Family.NUMPY, call -> NumpyArray.of(call).isPresent()));
    for (String joblib : List.of("joblib", "sklearn.externals.joblib")) {
      table.accept(
          joblib + ".numpy_pickle NumpyArrayWrapper",
          Allowed.instance(Family.JOBLIB, state -> known(state, WRAPPER_KEYS)));
      for (String module : List.of(".numpy_pickle ", ".numpy_pickle_compat ")) {
        for (String wrapper : List.of("NDArrayWrapper", "ZNDArrayWrapper")) {
          table.accept(
              joblib + module + wrapper,
              Allowed.instance(Family.JOBLIB, state -> known(state, COMPANION_KEYS)));
        }
      }
    }
  }

  private static boolean dtype(CallNode call) {
    return Shapes.anyArgs().test(call)
        && !call.arguments().isEmpty()
        && call.arguments().size() <= 3
        && (Shapes.string(call.arguments().get(0))
            || (call.arguments().get(0) instanceof Global type
                && type.module().equals("ml_dtypes")))
        && NumpyDtype.of(call).isPresent();
  }

  private static boolean dtypeState(PickleNode state) {
    return state instanceof Tuple tuple && (tuple.items().size() == 8 || tuple.items().size() == 9);
  }

  /** {@code (1, shape, dtype, fortran, bytes or list)}. */
  private static boolean arrayState(PickleNode state) {
    return state instanceof Tuple tuple
        && tuple.items().size() == 5
        && tuple.items().get(1) instanceof Tuple shape
        && shape.items().stream().allMatch(Shapes::integer)
        && NumpyDtype.of(tuple.items().get(2))
            .filter(dtype -> dtype.objects() == Shapes.list(tuple.items().get(4)))
            .isPresent()
        && (Shapes.list(tuple.items().get(4)) || Shapes.bytes(tuple.items().get(4)));
  }

  /** {@code _mareconstruct(MaskedArray, ndarray, (0,), 'b')} (numpy/ma/core.py). */
  private static boolean masked(CallNode call) {
    return Shapes.anyArgs().test(call)
        && call.arguments().size() == 4
        && call.arguments().get(0) instanceof Global type
        && type.module().startsWith("numpy.ma")
        && type.name().equals("MaskedArray")
        && NumpyArray.isBlank(call.arguments().subList(1, 4));
  }

  /** {@code (1, shape, dtype, fortran, bytes or list, mask, fill value)}. */
  private static boolean maskedState(PickleNode state) {
    return state instanceof Tuple tuple
        && tuple.items().size() == 7
        && arrayState(new Tuple(tuple.items().subList(0, 5)))
        && Shapes.bytes(tuple.items().get(5));
  }

  private static boolean scalar(CallNode call) {
    return Shapes.anyArgs().test(call)
        && call.arguments().size() == 2
        && NumpyDtype.of(call.arguments().get(0)).filter(dtype -> !dtype.objects()).isPresent()
        && Shapes.bytes(call.arguments().get(1));
  }

  private static boolean buffer(CallNode call) {
    return Shapes.anyArgs().test(call)
        && call.arguments().size() == 4
        && (Shapes.bytes(call.arguments().get(0))
            || call.arguments().get(0) instanceof PickleNode.OutOfBand)
        && NumpyDtype.of(call.arguments().get(1)).filter(dtype -> !dtype.objects()).isPresent()
        && call.arguments().get(2) instanceof Tuple shape
        && shape.items().stream().allMatch(Shapes::integer)
        && Shapes.string(call.arguments().get(3));
  }

  private static boolean known(PickleNode state, Set<String> keys) {
    return state instanceof DictNode dict
        && dict.keys().stream()
            .allMatch(key -> PickleValues.text(key, 256).filter(keys::contains).isPresent())
        && dict.value("subclass").map(type -> Shapes.global(type, "numpy.ndarray")).orElse(true);
  }
}
