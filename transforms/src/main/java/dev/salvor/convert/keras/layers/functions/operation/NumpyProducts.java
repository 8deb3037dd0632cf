package dev.salvor.convert.keras.layers.functions.operation;

import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.linalg.Correlation;
import dev.salvor.convert.keras.layers.functions.linalg.CrossProduct;
import dev.salvor.convert.keras.layers.functions.linalg.EinsteinSums;
import dev.salvor.convert.keras.layers.functions.linalg.Kronecker;
import dev.salvor.convert.keras.layers.functions.linalg.LinearAlgebra;
import dev.salvor.convert.keras.layers.functions.linalg.Products;

/** Products of {@code keras.ops.numpy} (keras/src/ops/numpy.py). */
public final class NumpyProducts {
  private static final String PAIR = "x=x1 y=x2";

  private NumpyProducts() {}

  public static void add(FunctionTable table) {
    table
        .add("numpy.Matmul", PAIR, Products::matmul)
        .add("numpy.Dot", PAIR, Products::dot)
        .add("numpy.Tensordot", PAIR + " axes", Products::tensordot)
        .add("numpy.Einsum", "*x equation=subscripts", EinsteinSums::of)
        .add("numpy.Outer", PAIR, LinearAlgebra::outerProduct)
        .add("numpy.Vdot", PAIR, LinearAlgebra::innerProductOfAll)
        .add("numpy.Inner", PAIR, Products::inner)
        .add("numpy.Kron", PAIR, Kronecker::product)
        .add("numpy.Cross", PAIR + " axisa axisb axisc axis", CrossProduct::of)
        .add("numpy.Correlate", PAIR + " mode", Correlation::of)
        .add("numpy.Corrcoef", "x", LinearAlgebra::correlation)
        .addAll("numpy.Slogdet", "x", LinearAlgebra::signAndLog);
  }
}
