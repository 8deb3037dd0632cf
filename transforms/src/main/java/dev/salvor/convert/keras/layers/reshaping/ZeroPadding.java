package dev.salvor.convert.keras.layers.reshaping;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.DataFormat;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import java.util.List;

/** ZeroPadding1D to 3D: zeros around the spatial axes. */
public final class ZeroPadding implements LayerConverter {
  private final int axes;

  public ZeroPadding(int axes) {
    this.axes = axes;
  }

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    KerasTensor x = call.input();
    Margins margins = Margins.of(call, "padding", axes);
    int first = DataFormat.of(call).channelsFirst() ? 2 : 1;
    int[] before = new int[x.rank()];
    int[] after = new int[x.rank()];
    Shape shape = x.shape();
    for (int i = 0; i < axes; i++) {
      before[first + i] = margins.before()[i];
      after[first + i] = margins.after()[i];
      if (shape.known(first + i)) {
        shape = shape.with(first + i, shape.dim(first + i) + before[first + i] + after[first + i]);
      }
    }
    return call.unmasked(new Arithmetic(call.graph()).pad(x.tensor(), before, after), shape);
  }
}
