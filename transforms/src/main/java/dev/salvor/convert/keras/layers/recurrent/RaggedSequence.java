package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.ragged.Rows;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A recurrent layer over rows of different lengths: they are padded, steps behind a row count as
 * masked, and a sequence of outputs is cut to the rows again (keras/backend.py,
 * convert_inputs_if_ragged, rnn and maybe_convert_to_ragged).
 *
 * @param behind whether the outputs of a row stand behind those of its padding: stepped from its
 *     end, a row begins with its padding, of which TensorFlow before 2.5 knows nothing
 */
record RaggedSequence(
    Rows rows, KerasTensor given, RecurrentInputs padded, boolean every, boolean behind) {

  static RaggedSequence of(LayerCall call, RecurrentInputs inputs) {
    KerasTensor x = inputs.sequence();
    boolean unrolled = call.config().flag("unroll", false);
    boolean timeMajor = call.config().flag("time_major", false);
    if (x.splits().size() != 1 || unrolled || timeMajor || inputs.mask() != null) {
      throw call.refused(
          "is called with a ragged tensor " + x.shape() + ", which it cannot take as it is set");
    }
    Rows rows = new Rows(call.graph());
    KerasTensor dense = rows.dense(x);
    Tensor mask = rows.mask(x, dense);
    return new RaggedSequence(
        rows,
        x,
        new RecurrentInputs(dense, inputs.states(), mask, null),
        call.config().flag("return_sequences", false),
        call.config().flag("go_backwards", false) && call.era().atLeast(2, 5));
  }

  List<KerasTensor> outputs(List<KerasTensor> outputs) {
    if (!every) {
      return outputs;
    }
    Tensor mask = padded.mask();
    if (mask == null) {
      throw new IllegalStateException("padded sequences have a mask");
    }
    Tensor kept = behind ? rows.graph().apply("ReverseV2", mask, rows.graph().ints(1)) : mask;
    KerasTensor sequence = outputs.get(0);
    Shape shape = sequence.shape().with(1, Shape.UNKNOWN);
    List<KerasTensor> all = new ArrayList<>(outputs);
    all.set(0, new KerasTensor(rows.kept(sequence, kept), shape, null, given.splits()));
    return all;
  }
}
