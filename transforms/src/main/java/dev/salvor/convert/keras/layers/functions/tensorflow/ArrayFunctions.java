package dev.salvor.convert.keras.layers.functions.tensorflow;

import com.fasterxml.jackson.databind.JsonNode;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.functions.array.Blocks;
import dev.salvor.convert.keras.layers.functions.array.Choices;
import dev.salvor.convert.keras.layers.functions.array.Fills;
import dev.salvor.convert.keras.layers.functions.array.Joining;
import dev.salvor.convert.keras.layers.functions.array.Padding;
import dev.salvor.convert.keras.layers.functions.array.Parts;
import dev.salvor.convert.keras.layers.functions.array.Picks;
import dev.salvor.convert.keras.layers.functions.array.Repeating;
import dev.salvor.convert.keras.layers.functions.array.Repeats;
import dev.salvor.convert.keras.layers.functions.array.Scatters;
import dev.salvor.convert.keras.layers.functions.array.Shaping;
import dev.salvor.convert.keras.layers.functions.array.Slicing;
import dev.salvor.convert.keras.layers.functions.array.Splitting;
import dev.salvor.convert.keras.layers.functions.call.FunctionCall;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.convert.keras.layers.functions.statistics.Uniques;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;
import dev.salvor.graph.Tensor;
import java.util.List;

/** Functions of tf itself that move, cut, join and make tensors. */
public final class ArrayFunctions {
  private ArrayFunctions() {}

  static void add(FunctionTable table) {
    shapes(table);
    parts(table);
    blocks(table);
    made(table);
    chosen(table);
  }

  private static void shapes(FunctionTable table) {
    table
        .add("reshape", "x=tensor shape name", Shaping::reshape)
        .add("transpose", "x=a perm conjugate name", ArrayFunctions::transpose)
        .add("compat.v1.transpose", "x=a perm name conjugate", ArrayFunctions::transpose)
        .add("expand_dims", "x=input axis name", Shaping::expandDims)
        .add("compat.v1.expand_dims", "x=input axis name axis=dim", Shaping::expandDims)
        .add("squeeze", "x=input axis name", Shaping::squeeze)
        .add("compat.v1.squeeze", "x=input axis name axis=squeeze_dims", Shaping::squeeze)
        .add("tile", "x=input repeats=multiples name", Repeats::tile)
        .add("repeat", "x=input repeats axis name", Repeats::repeat)
        .add("reverse", "x=tensor axis name", Repeating::reverse)
        .add("roll", "x=input shift axis name", Repeating::roll)
        .add("broadcast_to", "x=input shape name", Shaping::broadcastTo)
        .add("shape", "x=input out_type name", Shaping::shape)
        .add("compat.v1.shape", "x=input name out_type", Shaping::shape)
        .addAll("shape_n", "x=input out_type name", ArrayFunctions::shapes)
        .add("size", "x=input out_type name", Shaping::size)
        .add("compat.v1.size", "x=input name out_type", Shaping::size)
        .add("rank", "x=input name", ArrayFunctions::rank)
        .add("ensure_shape", "x shape name", ArrayFunctions::ensureShape)
        .add("broadcast_dynamic_shape", "x=shape_x y=shape_y", ArrayFunctions::broadcastShape)
        .add("pad", "x=tensor paddings mode value=constant_values name", ArrayFunctions::pad)
        .add(
            "compat.v1.pad",
            "x=tensor paddings mode name value=constant_values",
            ArrayFunctions::pad)
        .addAll("identity_n", "x=input name", call -> call.tensors("x"))
        .addAll("tuple", "x=tensors control=control_inputs name", ArrayFunctions::tuple)
        .addAll("compat.v1.tuple", "x=tensors name control=control_inputs", ArrayFunctions::tuple)
        .addAll("meshgrid", "x=args indexing name", ArrayFunctions::grid);
  }

  private static void parts(FunctionTable table) {
    table
        .add("concat", "x=values axis name", Joining::concat)
        .add("stack", "x=values axis name", Joining::stack)
        .addAll("unstack", "x=value num axis name", Splitting::unstack)
        .addAll("split", "x=value sections=num_or_size_splits axis num name", Parts::split)
        .add("__operators__.getitem", "x=tensor key=slice_spec var", ArrayFunctions::item)
        .add("__operators__.ragged_getitem", "x=rt_input key", Slicing::getItem)
        .add("slice", "x=input_ begin size name", Slicing::slice)
        .add(
            "strided_slice",
            "x=input_ begin end strides begin_mask end_mask ellipsis_mask new_axis_mask"
                + " shrink_axis_mask var name",
            Parts::strided)
        .add("gather", "x=params indices validate_indices axis batch_dims name", Picks::gather)
        .add(
            "compat.v1.gather",
            "x=params indices validate_indices name axis batch_dims",
            Picks::gather)
        .add("gather_nd", "x=params indices batch_dims name bad_indices_policy", Picks::gatherNd)
        .add(
            "compat.v1.gather_nd",
            "x=params indices name batch_dims bad_indices_policy",
            Picks::gatherNd)
        .add("compat.v1.batch_gather batch_gather", "x=params indices name", Picks::batchGather)
        .add("one_hot", "x=indices depth on_value off_value axis dtype name", Picks::oneHot)
        .add(
            "reverse_sequence",
            "x=input lengths=seq_lengths seq_axis batch_axis name",
            ArrayFunctions::reverseSequence)
        .add(
            "compat.v1.reverse_sequence",
            "x=input lengths=seq_lengths seq_axis batch_axis name seq_axis=seq_dim"
                + " batch_axis=batch_dim",
            ArrayFunctions::reverseSequence);
  }

  private static void blocks(FunctionTable table) {
    table
        .add(
            "batch_to_space compat.v1.batch_to_space_nd",
            "x=input block=block_shape edges=crops name",
            Blocks.nd("BatchToSpaceND"))
        .add(
            "compat.v1.batch_to_space",
            "x=input edges=crops block=block_size name block=block_shape",
            Blocks.nd("BatchToSpaceND"))
        .add(
            "space_to_batch space_to_batch_nd",
            "x=input block=block_shape edges=paddings name",
            Blocks.nd("SpaceToBatchND"))
        .add(
            "compat.v1.nn.space_to_batch compat.v1.space_to_batch nn.space_to_batch",
            "x=input edges=paddings block=block_size name block=block_shape",
            Blocks.nd("SpaceToBatchND"))
        .add("extract_volume_patches", "x=input ksizes strides padding name", Blocks::volumes);
  }

  private static void made(FunctionTable table) {
    table
        .add("zeros", "shape dtype name layout", Fills.of(0))
        .add("ones", "shape dtype name layout", Fills.of(1))
        .add("fill", "shape=dims value name layout", Fills::fill)
        .add("eye", "rows=num_rows columns=num_columns batch=batch_shape dtype name", Fills::eye)
        .add("range", "start limit delta dtype name", Fills::range)
        .add("linspace", "start stop num name axis", Fills::linspace)
        .add("sequence_mask", "x=lengths length=maxlen dtype name", Fills::sequenceMask);
  }

  private static void chosen(FunctionTable table) {
    String update = "x=tensor indices updates name";
    for (String op : List.of("update", "add", "sub", "max", "min")) {
      String type = Character.toUpperCase(op.charAt(0)) + op.substring(1);
      table.add("tensor_scatter_nd_" + op, update, Scatters.into("TensorScatter" + type));
    }
    table
        .add("scatter_nd", "indices updates shape name", Scatters::nd)
        .add(
            "compat.v1.sparse_to_dense",
            "indices=sparse_indices shape=output_shape values=sparse_values default=default_value"
                + " validate_indices name",
            Scatters::dense)
        .add("where compat.v1.where_v2 where_v2", "condition x y name", Choices::where)
        .add("compat.v1.where", "condition x y name", Choices::whereOfV1)
        .add("boolean_mask", "x=tensor mask axis name", Choices::masked)
        .add("compat.v1.boolean_mask", "x=tensor mask name axis", Choices::masked)
        .addAll(
            "dynamic_partition", "x=data partitions parts=num_partitions name", Choices::partition)
        .add("dynamic_stitch", "indices x=data name", Choices::stitch)
        .addAll("unique", "x type=out_idx name", Uniques.of(false))
        .addAll("unique_with_counts", "x type=out_idx name", Uniques.of(true))
        .addAll("compat.v1.setdiff1d", "x y type=index_dtype name", Uniques::difference)
        .add("unravel_index", "x=indices dims name", Uniques::unravel)
        .add("fingerprint", "x=data method name", Uniques::fingerprint);
  }

  /** The order is conjugated too where values are complex. */
  private static KerasTensor transpose(FunctionCall call) {
    KerasTensor moved = Shaping.transpose(call);
    boolean conjugate = call.flag("conjugate", false) && Complexes.complex(moved);
    return conjugate
        ? KerasTensor.of(call.math().unary("Conj", moved.tensor()), moved.shape())
        : moved;
  }

  public static List<KerasTensor> shapes(FunctionCall call) {
    ElementType type = call.type("out_type").orElse(ElementType.INT32);
    return call.tensors("x").stream()
        .map(
            x ->
                KerasTensor.of(
                    call.graph().op("Shape").in(x.tensor()).attr("out_type", type).out(),
                    Shape.of(x.rank())))
        .toList();
  }

  /** Brackets; a tensor of truth values between them is a mask. */
  private static KerasTensor item(FunctionCall call) {
    boolean mask = call.isTensor("key") && call.tensor("key").type() == ElementType.BOOL;
    return mask ? Choices.masked(call, call.tensor("key"), 0) : Slicing.getItem(call);
  }

  /** A value is ignored where edges are mirrored. */
  private static KerasTensor pad(FunctionCall call) {
    call.find("value");
    return Padding.pad(call);
  }

  private static KerasTensor rank(FunctionCall call) {
    return KerasTensor.of(call.graph().intScalar(call.tensor("x").rank()), Shape.SCALAR);
  }

  private static KerasTensor ensureShape(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    JsonNode dims = call.constant("shape"); // null for what is not known
    Shape shape = x.shape();
    for (int i = 0; i < Math.min(shape.rank(), dims.size()); i++) {
      boolean known = shape.known(i) || !dims.get(i).isIntegralNumber();
      shape = known ? shape : shape.with(i, dims.get(i).asLong());
    }
    return KerasTensor.of(x.tensor(), shape);
  }

  private static KerasTensor broadcastShape(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    KerasTensor y = call.tensor("y", x.type());
    long rank =
        x.shape().known(0) && y.shape().known(0)
            ? Math.max(x.shape().dim(0), y.shape().dim(0))
            : Shape.UNKNOWN;
    return KerasTensor.of(
        call.graph().apply("BroadcastArgs", x.tensor(), y.tensor()), Shape.of(rank));
  }

  private static List<KerasTensor> tuple(FunctionCall call) {
    if (call.has("control")) {
      throw call.layer().refused("waits for other tensors");
    }
    return call.tensors("x");
  }

  /** As with einsum, Keras leaves out all tensors but the first. */
  private static List<KerasTensor> grid(FunctionCall call) {
    throw call.layer()
        .refused(
            "calls tf.meshgrid with tensors that the file does not record: Keras keeps only the"
                + " first. Save the model as a SavedModel from the code that made it");
  }

  private static KerasTensor reverseSequence(FunctionCall call) {
    KerasTensor x = call.tensor("x");
    Tensor reversed =
        call.graph()
            .op("ReverseSequence")
            .in(x.tensor())
            .in(call.tensor("lengths").tensor())
            .attr("seq_dim", call.axis("seq_axis", 0, x.rank()))
            .attr("batch_dim", call.axis("batch_axis", 0, x.rank()))
            .out();
    return KerasTensor.of(reversed, x.shape());
  }
}
