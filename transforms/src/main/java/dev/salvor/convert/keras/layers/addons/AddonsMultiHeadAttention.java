package dev.salvor.convert.keras.layers.addons;

import dev.salvor.convert.keras.layers.Arithmetic;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCall;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.List;

/**
 * Attention of several heads over {@code [query, key, value]}; without a value the key serves for
 * it too (tensorflow_addons 0.23, layers/multihead_attention.py). N are places of the query, M of
 * the key, H heads, I and O features.
 */
public final class AddonsMultiHeadAttention implements LayerConverter {
  private static final double MASKED = -10e9;

  @Override
  public List<KerasTensor> convert(LayerCall call) {
    call.config().inert("dropout");
    List<KerasTensor> inputs = call.inputs();
    if (inputs.size() < 2 || inputs.size() > 3) {
      throw call.refused("is called with " + inputs.size() + " inputs");
    }
    KerasTensor query = inputs.get(0);
    KerasTensor key = inputs.get(1);
    KerasTensor value = inputs.get(inputs.size() - 1);
    long heads = call.config().integer("num_heads");
    long size = call.config().integer("head_size");
    long width = call.config().integer("output_size", Math.toIntExact(value.shape().dim(-1)));
    Arithmetic math = new Arithmetic(call.graph());
    Tensor queryKernel = call.weight("query_kernel", heads, query.shape().dim(-1), size);
    Tensor keyKernel = call.weight("key_kernel", heads, key.shape().dim(-1), size);
    Tensor valueKernel = call.weight("value_kernel", heads, value.shape().dim(-1), size);
    Tensor projection = call.weight("projection_kernel", heads, size, width);
    String project = "...NI,HIO->...NHO";
    Tensor scaled =
        math.div(math.einsum(project, query.tensor(), queryKernel), Math.sqrt((double) size));
    Tensor keys = math.einsum(project, key.tensor(), keyKernel);
    Tensor values = math.einsum(project, value.tensor(), valueKernel);
    Tensor scores =
        math.unary(
            "Softmax",
            masked(call, math, math.einsum("...NHO,...MHO->...HNM", scaled, keys), query));
    Tensor attended = math.einsum("...HNM,...MHI->...NHI", scores, values);
    Tensor output = math.einsum("...NHI,HIO->...NO", attended, projection);
    if (call.config().flag("use_projection_bias", true)) {
      output = math.add(output, call.weight("projection_bias", width));
    }
    Shape shape = query.shape().with(-1, width);
    List<KerasTensor> outputs = new ArrayList<>(call.unmasked(output, shape));
    if (call.config().flag("return_attn_coef", false)) {
      int places = query.rank() - 2;
      Shape pairs =
          query
              .shape()
              .slice(0, places)
              .append(heads, query.shape().dim(places), key.shape().dim(-2));
      outputs.add(KerasTensor.of(scores, pairs));
    }
    return outputs;
  }

  private static Tensor masked(LayerCall call, Arithmetic math, Tensor logits, KerasTensor query) {
    Argument<KerasTensor> given = call.kwargs().get("mask");
    if (!(given instanceof Argument.Leaf<KerasTensor> leaf)) {
      if (call.inputs().stream().anyMatch(input -> input.keptMask() != null)) {
        throw call.refused("does not support masks that come with its inputs");
      }
      return logits;
    }
    KerasTensor mask = leaf.value();
    Tensor off = math.mul(math.sub(1, math.cast(mask.tensor(), query.type())), MASKED);
    return math.add(logits, mask.rank() == query.rank() + 1 ? off : math.expand(off, -3));
  }
}
