package dev.salvor.convert.keras.layers.functions.call;

import dev.salvor.convert.keras.layers.KerasTensor;
import java.util.List;

/** Builds the results of one function, most often one. */
@FunctionalInterface
public interface FunctionBody {
  List<KerasTensor> apply(FunctionCall call);

  /** Of a function with one result. */
  @FunctionalInterface
  interface Single {
    KerasTensor apply(FunctionCall call);
  }

  static FunctionBody of(Single body) {
    return call -> List.of(body.apply(call));
  }
}
