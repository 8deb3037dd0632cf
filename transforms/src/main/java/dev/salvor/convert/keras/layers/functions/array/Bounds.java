package dev.salvor.convert.keras.layers.functions.array;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Literal;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bounds of a StridedSlice while they are collected, axis by axis. */
public final class Bounds {
  private final FunctionCall call;
  private final List<Tensor> begin = new ArrayList<>();
  private final List<Tensor> end = new ArrayList<>();
  private final List<Tensor> strides = new ArrayList<>();
  private int beginMask;
  private int endMask;
  private int ellipsisMask;
  private int newAxisMask;
  private int shrinkMask;
  private Shape shape = Shape.SCALAR;

  public Bounds(FunctionCall call) {
    this.call = call;
  }

  private void add(Tensor from, Tensor to, int stride) {
    begin.add(from);
    end.add(to);
    strides.add(call.graph().intScalar(stride));
  }

  private Tensor number(int value) {
    return call.graph().intScalar(value);
  }

  public void ellipsis(Shape skipped) {
    ellipsisMask |= 1 << begin.size();
    add(number(0), number(0), 1);
    shape = shape.concat(skipped);
  }

  void newAxis() {
    newAxisMask |= 1 << begin.size();
    add(number(0), number(0), 1);
    shape = shape.append(1);
  }

  void index(int value) {
    shrinkMask |= 1 << begin.size();
    add(number(value), number(value + 1), 1);
  }

  public void range(@Nullable Integer from, @Nullable Integer to, int stride, long dim) {
    if (stride == 0) {
      throw call.layer().refused("slices with step 0");
    }
    beginMask |= from == null ? 1 << begin.size() : 0;
    endMask |= to == null ? 1 << begin.size() : 0;
    add(number(from == null ? 0 : from), number(to == null ? 0 : to), stride);
    shape = shape.append(length(from, to, stride, dim));
  }

  /** A number, a slice, or a tensor with a number. */
  void item(Argument<KerasTensor> item, long dim) {
    if (item instanceof Argument.Leaf<KerasTensor> leaf) {
      if (leaf.value().rank() != 0 || leaf.value().type().floating()) {
        throw call.layer().refused("indexes with a tensor, which is not supported");
      }
      Tensor place = call.math().cast(leaf.value().tensor(), ElementType.INT32);
      shrinkMask |= 1 << begin.size();
      add(place, call.math().add(place, 1), 1);
      return;
    }
    if (item instanceof Argument.Mapping<KerasTensor> mapping) {
      computed(mapping.items());
      return;
    }
    if (!(item instanceof Argument.Constant<KerasTensor> constant)) {
      throw call.layer().refused("indexes with a list, which is not supported");
    }
    JsonNode node = Literal.plain(constant.value());
    if (node.isIntegralNumber()) {
      index(node.intValue());
      return;
    }
    JsonNode range =
        node.path("class_name").asText().equals("__slice__") ? node.path("config") : node;
    if (!range.isObject() || !range.has("stop")) {
      throw call.layer().refused("indexes with " + node);
    }
    JsonNode step = range.path("step");
    range(
        bound(range.path("start")),
        bound(range.path("stop")),
        step.isNumber() ? step.intValue() : 1,
        dim);
  }

  private @Nullable Integer bound(JsonNode node) {
    JsonNode plain = Literal.plain(node);
    if (plain.isNull() || plain.isMissingNode()) {
      return null;
    }
    if (!plain.isIntegralNumber()) {
      throw call.layer().refused("slices up to " + node);
    }
    return plain.intValue();
  }

  /** A slice with a bound that is a tensor. */
  private void computed(Map<String, Argument<KerasTensor>> given) {
    Map<String, Argument<KerasTensor>> items =
        given.get("config") instanceof Argument.Mapping<KerasTensor> config
            ? config.items()
            : given;
    int bit = 1 << begin.size();
    Tensor from = computed(items.get("start"));
    Tensor to = computed(items.get("stop"));
    beginMask |= from == null ? bit : 0;
    endMask |= to == null ? bit : 0;
    Tensor step = computed(items.get("step"));
    begin.add(from == null ? number(0) : from);
    end.add(to == null ? number(0) : to);
    strides.add(step == null ? number(1) : step);
    shape = shape.append(Shape.UNKNOWN);
  }

  private @Nullable Tensor computed(@Nullable Argument<KerasTensor> argument) {
    if (argument instanceof Argument.Leaf<KerasTensor> leaf) {
      return call.math().cast(leaf.value().tensor(), ElementType.INT32);
    }
    if (argument instanceof Argument.Constant<KerasTensor> constant) {
      Integer bound = bound(constant.value());
      return bound == null ? null : number(bound);
    }
    return null;
  }

  public KerasTensor slice(KerasTensor x, Shape rest) {
    if (begin.isEmpty()) {
      return x;
    }
    Tensor cut =
        call.graph()
            .op("StridedSlice")
            .in(x.tensor())
            .in(call.graph().op("Pack").in(begin).out())
            .in(call.graph().op("Pack").in(end).out())
            .in(call.graph().op("Pack").in(strides).out())
            .attr("begin_mask", beginMask)
            .attr("end_mask", endMask)
            .attr("ellipsis_mask", ellipsisMask)
            .attr("new_axis_mask", newAxisMask)
            .attr("shrink_axis_mask", shrinkMask)
            .out();
    return KerasTensor.of(cut, shape.concat(rest));
  }

  /** Python's length of a slice of {@code dim} elements. */
  private static long length(@Nullable Integer from, @Nullable Integer to, int stride, long dim) {
    if (dim == Shape.UNKNOWN) {
      return Shape.UNKNOWN;
    }
    long low = stride > 0 ? 0 : -1;
    long high = stride > 0 ? dim : dim - 1;
    long first = from == null ? (stride > 0 ? low : high) : clamp(from, dim, low, high);
    long last = to == null ? (stride > 0 ? high : low) : clamp(to, dim, low, high);
    long span = stride > 0 ? last - first : first - last;
    long step = Math.abs((long) stride);
    return span <= 0 ? 0 : (span + step - 1) / step;
  }

  private static long clamp(int bound, long dim, long low, long high) {
    long counted = bound < 0 ? bound + dim : bound;
    return Math.max(low, Math.min(high, counted));
  }
}
