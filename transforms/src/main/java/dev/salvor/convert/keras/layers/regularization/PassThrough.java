package dev.salvor.convert.keras.layers.regularization;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.List;

/**
 * A layer that acts in training only: Dropout and its kin, noise, activity regularizers, random
 * image augmentation that leaves images alone at inference.
 */
public final class PassThrough implements LayerConverter {
  private final boolean masks;
  private final String[] inert;

  /**
   * @param masks whether the layer passes a mask on
   * @param inert its arguments
   */
  public PassThrough(boolean masks, String... inert) {
    this.masks = masks;
    this.inert = inert.clone();
  }

  @Override
  public RaggedInputs ragged(LayerConfig config) {
    return RaggedInputs.FLAT;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert(inert);
    return call.inputs().stream().map(x -> x.withMask(masks ? x.keptMask() : null)).toList();
  }
}
