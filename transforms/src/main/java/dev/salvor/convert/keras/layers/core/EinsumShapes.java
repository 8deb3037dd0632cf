package dev.salvor.convert.keras.layers.core;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.keras.architecture.LayerConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The shapes that an equation of EinsumDense implies (keras/layers/core/einsum_dense.py,
 * _analyze_einsum_string). An ellipsis stands for leading axes on both sides, or for trailing ones.
 *
 * @param equation without spaces
 * @param kernel fully known
 * @param bias where there are bias axes
 * @param output of the product
 */
public record EinsumShapes(String equation, Shape kernel, Optional<Shape> bias, Shape output) {
  private static final Pattern EQUATION =
      Pattern.compile(
          "(\\.\\.\\.)?([a-zA-Z]+)(\\.\\.\\.)?,([a-zA-Z]+)->(\\.\\.\\.)?([a-zA-Z]+)(\\.\\.\\.)?");

  /**
   * @param target the layer's {@code output_shape}, without the batch axis; null for unknown
   * @param biasAxes letters of the output
   */
  public static EinsumShapes of(
      LayerConfig config, String equation, Shape input, JsonNode target, String biasAxes) {
    String dense = equation.replace(" ", "");
    Matcher matcher = EQUATION.matcher(dense);
    if (!matcher.matches()
        || (matcher.group(1) == null) != (matcher.group(5) == null)
        || (matcher.group(3) == null) != (matcher.group(7) == null)) {
      throw config.refused("equation " + equation + " is not of a form that EinsumDense takes");
    }
    String in = matcher.group(2);
    String weights = matcher.group(4);
    String out = matcher.group(6);
    boolean left = matcher.group(1) != null;
    int elided = input.rank() - in.length();
    if (elided < 0 || (elided > 0 && !left && matcher.group(3) == null)) {
      throw config.refused("equation " + equation + " does not fit an input " + input);
    }
    Map<Character, Long> dims = new HashMap<>();
    for (int i = 0; i < in.length(); i++) {
      dims.put(in.charAt(i), input.dim(left ? i + elided : i));
    }
    Shape output = output(input, target, left, elided);
    int offset = left ? elided : 0;
    if (output.rank() < out.length() + elided) {
      throw config.refused("output_shape " + target + " does not fit equation " + equation);
    }
    output = output.slice(0, out.length() + elided);
    for (int i = 0; i < out.length(); i++) {
      long stated = output.dim(i + offset);
      long given = dims.getOrDefault(out.charAt(i), Shape.UNKNOWN);
      if (given == Shape.UNKNOWN) {
        dims.put(out.charAt(i), stated);
      } else if (stated == Shape.UNKNOWN) {
        output = output.with(i + offset, given);
      } else if (stated != given) {
        throw config.refused("output_shape " + target + " does not fit an input " + input);
      }
    }
    Shape kernel = Shape.SCALAR;
    for (int i = 0; i < weights.length(); i++) {
      kernel = kernel.append(dims.getOrDefault(weights.charAt(i), Shape.UNKNOWN));
    }
    return new EinsumShapes(
        dense, kernel, bias(config, out, biasAxes, output, offset, left ? 0 : elided), output);
  }

  private static Shape output(Shape input, JsonNode target, boolean left, int elided) {
    Shape output = Shape.of(input.dim(0));
    if (left) {
      for (int i = 1; i < elided; i++) {
        output = output.append(input.dim(i));
      }
    }
    for (JsonNode dim : target.isArray() ? target : List.of(target)) {
      output = output.append(dim.isNumber() ? dim.longValue() : Shape.UNKNOWN);
    }
    for (int i = input.rank() - elided; !left && i < input.rank(); i++) {
      output = output.append(input.dim(i));
    }
    return output;
  }

  private static Optional<Shape> bias(
      LayerConfig config, String out, String axes, Shape output, int offset, int trailing) {
    if (axes.isEmpty()) {
      return Optional.empty();
    }
    int first = out.length();
    for (int i = 0; i < axes.length(); i++) {
      char axis = axes.charAt(i);
      if (out.indexOf(axis) < 0) {
        throw config.refused("bias axis " + axis + " is not among the output axes " + out);
      }
      first = Math.min(first, out.indexOf(axis));
    }
    Shape bias = Shape.SCALAR;
    for (int i = first; i < out.length(); i++) {
      bias = bias.append(axes.indexOf(out.charAt(i)) >= 0 ? output.dim(i + offset) : 1);
    }
    for (int i = 0; i < trailing; i++) {
      bias = bias.append(1);
    }
    return Optional.of(bias);
  }
}
