package dev.salvor.convert.keras.layers.functions.call;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.List;

/**
 * A shape that is an argument: constants, tensors, or both.
 *
 * @param vector int32, at run time
 * @param known static sizes, unknown where they are computed
 */
public record Dimensions(Tensor vector, Shape known) {

  public static Dimensions of(FunctionCall call, String name) {
    Argument<KerasTensor> argument =
        call.find(name).orElseThrow(() -> call.layer().refused("is called without " + name));
    GraphBuilder graph = call.graph();
    if (argument instanceof Argument.Leaf<KerasTensor> leaf) {
      KerasTensor vector = leaf.value();
      long rank = vector.rank() == 1 ? vector.shape().dim(0) : Shape.UNKNOWN;
      if (rank == Shape.UNKNOWN) {
        throw call.layer().refused("computes a shape of unknown rank");
      }
      return new Dimensions(
          call.math().cast(vector.tensor(), ElementType.INT32), unknown((int) rank));
    }
    if (argument instanceof Argument.Constant<KerasTensor>) {
      int[] dims = call.integers(name);
      return new Dimensions(graph.ints(dims), known(dims));
    }
    List<Tensor> parts = new ArrayList<>();
    Shape known = Shape.SCALAR;
    if (argument instanceof Argument.Sequence<KerasTensor> sequence) {
      for (Argument<KerasTensor> item : sequence.items()) {
        if (item instanceof Argument.Leaf<KerasTensor> leaf) {
          Tensor scalar = call.math().cast(leaf.value().tensor(), ElementType.INT32);
          parts.add(leaf.value().rank() == 0 ? scalar : call.math().reshape(scalar));
          known = known.append(Shape.UNKNOWN);
        } else if (item instanceof Argument.Constant<KerasTensor> constant) {
          int dim = Literal.plain(constant.value()).asInt();
          parts.add(graph.intScalar(dim));
          known = known.append(dim < 0 ? Shape.UNKNOWN : dim);
        } else {
          throw call.layer().refused("takes a list of sizes as " + name);
        }
      }
    }
    Tensor vector = parts.isEmpty() ? graph.ints() : graph.op("Pack").in(parts).out();
    return new Dimensions(vector, known);
  }

  private static Shape known(int[] dims) {
    Shape known = Shape.SCALAR;
    for (int dim : dims) {
      known = known.append(dim < 0 ? Shape.UNKNOWN : dim);
    }
    return known;
  }

  private static Shape unknown(int rank) {
    Shape shape = Shape.SCALAR;
    for (int i = 0; i < rank; i++) {
      shape = shape.append(Shape.UNKNOWN);
    }
    return shape;
  }
}
