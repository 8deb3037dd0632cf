package dev.salvor.inspect.pickle.estimator;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleValues;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Functions of NumPy that work on each element. Before NumPy 1.20 they are pickled as {@code
 * _ufunc_reconstruct('numpy', name)}, which imports what it is told to, later by name
 * (numpy/core/__init__.py).
 */
public final class Ufuncs {
  /** All that are known to take numbers only; none calls anything. */
  public static final Set<String> NAMES =
      Set.of(
          "log",
          "log1p",
          "log2",
          "log10",
          "exp",
          "exp2",
          "expm1",
          "sqrt",
          "cbrt",
          "square",
          "absolute",
          "sign",
          "negative",
          "reciprocal",
          "sin",
          "cos",
          "tan",
          "tanh",
          "arctan",
          "arcsinh",
          "sinh",
          "cosh",
          "floor",
          "ceil",
          "rint",
          "trunc",
          "deg2rad",
          "rad2deg");

  /** The modules that name them. */
  public static final List<String> MODULES =
      List.of("numpy", "numpy.core._multiarray_umath", "numpy._core._multiarray_umath");

  private Ufuncs() {}

  /** The name of the function that {@code node} is; empty for anything else. */
  static Optional<String> name(PickleNode node) {
    if (node instanceof Global global) {
      return MODULES.contains(global.module()) && NAMES.contains(global.name())
          ? Optional.of(global.name())
          : Optional.empty();
    }
    return node instanceof CallNode call && reconstructs(call)
        ? PickleValues.text(call.arguments().get(1), 64)
        : Optional.empty();
  }

  /** Whether the arguments are {@code ('numpy', <one of the names>)}. */
  public static boolean named(CallNode call) {
    List<PickleNode> args = call.arguments();
    return args.size() == 2
        && PickleValues.isText(args.get(0), "numpy")
        && PickleValues.text(args.get(1), 64).filter(NAMES::contains).isPresent();
  }

  private static boolean reconstructs(CallNode call) {
    return call.function()
            .filter(
                function ->
                    function.name().equals("_ufunc_reconstruct")
                        && (function.module().equals("numpy.core")
                            || function.module().equals("numpy._core")))
            .isPresent()
        && named(call);
  }
}
