package dev.salvor.convert.keras.layers.functions.array;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code rearrange}: axes by name, split and joined in brackets (keras/src/ops/einops.py). */
public final class Einops {
  private static final Pattern TERM = Pattern.compile("\\w+|\\(.*?\\)");

  private final FunctionCall call;
  private final Arithmetic math;
  private final GraphBuilder graph;
  private final Map<String, Long> known = new HashMap<>();
  private final Map<String, Tensor> actual = new HashMap<>();

  private Einops(FunctionCall call) {
    this.call = call;
    this.math = call.math();
    this.graph = call.graph();
  }

  public static KerasTensor rearrange(FunctionCall call) {
    return new Einops(call).result();
  }

  private KerasTensor result() {
    String pattern = call.text("pattern", "");
    String[] sides = pattern.split("->", -1);
    KerasTensor x = call.tensor("x");
    if (sides.length != 2) {
      throw call.layer().refused("rearranges by " + pattern);
    }
    List<List<String>> from = terms(sides[0]);
    List<List<String>> to = terms(sides[1]);
    List<String> before = from.stream().flatMap(List::stream).toList();
    List<String> after = to.stream().flatMap(List::stream).toList();
    boolean same = before.size() == after.size() && before.containsAll(after);
    if (from.size() != x.rank() || !same || before.stream().distinct().count() != before.size()) {
      throw call.layer().refused("rearranges " + x.shape() + " by " + pattern);
    }
    call.further().forEach(this::size);
    Tensor sizes = graph.apply("Shape", x.tensor());
    for (int i = 0; i < from.size(); i++) {
      infer(from.get(i), x.shape().dim(i), Shapes.dim(graph, sizes, i));
    }
    Tensor parted = graph.apply("Reshape", x.tensor(), vector(from(before)));
    Tensor moved = math.transpose(parted, after.stream().mapToInt(before::indexOf).toArray());
    List<Tensor> joined = new ArrayList<>();
    Shape shape = Shape.SCALAR;
    for (List<String> group : to) {
      Tensor size = graph.intScalar(1);
      long dim = 1;
      for (String axis : group) {
        size = math.mul(size, axis(axis));
        long own = known.getOrDefault(axis, Shape.UNKNOWN);
        dim = dim < 0 || own < 0 ? Shape.UNKNOWN : dim * own;
      }
      joined.add(size);
      shape = shape.append(dim);
    }
    return KerasTensor.of(graph.apply("Reshape", moved, vector(joined)), shape);
  }

  private static List<List<String>> terms(String side) {
    List<List<String>> terms = new ArrayList<>();
    Matcher matcher = TERM.matcher(side);
    while (matcher.find()) {
      String term = matcher.group();
      boolean group = term.startsWith("(");
      String inner = group ? term.substring(1, term.length() - 1).strip() : term;
      terms.add(inner.isEmpty() ? List.of() : List.of(inner.split("\\s+", -1)));
    }
    return terms;
  }

  private void size(String axis, JsonNode size) {
    if (!size.isInt() || size.intValue() < 1) {
      throw call.layer().refused("gives the axis " + axis + " the size " + size);
    }
    known.put(axis, size.longValue());
    actual.put(axis, graph.intScalar(size.intValue()));
  }

  /** Of a group the one axis whose size is not given is what the others leave. */
  private void infer(List<String> group, long dim, Tensor total) {
    Tensor rest = total;
    long left = dim;
    String open = null;
    for (String axis : group) {
      if (!known.containsKey(axis)) {
        if (open != null) {
          throw call.layer().refused("does not say the sizes of " + group);
        }
        open = axis;
        continue;
      }
      long own = known.get(axis);
      rest = graph.apply("FloorDiv", rest, axis(axis));
      left = left < 0 || own < 1 ? Shape.UNKNOWN : left / own;
    }
    if (open != null) {
      known.put(open, left);
      actual.put(open, left < 0 ? rest : graph.intScalar(Math.toIntExact(left)));
    }
  }

  private Tensor axis(String name) {
    Tensor size = actual.get(name);
    if (size == null) {
      throw call.layer().refused("names the axis " + name);
    }
    return size;
  }

  private List<Tensor> from(List<String> axes) {
    return axes.stream().map(this::axis).toList();
  }

  private Tensor vector(List<Tensor> sizes) {
    return sizes.isEmpty() ? graph.ints() : graph.op("Pack").in(sizes).out();
  }
}
