package dev.salvor.convert.keras.layers.functions.call;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.graph.FunctionRef;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.tensorflow.proto.DataType;

/** Steps that a graph takes as often as its values say: a StatelessWhile over some variables. */
public final class Loop {

  /** What the variables are after one step. */
  @FunctionalInterface
  public interface Step {
    List<Tensor> of(Arithmetic math, Tensor counter, List<Tensor> variables);
  }

  private Loop() {}

  /**
   * @param limit how many steps are taken, a scalar of any number type, which the counter takes too
   * @return the variables after the last step
   */
  public static List<Tensor> counted(
      GraphBuilder graph, Tensor limit, List<Tensor> variables, Step step) {
    List<Tensor> all = new ArrayList<>(List.of(graph.scalarLike(limit, 0), limit));
    all.addAll(variables);
    return conditional(
            graph,
            all,
            (math, in) -> math.graph().apply("Less", in.get(0), in.get(1)),
            (math, in) -> {
              List<Tensor> next = new ArrayList<>(List.of(math.add(in.get(0), 1), in.get(1)));
              next.addAll(step.of(math, in.get(0), in.subList(2, in.size())));
              return next;
            })
        .subList(2, all.size());
  }

  /**
   * @param more whether a further step is taken, a scalar of bool
   * @return the variables after the last step
   */
  public static List<Tensor> conditional(
      GraphBuilder graph,
      List<Tensor> variables,
      BiFunction<Arithmetic, List<Tensor>, Tensor> more,
      BiFunction<Arithmetic, List<Tensor>, List<Tensor>> step) {
    List<DataType> types = variables.stream().map(Tensor::dtype).toList();
    FunctionRef cond =
        graph.function(
            "more", types, (inner, in) -> List.of(more.apply(new Arithmetic(inner), in)));
    FunctionRef body =
        graph.function("step", types, (inner, in) -> step.apply(new Arithmetic(inner), in));
    return graph.op("StatelessWhile").in(variables).attr("cond", cond).attr("body", body).outs();
  }
}
