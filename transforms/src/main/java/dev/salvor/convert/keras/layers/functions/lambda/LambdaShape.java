package dev.salvor.convert.keras.layers.functions.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.format.tensor.Shape;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.lambda.LambdaCheck;
import dev.salvor.inspect.keras.lambda.LambdaFunction;
import dev.salvor.inspect.keras.lambda.LambdaReader;
import dev.salvor.inspect.keras.lambda.LambdaReading;
import java.util.List;
import java.util.Map;

/**
 * Holds what was rebuilt of a Lambda against the output shape that its configuration states: the
 * sizes behind the batch, or a function from the input's shape to the output's, which is read as
 * the Lambda's own is.
 */
final class LambdaShape {
  private LambdaShape() {}

  static void check(LayerCall call, List<KerasTensor> results) {
    JsonNode stated = call.config().node("output_shape");
    if (LambdaReader.read(stated).isPresent()) {
      function(call, stated, results);
    } else if (results.size() == 1) {
      JsonNode sizes = stated.path("class_name").isMissingNode() ? stated : stated.path("items");
      if (sizes.isIntegralNumber()) {
        compare(call, results.get(0).shape(), Shape.of(Shape.UNKNOWN, sizes.longValue()));
      } else if (sizes.isArray() && flat(sizes)) {
        Shape shape = Shape.of(Shape.UNKNOWN);
        for (JsonNode size : sizes) {
          shape = shape.append(size.isNull() ? Shape.UNKNOWN : size.longValue());
        }
        compare(call, results.get(0).shape(), shape);
      }
    }
  }

  private static boolean flat(JsonNode sizes) {
    for (JsonNode size : sizes) {
      if (!size.isNull() && !size.isIntegralNumber()) {
        return false;
      }
    }
    return true;
  }

  private static void function(LayerCall call, JsonNode stored, List<KerasTensor> results) {
    LambdaCheck.obstacle(stored)
        .ifPresent(
            obstacle -> {
              throw call.refused("its output shape is a function: " + obstacle);
            });
    LambdaFunction function =
        ((LambdaReading.Recovered) LambdaReader.read(stored).orElseThrow()).function();
    List<KerasTensor> inputs = call.inputs();
    List<Argument<KerasTensor>> shapes = inputs.stream().map(BuildTimeFunctions::shape).toList();
    Argument<KerasTensor> input =
        shapes.size() == 1 ? shapes.get(0) : new Argument.Sequence<>(shapes);
    if (function.parameters().isEmpty() || results.size() != 1) {
      return;
    }
    Argument<KerasTensor> computed =
        new LambdaEvaluator(call, Map.of(function.parameters().get(0), input))
            .evaluate(function.returned());
    Shape shape = Shape.SCALAR;
    for (JsonNode size :
        LambdaEvaluator.collapsed(computed) instanceof Argument.Constant<KerasTensor> constant
            ? constant.value()
            : List.<JsonNode>of()) {
      shape = shape.append(size.isIntegralNumber() ? size.longValue() : Shape.UNKNOWN);
    }
    compare(call, results.get(0).shape(), shape);
  }

  private static void compare(LayerCall call, Shape rebuilt, Shape stated) {
    boolean same = rebuilt.rank() == stated.rank();
    for (int i = 1; same && i < rebuilt.rank(); i++) {
      same = !rebuilt.known(i) || !stated.known(i) || rebuilt.dim(i) == stated.dim(i);
    }
    if (!same) {
      throw call.refused(
          "the configuration states an output of shape "
              + stated
              + ", what was read gives "
              + rebuilt);
    }
  }
}
