package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.call.Direct;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.call.Promotion;
import dev.salvor.convert.keras.layers.functions.elementwise.Casting;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Functions that change the type of a tensor, check it, or leave it as it is. */
public final class TypeFunctions {
  private TypeFunctions() {}

  static void add(FunctionTable table) {
    table
        .add(
            "compat.v1.Print",
            "x=input_ data message first_n summarize name",
            TypeFunctions::printed)
        .add("keras.backend.print_tensor", "x message summarize", TypeFunctions::printed)
        .add("cast", "x dtype name", Elementwise::cast)
        .add("dtypes.saturate_cast saturate_cast", "x=value dtype name", Casting::saturate)
        .add("dtypes.complex complex", "x=real y=imag name", Complexes::complex)
        .add("identity stop_gradient", "x=input name", Elementwise::identity)
        .add("zeros_like", "x=input dtype name layout", Elementwise.filled(0))
        .add("ones_like", "x=input dtype name layout", Elementwise.filled(1))
        .add("compat.v1.zeros_like", "x=tensor dtype name optimize", Elementwise.filled(0))
        .add("compat.v1.ones_like", "x=tensor dtype name optimize", Elementwise.filled(1))
        .add("convert_to_tensor", "x=value dtype dtype_hint name", TypeFunctions::convert)
        .add(
            "compat.v1.convert_to_tensor",
            "x=value dtype name dtype_hint=preferred_dtype dtype_hint",
            TypeFunctions::convert)
        .add("bitcast", "x=input type name", TypeFunctions::bits)
        .add(
            "debugging.check_numerics",
            "x=tensor message name",
            Direct.op("CheckNumerics", "x").text("message", ""))
        .add(
            "debugging.assert_all_finite",
            "x message name",
            Direct.op("CheckNumerics", "x").text("message", ""))
        .add(
            "compat.v1.debugging.assert_all_finite",
            "x=t message=msg name x message",
            Direct.op("CheckNumerics", "x").text("message", ""));
    for (ElementType type :
        List.of(
            ElementType.FLOAT32,
            ElementType.FLOAT64,
            ElementType.INT32,
            ElementType.INT64,
            ElementType.BFLOAT16,
            ElementType.COMPLEX64,
            ElementType.COMPLEX128)) {
      String name =
          switch (type) {
            case FLOAT32 -> "float";
            case FLOAT64 -> "double";
            default -> type.id();
          };
      table.add(
          "compat.v1.to_" + name, "x name", call -> Promotion.cast(call, call.tensor("x"), type));
    }
  }

  /** What it gives is its input; that it is printed is left out. */
  private static KerasTensor printed(FunctionCall call) {
    List.of("data", "message", "first_n", "summarize").forEach(call::find);
    return call.tensor("x");
  }

  private static KerasTensor convert(FunctionCall call) {
    KerasTensor x =
        call.type("dtype").isPresent() && !call.isTensor("x")
            ? call.tensor("x", call.type("dtype").get())
            : call.tensor("x");
    if (call.type("dtype").orElse(x.type()) != x.type()) {
      throw call.layer().refused("converts a tensor to another type, which TensorFlow refuses");
    }
    call.constant("dtype_hint");
    return x;
  }

  /** The same bytes as another type: of other sizes, the last axis goes or comes. */
  public static KerasTensor bits(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    ElementType type = call.type("type").orElseThrow(() -> call.layer().refused("names no type"));
    Tensor same = call.graph().op("Bitcast").in(x.tensor()).attr("type", type).out();
    int from = x.type().size();
    int to = type.size();
    Shape shape =
        from == to
            ? x.shape()
            : from < to ? x.shape().slice(0, x.rank() - 1) : x.shape().append(from / to);
    return KerasTensor.of(same, shape);
  }
}
