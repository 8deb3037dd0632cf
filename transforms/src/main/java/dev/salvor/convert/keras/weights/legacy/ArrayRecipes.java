package dev.salvor.convert.keras.weights.legacy;

import java.util.List;

/** The table of what stored arrays go through, in this order. */
final class ArrayRecipes {
  static final List<ArrayRecipe> ALL =
      List.of(
          new Keras1Gates(),
          new Keras1Kernels(),
          new TheanoKernels(),
          new CudnnGates(),
          new LoraFactors(),
          new KernelAxes(),
          new StoredPrecision());

  private ArrayRecipes() {}
}
