package dev.salvor.convert.keras.layers.functions.linalg;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Contractions of any number of tensors. The op takes two, so that more are contracted one after
 * the other; integers are contracted in floating point (keras/src/backend/tensorflow/numpy.py,
 * einsum).
 */
public final class EinsteinSums {
  private EinsteinSums() {}

  public static KerasTensor of(FunctionCall call) {
    List<KerasTensor> given = call.tensors("x");
    String equation = call.text("equation", "").replace(" ", "");
    ElementType type = given.get(0).type();
    boolean tiny = true;
    for (KerasTensor one : given) {
      type = Promotion.common(type, one.type());
      tiny &= one.type() == ElementType.INT8;
    }
    ElementType result = tiny ? ElementType.INT32 : type;
    ElementType computed =
        type.floating() || Complexes.complex(given.get(0)) ? type : ElementType.FLOAT32;
    List<KerasTensor> inputs = new ArrayList<>();
    given.forEach(one -> inputs.add(Promotion.cast(call, one, computed)));
    int arrow = equation.indexOf("->");
    String left = arrow < 0 ? equation : equation.substring(0, arrow);
    List<String> terms = new ArrayList<>(List.of(left.split(",", -1)));
    if (terms.size() != inputs.size()) {
      throw call.layer().refused("contracts " + inputs.size() + " tensors by " + equation);
    }
    int wide = 0;
    for (int i = 0; i < terms.size(); i++) {
      wide = Math.max(wide, spread(call, terms.get(i), inputs.get(i)));
    }
    for (int i = 0; i < terms.size(); i++) {
      int own = Math.max(0, spread(call, terms.get(i), inputs.get(i)));
      terms.set(i, terms.get(i).replace("...", letters(wide - own, wide)));
    }
    String target =
        arrow < 0
            ? letters(0, wide) + implicit(terms)
            : equation.substring(arrow + 2).replace("...", letters(0, wide));
    KerasTensor sum = contracted(call, terms, inputs, target);
    return Promotion.cast(call, sum, result);
  }

  /** How many axes the ellipsis of a term stands for; -1 where it has none. */
  private static int spread(FunctionCall call, String term, KerasTensor x) {
    boolean open = term.contains("...");
    int named = term.replace("...", "").length();
    int rest = x.rank() - named;
    if (rest < 0 || (!open && rest != 0)) {
      throw call.layer().refused("names the axes of " + x.shape() + " " + term);
    }
    return open ? rest : -1;
  }

  /** Letters for axes that have none. */
  private static String letters(int from, int to) {
    StringBuilder letters = new StringBuilder();
    for (int i = from; i < to; i++) {
      letters.append((char) ('A' + i));
    }
    return letters.toString();
  }

  /** Letters that stand once, in their order. */
  private static String implicit(List<String> terms) {
    Map<Character, Integer> counts = new TreeMap<>();
    for (char letter : String.join("", terms).toCharArray()) {
      counts.merge(letter, 1, Integer::sum);
    }
    StringBuilder target = new StringBuilder();
    counts.forEach(
        (letter, count) -> {
          if (count == 1 && !Character.isUpperCase(letter)) {
            target.append(letter);
          }
        });
    return target.toString();
  }

  private static KerasTensor contracted(
      FunctionCall call, List<String> terms, List<KerasTensor> inputs, String target) {
    if (inputs.size() <= 2) {
      return contraction(call, String.join(",", terms) + "->" + target, terms, inputs, target);
    }
    String rest = String.join("", terms.subList(2, terms.size())) + target;
    StringBuilder kept = new StringBuilder();
    for (char letter : (terms.get(0) + terms.get(1)).toCharArray()) {
      if (rest.indexOf(letter) >= 0 && kept.indexOf(String.valueOf(letter)) < 0) {
        kept.append(letter);
      }
    }
    List<String> pair = terms.subList(0, 2);
    String equation = String.join(",", pair) + "->" + kept;
    KerasTensor first = contraction(call, equation, pair, inputs.subList(0, 2), kept.toString());
    List<String> names = new ArrayList<>(List.of(kept.toString()));
    names.addAll(terms.subList(2, terms.size()));
    List<KerasTensor> others = new ArrayList<>(List.of(first));
    others.addAll(inputs.subList(2, inputs.size()));
    return contracted(call, names, others, target);
  }

  private static KerasTensor contraction(
      FunctionCall call,
      String equation,
      List<String> terms,
      List<KerasTensor> inputs,
      String target) {
    Map<Character, Long> dims = new HashMap<>();
    for (int i = 0; i < terms.size(); i++) {
      for (int j = 0; j < terms.get(i).length(); j++) {
        long dim = inputs.get(i).shape().dim(j);
        dims.merge(terms.get(i).charAt(j), dim, (a, b) -> a == Shape.UNKNOWN ? b : a);
      }
    }
    Shape shape = Shape.SCALAR;
    for (int i = 0; i < target.length(); i++) {
      shape = shape.append(dims.getOrDefault(target.charAt(i), Shape.UNKNOWN));
    }
    Tensor sum =
        call.graph()
            .op("Einsum")
            .in(inputs.stream().map(KerasTensor::tensor).toList())
            .attr("equation", equation)
            .out();
    return KerasTensor.of(sum, shape);
  }
}
