package dev.salvor.convert.keras.layers.functions.array;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Dimensions;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Literal;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.List;

/** Indexing with Python's brackets: numbers, slices, an ellipsis, new axes. */
public final class Slicing {
  private Slicing() {}

  /** {@code x[key]}; the key is one item or a tuple of them. */
  public static KerasTensor getItem(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Argument<KerasTensor> key =
        call.find("key").orElseGet(() -> new Argument.Constant<>(NullNode.getInstance()));
    Bounds bounds = new Bounds(call);
    int axis = 0;
    List<Argument<KerasTensor>> items = items(key);
    long used = items.stream().filter(item -> !isNull(item) && !isEllipsis(item)).count();
    for (Argument<KerasTensor> item : items) {
      if (isEllipsis(item)) {
        int skipped = x.rank() - Math.toIntExact(used);
        bounds.ellipsis(x.shape().slice(axis, axis + skipped));
        axis += skipped;
      } else if (isNull(item)) {
        bounds.newAxis();
      } else {
        if (axis >= x.rank()) {
          throw call.layer().refused("indexes " + x.shape() + " with " + items.size() + " items");
        }
        bounds.item(item, x.shape().dim(axis++));
      }
    }
    return bounds.slice(x, x.shape().slice(axis, x.rank()));
  }

  private static List<Argument<KerasTensor>> items(Argument<KerasTensor> key) {
    if (key instanceof Argument.Sequence<KerasTensor> sequence) {
      return sequence.items();
    }
    if (key instanceof Argument.Constant<KerasTensor> constant) {
      JsonNode plain = Literal.plain(constant.value());
      if (plain.isArray()) {
        List<Argument<KerasTensor>> items = new ArrayList<>();
        plain.forEach(item -> items.add(new Argument.Constant<>(item)));
        return items;
      }
    }
    return List.of(key);
  }

  private static boolean isNull(Argument<KerasTensor> item) {
    return item instanceof Argument.Constant<KerasTensor> constant && constant.value().isNull();
  }

  private static boolean isEllipsis(Argument<KerasTensor> item) {
    return item instanceof Argument.Constant<KerasTensor> constant
        && constant.value().path("class_name").asText().equals("__ellipsis__");
  }

  /** {@code x} from {@code begin}, as large as {@code size}; -1 takes what is left. */
  public static KerasTensor slice(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Dimensions begin = Dimensions.of(call, "begin");
    Dimensions size = Dimensions.of(call, "size");
    Tensor cut = call.graph().apply("Slice", x.tensor(), begin.vector(), size.vector());
    Shape shape = size.known();
    for (int i = 0; i < shape.rank(); i++) {
      if (!shape.known(i) && x.shape().known(i) && begin.known().known(i)) {
        shape = shape.with(i, x.shape().dim(i) - begin.known().dim(i));
      }
    }
    return KerasTensor.of(cut, shape);
  }

  /** The StridedSlice op with constant bounds. */
  static KerasTensor strided(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    int[] begin = call.integers("begin");
    int[] end = call.integers("end");
    int[] strides = call.integers("strides");
    Bounds bounds = new Bounds(call);
    int axis = 0;
    int newAxes = call.integer("new_axis_mask", 0);
    int ellipses = call.integer("ellipsis_mask", 0);
    int used = begin.length - Integer.bitCount(newAxes) - Integer.bitCount(ellipses);
    for (int i = 0; i < begin.length; i++) {
      int bit = 1 << i;
      if ((ellipses & bit) != 0) {
        int skipped = x.rank() - used;
        bounds.ellipsis(x.shape().slice(axis, axis + skipped));
        axis += skipped;
      } else if ((newAxes & bit) != 0) {
        bounds.newAxis();
      } else if ((call.integer("shrink_axis_mask", 0) & bit) != 0) {
        bounds.index(begin[i]);
        axis++;
      } else {
        Integer from = (call.integer("begin_mask", 0) & bit) != 0 ? null : begin[i];
        Integer to = (call.integer("end_mask", 0) & bit) != 0 ? null : end[i];
        bounds.range(from, to, strides[i], x.shape().dim(axis++));
      }
    }
    return bounds.slice(x, x.shape().slice(axis, x.rank()));
  }
}
