package dev.salvor.convert.keras.layers.functions.image;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.Shapes;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values at places between those of a tensor, of all its axes
 * (keras/src/backend/tensorflow/image.py, map_coordinates).
 */
public final class Coordinates {
  private final FunctionCall call;
  private final Arithmetic math;
  private final GraphBuilder graph;
  private final String mode;
  private final Era era;

  private Coordinates(FunctionCall call) {
    this.call = call;
    this.math = call.math();
    this.graph = call.graph();
    this.mode = call.text("fill_mode", "constant");
    this.era = call.layer().era();
  }

  public static KerasTensor of(FunctionCall call) {
    return new Coordinates(call).result();
  }

  /**
   * A neighbour along one axis.
   *
   * @param place int32, within the axis
   * @param inside whether it was; null where all are
   * @param weight null for 1
   */
  private record Neighbour(Tensor place, @Nullable Tensor inside, @Nullable Tensor weight) {}

  private KerasTensor result() {
    KerasTensor x = call.tensor("x");
    KerasTensor coordinates = call.tensor("coordinates");
    int order = call.integer("order");
    call.constant("fill_value");
    boolean whole = !coordinates.type().floating();
    if (coordinates.shape().dim(0) != x.rank() || order < 0 || order > 1 || whole) {
      throw call.layer().refused("maps " + x.shape() + " by " + coordinates.shape());
    }
    List<Tensor> each =
        graph.op("Unpack").in(coordinates.tensor()).attr("num", x.rank()).attr("axis", 0).outs();
    Tensor sizes = graph.apply("Shape", x.tensor());
    List<List<Neighbour>> axes = new ArrayList<>();
    for (int i = 0; i < x.rank(); i++) {
      Tensor size = Shapes.dim(graph, sizes, i);
      axes.add(order == 0 ? nearest(each.get(i), size) : linear(each.get(i), size));
    }
    Tensor total = null;
    ElementType type = coordinates.type();
    int corners = order == 0 ? 1 : 1 << x.rank();
    for (int corner = 0; corner < corners; corner++) {
      List<Neighbour> chosen = new ArrayList<>();
      for (int i = 0; i < x.rank(); i++) {
        chosen.add(axes.get(i).get(order == 0 ? 0 : corner >> (x.rank() - 1 - i) & 1));
      }
      Tensor part = part(x, chosen, type);
      total = total == null ? part : math.add(total, part);
    }
    Shape shape = coordinates.shape().slice(1, coordinates.rank());
    Tensor sum = java.util.Objects.requireNonNull(total);
    Tensor result = x.type().floating() ? sum : math.unary("Round", sum);
    return KerasTensor.of(math.cast(result, x.type()), shape);
  }

  private Tensor part(KerasTensor x, List<Neighbour> chosen, ElementType type) {
    List<Tensor> places = chosen.stream().map(Neighbour::place).toList();
    Tensor indices = graph.op("Pack").in(places).attr("axis", -1).out();
    Tensor value = math.cast(graph.apply("GatherNd", x.tensor(), indices), type);
    Tensor inside = null;
    Tensor weight = null;
    for (Neighbour neighbour : chosen) {
      inside = both(inside, neighbour.inside());
      weight = product(weight, neighbour.weight());
    }
    if (inside != null) {
      Tensor fill =
          call.has("fill_value")
              ? math.cast(call.tensor("fill_value", x.type()).tensor(), type)
              : graph.scalar(type, 0);
      boolean together = era.atLeast(3, 9) && !era.atLeast(3, 11);
      Tensor kept = together ? everywhere(inside) : inside;
      value = math.where(kept, value, fill);
    }
    return weight == null ? value : math.mul(weight, value);
  }

  /** In 3.9 and 3.10 one place outside made all of them outside. */
  private Tensor everywhere(Tensor inside) {
    Tensor flat = math.reshape(inside, -1);
    return math.reduce("All", flat, false, 0);
  }

  private @Nullable Tensor both(@Nullable Tensor a, @Nullable Tensor b) {
    return a == null ? b : b == null ? a : math.and(a, b);
  }

  private @Nullable Tensor product(@Nullable Tensor a, @Nullable Tensor b) {
    return a == null ? b : b == null ? a : math.mul(a, b);
  }

  private List<Neighbour> nearest(Tensor coordinate, Tensor size) {
    Tensor place = math.cast(math.unary("Round", coordinate), ElementType.INT32);
    return List.of(within(place, size, null));
  }

  private List<Neighbour> linear(Tensor coordinate, Tensor size) {
    Tensor lower = math.unary("Floor", coordinate);
    Tensor above = math.sub(coordinate, lower);
    Tensor place = math.cast(lower, ElementType.INT32);
    return List.of(
        within(place, size, math.sub(1, above)), within(math.add(place, 1), size, above));
  }

  private Neighbour within(Tensor place, Tensor size, @Nullable Tensor weight) {
    Tensor last = math.sub(size, 1);
    Tensor clipped = math.max(math.min(place, last), 0);
    return switch (mode) {
      case "constant" -> {
        Tensor first = graph.apply("GreaterEqual", place, graph.scalarLike(place, 0));
        Tensor end = graph.apply("Less", place, size);
        yield new Neighbour(clipped, math.and(first, end), weight);
      }
      case "nearest" -> new Neighbour(clipped, null, weight);
      case "wrap" -> new Neighbour(graph.apply("FloorMod", place, size), null, weight);
      case "mirror", "reflect" -> {
        if (!era.atLeast(3, 9)) {
          yield new Neighbour(mirrored(place, size), null, weight);
        }
        Tensor twice = math.mul(size, 2);
        Tensor rest = graph.apply("FloorMod", math.abs(place), twice);
        Tensor under = graph.apply("Less", rest, size);
        Tensor over = math.sub(twice, rest);
        Tensor turned = mode.equals("reflect") ? math.sub(over, 1) : over;
        yield new Neighbour(math.where(under, rest, turned), null, weight);
      }
      default -> throw call.layer().refused("has fill_mode " + mode);
    };
  }

  /** Mirrored at the middle of the last element, or at its end, as SciPy does; until 3.8. */
  private Tensor mirrored(Tensor place, Tensor size) {
    if (mode.equals("mirror")) {
      return wave(place, size);
    }
    Tensor odd = math.add(math.mul(place, 2), 1);
    Tensor wave = math.sub(wave(odd, math.add(math.mul(size, 2), 1)), 1);
    return graph.apply("FloorDiv", wave, graph.intScalar(2));
  }

  private Tensor wave(Tensor place, Tensor size) {
    Tensor half = math.sub(size, 1);
    Tensor rest = graph.apply("FloorMod", math.add(place, half), math.mul(half, 2));
    return math.abs(math.sub(rest, half));
  }
}
