package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.convert.keras.layers.LayerCall;

/**
 * What a recurrent layer gives out at a step that is masked; its states always stay as they were.
 */
enum MaskedSteps {
  /** Zeros ({@code zero_output_for_mask}). */
  ZEROS,
  /**
   * Zeros where the mask says so before it is turned round with the sequence, elsewhere the output
   * of the step before: what an unrolled layer makes of a sequence backwards (keras/backend.py,
   * rnn).
   */
  ZEROS_UNTURNED,
  /** The output of the step before, zeros at the first (tf.keras backend.rnn). */
  PREVIOUS_OUTPUT,
  /**
   * The first state: the output of the step before, or what was given as initial state (Keras
   * before 2.3).
   */
  FIRST_STATE;

  static MaskedSteps of(LayerCall call) {
    boolean unrolled = call.config().flag("unroll", false);
    if (call.config().flag("zero_output_for_mask", false)) {
      boolean turned = unrolled && call.config().flag("go_backwards", false);
      return turned && call.config().flag("return_sequences", false) ? ZEROS_UNTURNED : ZEROS;
    }
    boolean old = call.era().multiBackend() && !call.era().atLeast(2, 3);
    return old && !unrolled ? FIRST_STATE : PREVIOUS_OUTPUT;
  }
}
