package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.Activations;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * CRF of keras_contrib (layers/crf.py): tags as ones among zeros, or what it calls their marginal
 * probabilities. Energies are the less the likelier. Some of what it computes is not what it means
 * to, and is kept: the last tag without a mask is chosen as if another followed; the chain is run
 * backwards by the same transitions; the energy of the end is added where a mask begins.
 */
public final class ContribConditionalRandomField implements LayerConverter {

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    int units = call.config().integer("units");
    call.config().inert("sparse_target", "unroll");
    boolean joint = oneOf(call, "learn_mode", "join", "marginal");
    boolean best =
        call.config().has("test_mode") ? oneOf(call, "test_mode", "viterbi", "marginal") : joint;
    if (x.rank() != 3) {
      throw call.refused("takes sequences, the model gives it " + x.shape());
    }
    GraphBuilder graph = call.graph();
    Arithmetic math = new Arithmetic(graph);
    Tensor mask = call.mask().map(given -> math.cast(given, x.type())).orElse(null);
    Tensor product = math.matmul(x.tensor(), call.weight("kernel", x.shape().dim(2), units));
    Tensor transitions = call.weight("chain_kernel", units, units);
    if (call.config().flag("use_bias", true)) {
      product = math.add(product, call.weight("bias", units));
    }
    Shape shape = x.shape().with(2, units);
    Tensor energies = Activations.of(call, "activation", KerasTensor.of(product, shape));
    if (call.config().flag("use_boundary", true)) {
      energies =
          bounded(
              math,
              energies,
              mask,
              call.weight("left_boundary", units),
              call.weight("right_boundary", units));
    }
    Chain chain = new Chain(math, shape, transitions, units);
    Tensor result = best ? chain.path(energies, mask) : chain.marginal(energies, mask);
    return joint ? call.unmasked(result, shape) : call.output(result, shape);
  }

  private static boolean oneOf(LayerCall call, String argument, String first, String second) {
    String value = call.config().text(argument, first);
    if (!value.equals(first) && !value.equals(second)) {
      throw call.refused("has " + argument + " " + value);
    }
    return value.equals(first);
  }

  /** Energies with those of the first and the last step added. */
  private static Tensor bounded(
      Arithmetic math, Tensor energies, @Nullable Tensor mask, Tensor left, Tensor right) {
    GraphBuilder graph = math.graph();
    Tensor within = mask == null ? ones(math, energies) : mask;
    Tensor start = graph.apply("Greater", within, shifted(math, within, 2, true));
    Tensor behind = shifted(math, within, 2, false);
    Tensor end =
        mask == null
            ? graph.apply("Greater", within, behind)
            : graph.apply("Greater", behind, within);
    Tensor first = math.mul(math.expand(math.cast(start, energies.type()), 2), left);
    Tensor last = math.mul(math.expand(math.cast(end, energies.type()), 2), right);
    return math.add(math.add(energies, first), last);
  }

  /** {@code (batch, steps)}, nothing but 1. */
  private static Tensor ones(Arithmetic math, Tensor energies) {
    GraphBuilder graph = math.graph();
    Tensor shape =
        graph.apply("Slice", graph.apply("Shape", energies), graph.ints(0), graph.ints(2));
    return graph.apply("Fill", shape, graph.scalar(energies.type(), 1));
  }

  /** Every step in the place of the one after it, or before it; zeros where there is none. */
  private static Tensor shifted(Arithmetic math, Tensor x, int rank, boolean later) {
    GraphBuilder graph = math.graph();
    int[] none = new int[rank];
    int[] one = new int[rank];
    one[1] = 1;
    Tensor padded = math.pad(x, later ? one : none, later ? none : one);
    return graph.apply("Slice", padded, graph.ints(later ? none : one), graph.apply("Shape", x));
  }

  /** The recursions along one chain. */
  private record Chain(Arithmetic math, Shape shape, Tensor transitions, int tags) {

    Tensor path(Tensor energies, @Nullable Tensor mask) {
      GraphBuilder graph = math.graph();
      Tensor tables = backwards(recursion(energies, mask, false));
      Tensor first = math.slice(tables, new int[] {0, 0, 0}, new int[] {-1, 1, 1});
      Tensor path = run(new ViterbiCells.Backward(tags), tables, List.of(math.squeeze(first, 1)));
      Tensor forwards = math.cast(math.squeeze(backwards(path), 2), ElementType.INT32);
      Tensor one = graph.scalarLike(energies, 1);
      Tensor zero = graph.scalarLike(energies, 0);
      return graph.op("OneHot").in(forwards).in(graph.intScalar(tags)).in(one).in(zero).out();
    }

    Tensor marginal(Tensor energies, @Nullable Tensor mask) {
      Tensor before = recursion(energies, mask, true);
      Tensor turned = mask == null ? null : backwards(mask);
      Tensor after = backwards(recursion(backwards(energies), turned, true));
      Tensor own = mask == null ? energies : math.mul(energies, math.expand(mask, 2));
      Tensor sum =
          math.add(math.add(shifted(math, before, 3, true), own), shifted(math, after, 3, false));
      return math.unary("Softmax", math.neg(sum));
    }

    /** The outputs of all steps, {@code (batch, steps, tags)}. */
    private Tensor recursion(Tensor energies, @Nullable Tensor mask, boolean sums) {
      Tensor counts = ones(math, energies);
      Tensor own = energies;
      if (mask != null) {
        counts = math.mul(mask, shifted(math, mask, 2, false));
        own = math.mul(energies, math.expand(mask, 2));
      }
      Tensor inputs = math.concat(List.of(own, math.expand(counts, 2)), 2);
      return run(new EnergyCell(transitions, tags, sums), inputs, List.of());
    }

    private Tensor run(Cell cell, Tensor inputs, List<Tensor> states) {
      Sequence.Result result =
          new Sequence(cell, shape.dim(0), shape.dim(1), inputs.type(), MaskedSteps.ZEROS, true)
              .run(math.graph(), math.transpose(inputs, 1, 0, 2), null, states);
      return math.transpose(Objects.requireNonNull(result.outputs()), 1, 0, 2);
    }

    private Tensor backwards(Tensor x) {
      return math.graph().apply("ReverseV2", x, math.graph().ints(1));
    }
  }
}
