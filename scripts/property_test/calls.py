"""Random calls of TensorFlow's functions that a draw by the names of parameters would hardly ever hit.

CALLS holds, by the name that a layer stores, a function from a Call to what the framework's function gives. It draws with
`c.draw`, makes inputs with `c.floats`, `c.ints`, `c.unit`, `c.texts` (shapes without the batch axis), and calls with
`c(…)`, which leaves out at random what is given as `c.maybe`. Python 3 only.
"""
import numpy as np

CALLS = {}


def call(*names):
    def register(function):
        for name in names:
            CALLS[name] = function
        return function
    return register


def spd(c, size=4):
    """Symmetric positive definite matrices."""
    x = c.floats((size, size))
    return c.tf.matmul(x, x, transpose_b=True) + 2 * c.tf.eye(size)


def regular(c, size=4):
    return c.floats((size, size)) + 3 * c.tf.eye(size)


def kernel(c, *shape):
    return c.draw.random.normal(size=shape).astype("float32") if c.draw.chance(0.7) else c.tf.reshape(c.floats((int(np.prod(shape)),))[0], shape)


def complexes(c, shape):
    return c.tf.complex(c.floats(shape), c.floats(shape))


# tf.math

@call("math.betainc")
def _(c):
    return c(c.unit((5,)), c.unit((5,)), c.unit((5,)))


@call("math.polyval")
def _(c):
    x = c.floats((4,))
    return c([c.draw.number(-1, 1), x, c.draw.number(-1, 1)], c.floats((4,)))


@call("math.scalar_mul", "compat.v1.math.scalar_mul")
def _(c):
    return c(c.draw.number(-2, 2), c.floats((4, 5))) if c.draw.flag() else c(c.floats((3,))[0, 0], c.floats((4,)))


@call("math.polygamma")
def _(c):
    return c(c.tf.cast(c.ints((4,), 2, 5), "float32"), c.unit((4,)) + 0.5)


@call("math.lbeta")
def _(c):
    return c(c.unit((4, 5)))


@call("math.is_non_decreasing", "math.is_strictly_increasing")
def _(c):
    x = c.floats((1,))[0] if c.draw.flag() else c.tf.cumsum(c.tf.reshape(c.unit((3,)), [-1]))
    return c(x)


@call("math.nextafter")
def _(c):
    return c(c.floats((4,)), c.floats((4,)))


@call("math.invert_permutation")
def _(c):
    return c(c.tf.argsort(c.floats((6,)))[0])


@call("bitwise.invert", "bitwise.bitwise_and", "bitwise.bitwise_or", "bitwise.bitwise_xor", "bitwise.left_shift", "bitwise.right_shift")
def _(c):
    x = c.ints((5,), 0, 9)
    return c(x) if c.name.endswith("invert") else c(x, c.ints((5,), 0, 5) if c.draw.flag() else 3)


@call("math.add_n", "math.accumulate_n", "compat.v1.add_n", "add_n")
def _(c):
    return c([c.floats((4, 5)), c.floats((4, 5)), c.floats((4, 5))][:c.draw.whole(2, 3)])


@call("dtypes.complex", "math.conj", "math.angle", "math.real", "math.imag", "math.abs")
def _(c):
    if c.name == "dtypes.complex":
        return c(c.floats((4,)), c.floats((4,)))
    return c(complexes(c, (4,)) if c.draw.flag() else c.floats((4,)))


@call("bitcast")
def _(c):
    kind = c.draw.pick("int32", "uint8", "float64", "int16")
    return c(c.floats((4, 2)), kind)


@call("cast")
def _(c):
    return c(c.floats((4,)) * 3, c.draw.pick("int32", "bool", "float16", "float64", "int64", "uint8" if c.draw.flag() else "int8"))


@call("dtypes.saturate_cast")
def _(c):
    return c(c.floats((8,)) * 200, c.draw.pick("uint8", "int8", "int16"))


@call("debugging.check_numerics", "debugging.assert_all_finite", "compat.v1.debugging.assert_all_finite")
def _(c):
    return c(c.floats((4,)), "not finite")


@call("clip_by_global_norm")
def _(c):
    return c([c.floats((4,)), c.floats((3, 2))], c.draw.number(0.5, 5), **c.maybe(use_norm=2.0))


@call("linalg.global_norm")
def _(c):
    return c([c.floats((4,)), c.floats((3, 2))])


@call("clip_by_norm", "compat.v1.clip_by_average_norm")
def _(c):
    more = c.maybe(axes=c.draw.pick([1], [0, 1], 1)) if c.name == "clip_by_norm" else {}
    return c(c.floats((4, 5)), c.draw.number(0.1, 3), **more)


# reductions

@call(*["%smath.reduce_%s" % (v, n) for v in ("", "compat.v1.") for n in ("sum", "mean", "max", "min", "prod", "logsumexp")]
      + ["compat.v1.reduce_" + n for n in ("sum", "mean", "max", "min", "prod", "logsumexp")]
      + ["math.reduce_variance", "math.reduce_std", "math.reduce_euclidean_norm"])
def _(c):
    axis = c.draw.pick(None, 1, -1, [1], [1, 2], [0, -1], 0)
    x = c.floats((4, 5)) if c.draw.chance(0.8) else c.ints((4, 5), 1, 4) if c.name.split("_")[-1] in ("sum", "max", "min", "prod") else c.floats((3, 2))
    if c.name.startswith("compat") and c.draw.flag():
        return c(x, **dict(c.maybe(keep_dims=c.draw.flag()), reduction_indices=axis))
    return c(x, **c.maybe(axis=axis, keepdims=c.draw.flag()))


@call(*["%s_%s" % (p, n) for p in ("math.reduce", "compat.v1.math.reduce", "compat.v1.reduce") for n in ("all", "any")])
def _(c):
    return c(c.floats((4, 5)) > 0.3, **c.maybe(axis=c.draw.pick(None, 1, [1, 2]), keepdims=c.draw.flag()))


@call("math.argmax", "math.argmin", "compat.v1.math.argmax", "compat.v1.math.argmin", "compat.v1.argmax", "compat.v1.argmin")
def _(c):
    if c.name.startswith("compat") and c.draw.flag():
        return c(c.floats((4, 5)), dimension=c.draw.pick(1, -1, 2))
    return c(c.floats((4, 5)), **c.maybe(axis=c.draw.pick(0, 1, -1), output_type=c.draw.pick("int32", "int64")))


@call("math.count_nonzero", "compat.v1.math.count_nonzero")
def _(c):
    return c(c.ints((4, 5), 0, 3), **c.maybe(axis=c.draw.pick(1, [1, 2]), keepdims=c.draw.flag(), dtype="int32"))


@call("math.cumsum", "math.cumprod", "math.cumulative_logsumexp")
def _(c):
    return c(c.floats((4, 5)), **c.maybe(axis=c.draw.pick(0, 1, -1), exclusive=c.draw.flag(), reverse=c.draw.flag()))


@call("math.top_k")
def _(c):
    return c(c.floats((4, 5)), c.draw.whole(1, 4), **c.maybe(sorted=True))


@call("math.approx_max_k", "math.approx_min_k")
def _(c):
    return c(c.floats((4, 5)), c.draw.whole(1, 3), **c.maybe(reduction_dimension=c.draw.pick(-1, 1, 2)))


@call("math.in_top_k", "compat.v1.math.in_top_k")
def _(c):
    predictions, targets = c.floats((6,)), c.tf.reshape(c.ints((1,), 0, 6), [-1])
    return c(targets, predictions, c.draw.whole(1, 4)) if c.name == "math.in_top_k" else c(predictions, targets, c.draw.whole(1, 4))


@call("searchsorted")
def _(c):
    x = c.tf.sort(c.floats((6,)))
    return c(x, c.floats((3,)), **c.maybe(side=c.draw.pick("left", "right"), out_type="int64"))


@call("sort", "argsort")
def _(c):
    return c(c.floats((4, 5)), **dict(c.maybe(axis=c.draw.pick(-1, 1, 0), direction=c.draw.pick("ASCENDING", "DESCENDING")), **(c.maybe(stable=True) if c.name == "argsort" else {})))


@call("nn.moments", "compat.v1.nn.moments")
def _(c):
    more = c.maybe(keepdims=c.draw.flag()) if c.draw.flag() or c.name == "nn.moments" else c.maybe(keep_dims=c.draw.flag())
    return c(c.floats((4, 5)), c.draw.pick([1], [0, 1], [1, 2]), **more)


@call("nn.sufficient_statistics", "compat.v1.nn.sufficient_statistics")
def _(c):
    return [one for one in c(c.floats((4, 5)), c.draw.pick([1], [1, 2], [0, 1]), **c.maybe(keepdims=True)) if one is not None]


@call("nn.normalize_moments")
def _(c):
    x = c.unit((4,))
    return c(c.draw.number(2, 5) + x, c.floats((4,)), c.floats((4,)), c.draw.pick(None, 0.5))


@call("nn.weighted_moments", "compat.v1.nn.weighted_moments")
def _(c):
    return c(c.floats((4, 5)), c.draw.pick([1], [1, 2], [0, 1]), c.unit((4, 5)) if c.draw.flag() else c.unit((1, 5)), **c.maybe(keepdims=True))


# segments and counts

@call("math.segment_sum", "math.segment_mean", "math.segment_prod", "math.segment_max", "math.segment_min")
def _(c):
    return c(c.floats((5, 3))[0], c.draw.pick([0, 0, 1, 1, 2], np.array([0, 1, 1, 3, 3])) if c.draw.flag() else c.tf.sort(c.ints((5,), 0, 4))[0])


@call("math.unsorted_segment_sum", "math.unsorted_segment_mean", "math.unsorted_segment_prod", "math.unsorted_segment_max",
      "math.unsorted_segment_min", "math.unsorted_segment_sqrt_n")
def _(c):
    return c(c.floats((5, 3)), c.ints((5,), 0, 4), 4) if c.draw.flag() else c(c.floats((5,))[0], c.ints((5,), 0, 4)[0], 4)


@call("math.confusion_matrix", "compat.v1.math.confusion_matrix")
def _(c):
    return c(c.ints((8,), 0, 4)[0], c.ints((8,), 0, 4)[0], **c.maybe(num_classes=5, dtype="float32", weights=c.unit((8,))[0]))


@call("math.bincount")
def _(c):
    more = c.maybe(axis=-1, binary_output=True) if c.draw.flag() else c.maybe(minlength=7, maxlength=4, dtype="float32")
    return c(c.ints((5,), 0, 6), **more)


@call("histogram_fixed_width", "histogram_fixed_width_bins")
def _(c):
    return c(c.floats((8,)), [-1.0, 1.5], **c.maybe(nbins=c.draw.whole(2, 9)))


# shapes

@call("tile")
def _(c):
    x = c.floats((2, 3))
    return c(x, c.draw.pick([1, 2, 2], [1, 1, 3])) if c.draw.flag() else c(x, c.tf.stack([1, c.tf.shape(x)[1], 2]))


@call("repeat")
def _(c):
    axis = c.draw.pick(1, 2, None)
    return c(c.floats((2, 3)), c.draw.pick(2, [2]) if axis != 2 or c.draw.flag() else [1, 0, 3], **c.maybe(axis=axis))


@call("roll")
def _(c):
    return c(c.floats((4, 5)), *c.draw.pick((2, 1), ([1, -2], [1, 2]), (-1, -1)))


@call("reverse")
def _(c):
    return c(c.floats((4, 5)), c.draw.pick([1], [1, 2], [-1]))


@call("transpose", "compat.v1.transpose")
def _(c):
    return c(c.floats((4, 5)) if c.draw.flag() else complexes(c, (4, 5)), **c.maybe(perm=c.draw.pick([0, 2, 1], [2, 0, 1]), conjugate=c.draw.flag()))


@call("squeeze", "compat.v1.squeeze")
def _(c):
    return c(c.floats((4, 1)), **({"squeeze_dims": [2]} if c.name.startswith("compat") and c.draw.flag() else {"axis": c.draw.pick(2, [-1], [2])}))


@call("expand_dims", "compat.v1.expand_dims")
def _(c):
    return c(c.floats((4, 5)), c.draw.pick(0, 1, -1, 2))


@call("broadcast_to")
def _(c):
    x = c.floats((1, 5))
    return c(x, [3, 4, 5]) if c.draw.flag() else c(x, c.tf.stack([c.tf.shape(x)[0], 4, 5]))


@call("reshape")
def _(c):
    x = c.floats((4, 6))
    return c(x, c.draw.pick([-1, 8, 3], [-1], [3, 24], [-1, 2, 2, 6])) if c.draw.flag() else c(x, c.tf.stack([c.tf.shape(x)[0], c.tf.shape(x)[1] * 6]))


@call("pad", "compat.v1.pad")
def _(c):
    x = c.floats((4, 5))
    return c(x, [[0, 0], [1, 2], [0, 1]], **c.maybe(mode=c.draw.pick("CONSTANT", "REFLECT", "SYMMETRIC", "constant"), constant_values=c.draw.number(-1, 1)))


@call("shape", "compat.v1.shape", "size", "compat.v1.size")
def _(c):
    return c(c.floats((4, 5)), **c.maybe(out_type="int64"))


@call("rank")
def _(c):
    return c(c.floats((4, 5)))


@call("shape_n", "identity_n", "tuple", "compat.v1.tuple")
def _(c):
    return c([c.floats((4, 5)), c.floats((3,))])


@call("broadcast_dynamic_shape")
def _(c):
    return c(c.tf.shape(c.floats((4, 1))), c.tf.shape(c.floats((5,))))


@call("concat")
def _(c):
    return c([c.floats((4, 5)), c.floats((4, 5))], c.draw.pick(0, 1, -1))


@call("stack", "parallel_stack")
def _(c):
    parts = [c.floats((4, 5)), c.floats((4, 5))]
    return c(parts, **(c.maybe(axis=c.draw.pick(0, 1, -1)) if c.name == "stack" else {}))


@call("unstack")
def _(c):
    return c(c.floats((4, 5)), **dict(c.maybe(num=4), axis=1))


@call("split")
def _(c):
    x = c.floats((4, 6))
    return c(x, c.draw.pick(2, [1, 3], [1, -1]), axis=1) if c.draw.flag() else c(x, c.draw.pick(3, [1, 2, 3]), axis=-1)


@call("slice")
def _(c):
    x = c.floats((4, 6))
    return c(x, [0, 1, 2], c.draw.pick([-1, 2, 3], [2, -1, -1]))


@call("strided_slice")
def _(c):
    x = c.floats((4, 6))
    if c.draw.flag():
        return c(x, [0, 1, 2], [3, 4, 6], **c.maybe(strides=[1, 2, 1], begin_mask=c.draw.pick(1, 2), end_mask=1))
    return c(x, [0, 1], c.tf.stack([3, c.tf.shape(x)[1]]), **c.maybe(shrink_axis_mask=0))


@call("gather", "compat.v1.gather")
def _(c):
    x = c.floats((4, 5))
    which = c.draw.whole(0, 4)
    if which == 0:
        return c(x, c.ints((3,), 0, 4), axis=1, batch_dims=1)
    if which == 1:
        return c(x, c.ints((3,), 0, 4), batch_dims=-1) if c.name == "gather" else c(x, [1, 0], axis=1)
    if which == 2:
        return c(c.draw.random.normal(size=(5, 2)).astype("float32"), c.ints((3,), 0, 5))
    return c(x, c.draw.pick([2, 0], 1, [[1, 1], [0, 2]]), axis=c.draw.pick(1, 2, -1))


@call("gather_nd", "compat.v1.gather_nd")
def _(c):
    x = c.floats((4, 5))
    if c.draw.flag():
        return c(x, c.ints((3, c.draw.whole(1, 2)), 0, 4), batch_dims=1)
    return c(x, c.draw.pick([[0, 1], [1, 2]], [[0, 1, 2]], [[[0]], [[1]]]))


@call("compat.v1.batch_gather")
def _(c):
    return c(c.floats((4, 5)), c.ints((3,), 0, 4))


@call("one_hot")
def _(c):
    return c(c.ints((4,), -1, 6), c.draw.whole(3, 6), **c.maybe(on_value=2.5, off_value=-1.0, axis=c.draw.pick(-1, 0, 1), **c.maybe(dtype="float32")))


@call("reverse_sequence", "compat.v1.reverse_sequence")
def _(c):
    lengths = c.tf.reshape(c.ints((1,), 0, 5), [-1])
    return c(c.floats((5, 2)), lengths, **({"seq_axis": 1} if c.name == "reverse_sequence" or c.draw.flag() else {"seq_dim": 1, "batch_dim": 0}))


@call("batch_to_space", "compat.v1.batch_to_space", "compat.v1.batch_to_space_nd")
def _(c):
    x = c.tf.concat([c.floats((4, 6, 2))] * 4, 0)
    crops = c.draw.pick([[0, 0], [0, 0]], [[1, 0], [2, 1]])
    if c.name == "compat.v1.batch_to_space":
        return c(x, crops, 2)
    return c(x, block_shape=[2, 2], crops=crops)


@call("space_to_batch", "space_to_batch_nd", "compat.v1.nn.space_to_batch", "compat.v1.space_to_batch", "nn.space_to_batch")
def _(c):
    x = c.floats((4, 6, 2))
    pads = c.draw.pick([[0, 0], [0, 0]], [[1, 1], [0, 2]])
    if c.name.startswith("compat"):
        return c(x, pads, 2)
    return c(x, [2, 2], pads)


@call("extract_volume_patches")
def _(c):
    return c(c.floats((4, 5, 4, 2)), [1, 2, 2, 2, 1], c.draw.pick([1, 1, 1, 1, 1], [1, 2, 1, 2, 1]), c.draw.pick("VALID", "SAME"))


@call("zeros", "ones")
def _(c):
    x = c.floats((4, 5))
    return c(c.tf.shape(x) if c.draw.flag() else [c.tf.shape(x)[0], 3], **c.maybe(dtype="int32"))


@call("fill")
def _(c):
    x = c.floats((4, 5))
    return c(c.tf.shape(x), c.draw.number(-1, 1))


@call("eye")
def _(c):
    n = c.tf.shape(c.floats((4, 5)))
    return c(n[1], **c.maybe(num_columns=n[2], dtype="int32"))


@call("range")
def _(c):
    n = c.tf.shape(c.floats((4, 5)))[1]
    return c.draw.pick(lambda: c(n), lambda: c(1, n), lambda: c(n, 0, -1), lambda: c(n, **c.maybe(dtype="float32")))()


@call("linspace")
def _(c):
    a, b = c.floats((4,)), c.floats((4,))
    return c(a, b, c.draw.whole(1, 5), **c.maybe(axis=c.draw.pick(0, 1, -1)))


@call("sequence_mask")
def _(c):
    return c(c.ints((3,), 0, 5), **c.maybe(maxlen=c.draw.whole(5, 7), dtype="float32"))


@call(*["tensor_scatter_nd_" + n for n in ("update", "add", "sub", "max", "min")])
def _(c):
    indices = [[0, 1], [1, 2]] if c.draw.flag() else [[[0, 0]], [[2, 1]]]
    updates = c.floats((2,))[0, :, None] * np.ones((1, 3), "float32")
    return c(c.floats((4, 3)), indices, c.tf.reshape(updates, np.shape(indices)[:-1] + (3,)))


@call("scatter_nd")
def _(c):
    return c(c.draw.pick([[1], [4], [1]], [[0], [0], [2]]), c.floats((4,))[:3] if False else c.tf.reshape(c.floats((6,)), [3, 6]), [6, 6])


@call("compat.v1.sparse_to_dense")
def _(c):
    return c([[0, 1], [2, 0]], [3, 4], c.floats((2,))[0], **c.maybe(default_value=1.5))


@call("where", "compat.v1.where", "compat.v1.where_v2")
def _(c):
    x = c.floats((4, 5))
    which = c.draw.whole(0, 2)
    if which == 0:
        return c(x > 0.2)
    if which == 1 and c.name == "compat.v1.where":
        return c(x[:, 0, 0] > 0, x, c.floats((4, 5)))
    return c(x > 0.2, x, c.floats((4, 5)))


@call("boolean_mask", "compat.v1.boolean_mask")
def _(c):
    x = c.floats((4, 5))
    return c.draw.pick(lambda: c(x, x > 0), lambda: c(x, x[:, :, 0] > 0), lambda: c(x, [True, False, True, True], axis=1))()


@call("dynamic_partition")
def _(c):
    return c(c.floats((4, 5)), c.ints((4,), 0, 3), 3)


@call("dynamic_stitch")
def _(c):
    return c([[0, 2], [1, 3]], [c.floats((2,))[:2], c.floats((2,))[:2]])


@call("unique", "unique_with_counts")
def _(c):
    return c(c.ints((8,), 0, 5)[0], **c.maybe(out_idx="int64"))


@call("compat.v1.setdiff1d")
def _(c):
    return c(c.ints((8,), 0, 9)[0], c.ints((3,), 0, 9)[0])


@call("unravel_index")
def _(c):
    return c(c.ints((4,), 0, 11)[0], [3, 4])


@call("fingerprint")
def _(c):
    return c(c.floats((4,)))


@call("ensure_shape")
def _(c):
    return c(c.floats((4, 5)), [None, 4, 5])


# tf.nn

@call("nn.leaky_relu")
def _(c):
    return c(c.floats((4,)), **c.maybe(alpha=c.draw.number(0, 0.5)))


@call("nn.silu")
def _(c):
    return c(c.floats((4,)), *([c.draw.number(0.5, 2)] if c.draw.flag() and "beta" in c.parameters else []))


@call("nn.bias_add")
def _(c):
    return c(c.floats((4, 5)), np.arange(5, dtype="float32")) if c.draw.flag() else c(c.floats((4, 5, 3)), np.arange(4, dtype="float32"), data_format="NCHW" if c.draw.flag() else "NC..")


@call("compat.v1.nn.xw_plus_b", "compat.v1.nn.relu_layer")
def _(c):
    return c(c.floats((4,)), kernel(c, 4, 3), np.arange(3, dtype="float32"))


@call("nn.depth_to_space", "compat.v1.nn.depth_to_space")
def _(c):
    return c(c.floats((3, 4, 8)), 2)


@call("nn.space_to_depth", "compat.v1.nn.space_to_depth")
def _(c):
    return c(c.floats((4, 6, 3)), 2)


@call("nn.embedding_lookup", "compat.v1.nn.embedding_lookup")
def _(c):
    return c(c.draw.random.normal(size=(6, 3)).astype("float32"), c.ints((4,), 0, 6), **c.maybe(max_norm=1.0))


@call("nn.isotonic_regression")
def _(c):
    return c(c.floats((4, 5)), **c.maybe(decreasing=False, axis=c.draw.pick(-1, 1)))


@call("nn.batch_normalization")
def _(c):
    x = c.floats((4, 5))
    if c.draw.flag():
        mean, variance = c.tf.nn.moments(x, [1], keepdims=True)
        return c(x, mean, variance, c.draw.pick(None, 0.5), c.draw.pick(None, 2.0), 1e-3)
    return c(x, np.ones(5, "float32"), np.arange(1, 6).astype("float32"), c.draw.pick(None, np.ones(5, "float32")), c.draw.pick(None, np.arange(5).astype("float32")), 1e-3)


@call("nn.batch_norm_with_global_normalization", "compat.v1.nn.batch_norm_with_global_normalization")
def _(c):
    p = [c.draw.random.uniform(0.5, 1.5, size=(3,)).astype("float32") for _ in range(4)]
    return c(c.floats((4, 5, 3)), p[0], p[1], p[2], p[3], 1e-3, c.draw.flag())


@call("compat.v1.nn.fused_batch_norm")
def _(c):
    p = [c.draw.random.uniform(0.5, 1.5, size=(3,)).astype("float32") for _ in range(4)]
    return list(c(c.floats((4, 5, 3)), p[0], p[1], mean=p[2], variance=p[3], is_training=False, **c.maybe(epsilon=1e-2)))[:1]


@call("nn.local_response_normalization")
def _(c):
    return c(c.floats((4, 5, 8)), **c.maybe(depth_radius=2, bias=0.7, alpha=0.3, beta=0.6))


@call("nn.sigmoid_cross_entropy_with_logits", "compat.v1.nn.sigmoid_cross_entropy_with_logits")
def _(c):
    return c(labels=c.unit((4, 5)), logits=c.floats((4, 5)))


@call("nn.softmax_cross_entropy_with_logits", "compat.v1.nn.softmax_cross_entropy_with_logits_v2", "compat.v1.nn.softmax_cross_entropy_with_logits")
def _(c):
    return c(labels=c.tf.nn.softmax(c.floats((4, 5))), logits=c.floats((4, 5)), **c.maybe(axis=c.draw.pick(-1, 1)))


@call("nn.sparse_softmax_cross_entropy_with_logits", "compat.v1.nn.sparse_softmax_cross_entropy_with_logits")
def _(c):
    return c(labels=c.ints((4,), 0, 5), logits=c.floats((4, 5)))


@call("nn.weighted_cross_entropy_with_logits", "compat.v1.nn.weighted_cross_entropy_with_logits")
def _(c):
    return c(labels=c.unit((4,)), logits=c.floats((4,)), pos_weight=c.draw.number(0.5, 2))


@call("nn.log_poisson_loss")
def _(c):
    return c(c.unit((4,)) * 3, c.floats((4,)), **c.maybe(compute_full_loss=True))


# convolutions

@call("nn.conv1d", "compat.v1.nn.conv1d")
def _(c):
    x, k = c.floats((9, 4)), kernel(c, 3, c.draw.pick(4, 4, 2), 6)
    rate = c.draw.pick(1, 1, 2)
    return c(x, k, 1 if rate > 1 else c.draw.whole(1, 2), c.draw.pick("SAME", "VALID"), **dict({"dilations": rate} if rate > 1 else {}, **c.maybe(data_format="NWC")))


@call("nn.conv2d", "compat.v1.nn.conv2d")
def _(c):
    x, k = c.floats((8, 9, 4)), kernel(c, 3, 2, c.draw.pick(4, 4, 2), 6)
    rate = c.draw.pick(1, 1, 2)
    strides = 1 if rate > 1 else c.draw.pick(1, 2, [1, 2, 1, 1], [2, 1])
    return c(x, k, strides, c.draw.pick("SAME", "VALID", [[0, 0], [1, 2], [0, 1], [0, 0]]), **dict({"dilations": rate if c.draw.flag() else [1, rate, rate, 1]} if rate > 1 else {}, **c.maybe(data_format="NHWC")))


@call("nn.conv3d", "compat.v1.nn.conv3d")
def _(c):
    return c(c.floats((5, 6, 5, 2)), kernel(c, 2, 3, 2, 2, 4), c.draw.pick([1, 1, 1, 1, 1], [1, 2, 2, 2, 1]), c.draw.pick("SAME", "VALID"))


@call("nn.convolution", "compat.v1.nn.convolution")
def _(c):
    axes = c.draw.whole(1, 3)
    x, k = c.floats((7,) * axes + (2,)), kernel(c, *((2,) * axes + (2, 3)))
    rate = c.draw.pick(None, 2)
    more = {"dilations": [rate] * axes} if rate else c.maybe(strides=[2] * axes)
    return c(x, k, padding=c.draw.pick("SAME", "VALID"), **more)


@call("nn.atrous_conv2d")
def _(c):
    return c(c.floats((8, 9, 2)), kernel(c, 2, 3, 2, 4), c.draw.whole(1, 3), c.draw.pick("SAME", "VALID"))


@call("nn.depthwise_conv2d", "compat.v1.nn.depthwise_conv2d", "compat.v1.nn.depthwise_conv2d_native")
def _(c):
    rate = c.draw.pick(1, 1, 2) if not c.name.endswith("native") else 1
    more = {("rate" if c.name.startswith("compat") else "dilations"): [rate, rate]} if rate > 1 else {}
    stride = 1 if rate > 1 else c.draw.whole(1, 2)
    padding = c.draw.pick("SAME", "VALID", [[0, 0], [1, 1], [2, 0], [0, 0]]) if rate == 1 and c.version >= (2, 4) else c.draw.pick("SAME", "VALID")
    return c(c.floats((8, 9, 3)), kernel(c, 3, 2, 3, 2), [1, stride, stride, 1], padding, **more)


@call("nn.separable_conv2d", "compat.v1.nn.separable_conv2d")
def _(c):
    rate = c.draw.pick(1, 2)
    more = {("rate" if c.name.startswith("compat") else "dilations"): [rate, rate]} if rate > 1 else {}
    stride = 1 if rate > 1 else c.draw.whole(1, 2)
    return c(c.floats((8, 9, 3)), kernel(c, 3, 2, 3, 2), kernel(c, 1, 1, 6, 4), [1, stride, stride, 1], c.draw.pick("SAME", "VALID"), **more)


@call("nn.conv1d_transpose")
def _(c):
    x = c.floats((5, 3))
    same = c.draw.flag()
    return c(x, kernel(c, 3, 4, 3), [c.tf.shape(x)[0], 10 if same else 11, 4], 2, "SAME" if same else "VALID")


@call("nn.conv2d_transpose", "compat.v1.nn.conv2d_transpose", "nn.conv_transpose")
def _(c):
    x = c.floats((4, 5, 3))
    same = c.draw.flag()
    return c(x, kernel(c, 3, 3, 4, 3), c.tf.stack([c.tf.shape(x)[0]] + ([8, 10, 4] if same else [9, 11, 4])), c.draw.pick([2, 2], 2) if not c.name.startswith("compat") else [1, 2, 2, 1], "SAME" if same else "VALID")


@call("compat.v1.nn.conv2d_backprop_input")
def _(c):
    x = c.floats((4, 5, 3))
    return c(c.tf.stack([c.tf.shape(x)[0], 8, 10, 4]), kernel(c, 3, 3, 4, 3), x, [1, 2, 2, 1], "SAME")


@call("nn.conv3d_transpose", "compat.v1.nn.conv3d_transpose")
def _(c):
    x = c.floats((3, 4, 3, 2))
    return c(x, kernel(c, 2, 2, 2, 3, 2), c.tf.stack([c.tf.shape(x)[0], 6, 8, 6, 3]), [1, 2, 2, 2, 1], "SAME")


@call("nn.atrous_conv2d_transpose")
def _(c):
    x = c.floats((6, 7, 3))
    rate = c.draw.whole(1, 2)
    return c(x, kernel(c, 3, 3, 4, 3), c.tf.stack([c.tf.shape(x)[0], 6, 7, 4]), rate, "SAME")


@call("nn.dilation2d")
def _(c):
    return c(c.floats((8, 9, 3)), kernel(c, 2, 3, 3), c.draw.pick([1, 1, 1, 1], [1, 2, 2, 1]), c.draw.pick("SAME", "VALID"), "NHWC", c.draw.pick([1, 1, 1, 1], [1, 2, 2, 1]))


@call("nn.erosion2d")
def _(c):
    return c(c.floats((8, 9, 3)), kernel(c, 2, 3, 3), c.draw.pick([1, 1, 1, 1], [1, 2, 2, 1]), c.draw.pick("SAME", "VALID"), "NHWC", c.draw.pick([1, 1, 1, 1], [1, 2, 2, 1]))


@call("compat.v1.nn.dilation2d", "compat.v1.nn.erosion2d")
def _(c):
    return c(c.floats((8, 9, 3)), kernel(c, 2, 3, 3), c.draw.pick([1, 1, 1, 1], [1, 2, 2, 1]), c.draw.pick([1, 1, 1, 1], [1, 2, 2, 1]), c.draw.pick("SAME", "VALID"))


@call("nn.avg_pool", "nn.max_pool", "nn.avg_pool1d", "nn.max_pool1d", "nn.avg_pool2d", "nn.max_pool2d", "nn.avg_pool3d", "nn.max_pool3d",
      "compat.v1.nn.avg_pool", "compat.v1.nn.max_pool")
def _(c):
    axes = int(c.name[-2]) if c.name.endswith("d") else 2
    x = c.floats(((8, 9), (8,), (8, 9), (5, 6, 5))[axes] + (3,))
    ksize = c.draw.pick(2, [1] + [c.draw.whole(1, 3)] * axes + [1]) if not c.name.startswith("compat") else [1, 2, 3, 1]
    strides = c.draw.pick(1, 2) if not c.name.startswith("compat") else c.draw.pick([1, 2, 2, 1], [1, 1, 1, 1])
    padding = c.draw.pick("SAME", "VALID")
    if c.name == "nn.max_pool2d" and c.draw.flag():
        padding = [[0, 0], [1, 1], [0, 1], [0, 0]]
        ksize = 3
    return c(x, ksize, strides, padding)


@call("nn.pool", "compat.v1.nn.pool")
def _(c):
    axes = c.draw.whole(1, 3)
    more = {("dilation_rate" if c.name.startswith("compat") else "dilations"): [2] * axes} if c.draw.chance(0.3) else c.maybe(strides=[2] * axes)
    return c(c.floats((7,) * axes + (2,)), [2] * axes, c.draw.pick("MAX", "AVG"), padding=c.draw.pick("SAME", "VALID"), **more)


@call("nn.max_pool_with_argmax", "compat.v1.nn.max_pool_with_argmax")
def _(c):
    return c(c.floats((8, 9, 3)), [1, 2, 3, 1], [1, 2, 2, 1], c.draw.pick("SAME", "VALID"), **c.maybe(output_dtype="int32", include_batch_in_index=True))


# tf.linalg

@call("linalg.matmul")
def _(c):
    if c.draw.chance(0.3):
        return c(complexes(c, (4, 4)), complexes(c, (4, 4)), **c.draw.pick({"adjoint_a": True}, {"transpose_b": True}, {"adjoint_b": True}))
    return c(c.floats((4, 4)), c.floats((4, 4)), **c.draw.pick({}, {"adjoint_a": True}, {"transpose_b": True}, {"adjoint_b": True, "transpose_a": True}))


@call("linalg.matvec")
def _(c):
    return c(c.floats((4, 4)), c.floats((4,)), **c.draw.pick({}, {"transpose_a": True}, {"adjoint_a": True}))


@call("linalg.cross")
def _(c):
    return c(c.floats((4, 3)), c.floats((4, 3)))


@call("linalg.adjoint", "linalg.matrix_transpose")
def _(c):
    x = complexes(c, (4, 5)) if c.draw.flag() else c.floats((4, 5))
    return c(x, **(c.maybe(conjugate=True) if c.name.endswith("transpose") else {}))


@call("norm", "compat.v1.norm")
def _(c):
    axis = c.draw.pick(None, 1, -1, [1, 2], (-2, -1))
    orders = ["euclidean", 1, 2, np.inf] + (["fro"] if axis is None or np.ndim(axis) else [3])
    keep = {c.draw.pick("keepdims", "keep_dims") if c.name.startswith("compat") else "keepdims": True} if c.draw.flag() else {}
    return c(c.floats((4, 5)), **dict(c.maybe(ord=c.draw.pick(*orders)), axis=axis, **keep))


@call("linalg.normalize")
def _(c):
    return c(c.floats((4, 5)), **c.maybe(ord=c.draw.pick("euclidean", 1, np.inf), axis=c.draw.pick(-1, 1)))


@call("linalg.band_part")
def _(c):
    return c(c.floats((4, 5)), c.draw.whole(-1, 3), c.draw.whole(-1, 3))


@call("linalg.trace")
def _(c):
    return c(c.floats((4, 5)))


@call("linalg.diag")
def _(c):
    return c.draw.pick(lambda: c(c.floats((4,)), **c.maybe(k=c.draw.whole(-2, 2), padding_value=0.5)),
                       lambda: c(c.floats((3, 4)), k=(-1, 1), **c.maybe(align="LEFT_RIGHT")),
                       lambda: c(c.floats((3,)), k=1, num_rows=4, num_cols=5))()


@call("linalg.diag_part")
def _(c):
    return c(c.floats((4, 5)), **c.maybe(k=c.draw.pick(0, 1, -2, (-1, 1), (0, 2)), padding_value=0.5, align=c.draw.pick("LEFT_LEFT", "RIGHT_LEFT")))


@call("linalg.set_diag")
def _(c):
    return c(c.floats((4, 5)), c.floats((4,)), **c.maybe(k=c.draw.pick(0, 1)))


@call("linalg.tensor_diag", "linalg.tensor_diag_part")
def _(c):
    x = c.floats((4,))
    return c(x[0]) if c.name.endswith("diag") else c(c.floats((3, 3))[0])


@call("linalg.tridiagonal_matmul")
def _(c):
    return c.draw.pick(lambda: c(c.floats((3, 5)), c.floats((5, 2))), lambda: c(c.floats((5, 5)), c.floats((5, 2)), diagonals_format="matrix"))()


@call("linalg.tridiagonal_solve")
def _(c):
    x = c.floats((3, 5)) + np.array([[0], [5], [0]], "float32")
    return c.draw.pick(lambda: c(x, c.floats((5, 2))), lambda: c(x, c.floats((5,))), lambda: c(x, c.floats((2, 5)), transpose_rhs=True),
                       lambda: c(c.floats((5, 5)) + 5 * c.tf.eye(5), c.floats((5, 2)), diagonals_format="matrix", partial_pivoting=False))()


@call("linalg.det", "linalg.slogdet", "linalg.inv", "linalg.lu")
def _(c):
    return c(regular(c), **(c.maybe(adjoint=True) if c.name.endswith("inv") else {}))


@call("linalg.logdet", "linalg.cholesky", "linalg.sqrtm", "linalg.eigvalsh")
def _(c):
    return c(spd(c))


@call("linalg.logm")
def _(c):
    return c(c.tf.complex(spd(c), 0 * spd(c)))


@call("linalg.eigvals")
def _(c):
    return c.tf.sort(c.tf.abs(c(regular(c))))


@call("linalg.eig")
def _(c):
    return c.tf.sort(c.tf.abs(c(regular(c))[0]))


@call("linalg.qr")
def _(c):
    q, r = c(c.floats((5, 3)), **c.maybe(full_matrices=True))
    return [c.tf.abs(q[..., :3]), c.tf.abs(r)]


@call("linalg.svd")
def _(c):
    found = c(c.floats((5, 3)), **c.maybe(full_matrices=True, compute_uv=c.draw.flag()))
    return [c.tf.abs(found[0]), c.tf.abs(found[1][..., :3])] if isinstance(found, (list, tuple)) else found


@call("linalg.eigh")
def _(c):
    values, vectors = c(spd(c))
    return [values, c.tf.abs(vectors)]


@call("linalg.lu_reconstruct", "linalg.lu_matrix_inverse")
def _(c):
    return c(*c.tf.linalg.lu(regular(c)))


@call("linalg.lu_solve")
def _(c):
    return c(*c.tf.linalg.lu(regular(c)), rhs=c.floats((4, 2)))


@call("linalg.matrix_rank", "linalg.pinv")
def _(c):
    x = c.floats((4, 2))
    product = c.tf.matmul(x, x, transpose_b=True) if c.name.endswith("rank") and c.draw.flag() else c.floats((4, 3))
    return c(product)


@call("linalg.solve")
def _(c):
    return c(regular(c), c.floats((4, 2)), **c.maybe(adjoint=True))


@call("linalg.triangular_solve")
def _(c):
    return c(regular(c), c.floats((4, 2)), **c.maybe(adjoint=True, lower=c.draw.flag()))


@call("linalg.cholesky_solve")
def _(c):
    return c(c.tf.linalg.cholesky(spd(c)), c.floats((4, 2)))


@call("linalg.lstsq")
def _(c):
    return c(c.draw.pick(c.floats((5, 3)), c.floats((5, 6))), c.floats((5, 2)), **c.maybe(l2_regularizer=0.1)) if c.draw.chance(0.7) else c(c.floats((5, 3)), c.floats((5, 2)), fast=False)


@call("quantization.fake_quant_with_min_max_vars")
def _(c):
    return c(c.floats((4,)), -1.5, 2.0, **c.maybe(num_bits=4, narrow_range=True))


@call("quantization.fake_quant_with_min_max_vars_per_channel")
def _(c):
    return c(c.floats((4, 3)), [-1.0, -2.0, -0.5], [1.0, 0.5, 3.0], **c.maybe(num_bits=4))


@call("quantization.fake_quant_with_min_max_args")
def _(c):
    return c(c.floats((4,)), **c.maybe(min=-2.0, max=1.0, num_bits=6, narrow_range=True))


@call("tensordot")
def _(c):
    return c.draw.pick(lambda: c(c.floats((4, 5)), c.draw.random.normal(size=(5, 2)).astype("float32"), 1),
                       lambda: c(c.floats((4, 5)), c.draw.random.normal(size=(4, 5, 2)).astype("float32"), [[1, 2], [0, 1]]))()


# tf.image

@call("image.resize")
def _(c):
    x = c.unit((6, 8, 3))
    if c.draw.chance(0.3):
        return c(x, c.tf.shape(c.unit((9, 5, 3)))[1:3], **c.maybe(method=c.draw.pick("bilinear", "nearest", "bicubic", "area")))
    return c(x, c.draw.pick([9, 5], [3, 4], [6, 8]), **c.maybe(method=c.draw.pick("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic"),
                                                               preserve_aspect_ratio=True, antialias=True))


@call("compat.v1.image.resize_images", "compat.v1.image.resize")
def _(c):
    return c(c.unit((6, 8, 3)), c.draw.pick([9, 5], [3, 4]), **c.maybe(method=c.draw.whole(0, 3), align_corners=True, preserve_aspect_ratio=True))


@call("compat.v1.image.resize_bilinear", "compat.v1.image.resize_bicubic", "compat.v1.image.resize_nearest_neighbor", "compat.v1.image.resize_area")
def _(c):
    return c(c.unit((6, 8, 3)), c.draw.pick([9, 5], [3, 4]), **c.draw.pick({}, {"align_corners": True}, {} if c.name.endswith("area") else {"half_pixel_centers": True}))


@call("image.resize_with_pad", "compat.v1.image.resize_image_with_pad")
def _(c):
    more = {"method": c.draw.pick("bilinear", "nearest", "bicubic"), "antialias": c.draw.flag()} if c.name.startswith("image") else {"method": c.draw.whole(0, 2), "align_corners": c.draw.flag()}
    return c(c.unit((6, 8, 3)), c.draw.whole(4, 12), c.draw.whole(4, 12), **c.maybe(**more))


@call("image.resize_with_crop_or_pad")
def _(c):
    return c(c.unit((6, 8, 3)), c.draw.whole(3, 11), c.draw.whole(3, 11))


@call("image.pad_to_bounding_box")
def _(c):
    return c(c.unit((6, 8, 3)), 1, 2, 9, 11)


@call("image.crop_to_bounding_box")
def _(c):
    return c(c.unit((6, 8, 3)), 1, 2, 4, 5)


@call("image.central_crop")
def _(c):
    return c(c.unit((6, 8, 3)), c.draw.pick(0.5, 0.3, 1.0, 0.75))


@call("image.extract_patches")
def _(c):
    return c(c.unit((6, 8, 3)), [1, 2, 3, 1], [1, 2, 1, 1], c.draw.pick([1, 1, 1, 1], [1, 2, 2, 1]), c.draw.pick("SAME", "VALID"))


@call("compat.v1.image.extract_image_patches")
def _(c):
    return c(c.unit((6, 8, 3)), [1, 2, 3, 1], [1, 2, 1, 1], [1, 1, 1, 1], c.draw.pick("SAME", "VALID"))


def picture(c):
    kind = c.draw.pick("float", "float", "uint8", "int16")
    return c.unit((6, 8, 3)) if kind == "float" else c.tf.cast(c.unit((6, 8, 3)) * 255, kind)


@call("image.adjust_brightness", "image.adjust_hue")
def _(c):
    return c(picture(c), c.draw.number(-0.4, 0.4))


@call("image.adjust_contrast", "image.adjust_saturation")
def _(c):
    return c(picture(c), c.draw.number(0.4, 2))


@call("image.adjust_gamma")
def _(c):
    return c(picture(c), **c.maybe(gamma=c.draw.number(0.5, 2), gain=c.draw.number(0.5, 1.5)))


@call("image.rgb_to_grayscale", "image.per_image_standardization")
def _(c):
    return c(picture(c))


@call("image.convert_image_dtype")
def _(c):
    return c(picture(c), c.draw.pick("float32", "uint8", "int16", "float16", "uint16"), **c.maybe(saturate=True))


@call("image.rgb_to_hsv", "image.hsv_to_rgb", "image.rgb_to_yiq", "image.yiq_to_rgb", "image.rgb_to_yuv", "image.yuv_to_rgb", "image.total_variation",
      "image.flip_left_right", "image.flip_up_down", "image.transpose", "image.sobel_edges", "image.image_gradients")
def _(c):
    return c(c.unit((6, 8, 3)))


@call("image.rot90")
def _(c):
    return c(c.unit((6, 8, 3)), **c.maybe(k=c.draw.whole(0, 4)))


@call("image.grayscale_to_rgb")
def _(c):
    return c(c.unit((6, 8, 1)))


@call("image.psnr")
def _(c):
    return c(c.unit((6, 8, 3)), c.unit((6, 8, 3)), c.draw.pick(1.0, 255.0))


@call("image.ssim")
def _(c):
    return c(c.unit((14, 13, 2)), c.unit((14, 13, 2)), 1.0, **c.maybe(filter_size=5, filter_sigma=1.1, k1=0.02, k2=0.05))


@call("image.ssim_multiscale")
def _(c):
    x = c.unit((26, 31, 2))
    return c(x, x * 0.8 + 0.1, 1.0, power_factors=[0.3, 0.7], filter_size=5, **c.maybe(filter_sigma=1.1))


def boxes(c, count):
    corner = c.unit((count, 2)) * 0.5
    return c.tf.concat([corner, corner + 0.1 + 0.3 * c.unit((count, 2))], -1)


@call("image.crop_and_resize", "compat.v1.image.crop_and_resize")
def _(c):
    return c(c.unit((6, 8, 3)), boxes(c, 4)[0], [0, 1, 2, 0], [4, 3], **c.maybe(method=c.draw.pick("bilinear", "nearest"), extrapolation_value=0.5))


@call("image.draw_bounding_boxes", "compat.v1.image.draw_bounding_boxes")
def _(c):
    x = c.unit((6, 8, 3))
    return c(x, boxes(c, 2), colors=np.array([[1.0, 0.0, 0.5]], "float32")) if c.name.startswith("image") or c.draw.flag() else c(x, boxes(c, 2))


@call("image.non_max_suppression", "image.non_max_suppression_with_scores")
def _(c):
    more = c.maybe(soft_nms_sigma=0.5) if c.name.endswith("scores") else {}
    return c(boxes(c, 8)[0], c.unit((8,))[0], 5, **dict(c.maybe(iou_threshold=0.2, score_threshold=0.3), **more))


@call("image.non_max_suppression_overlaps")
def _(c):
    return c(c.unit((8, 8))[0], c.unit((8,))[0], 5, **c.maybe(overlap_threshold=0.6, score_threshold=0.3))


@call("image.combined_non_max_suppression")
def _(c):
    return c(boxes(c, 8)[:, :, None], c.unit((8, 2)), 3, 5, **c.maybe(iou_threshold=0.2, score_threshold=0.3, pad_per_class=True, clip_boxes=False))


@call("image.extract_glimpse")
def _(c):
    return c(c.unit((6, 8, 3)), [3, 4], c.floats((2,)), noise="zero", **c.maybe(centered=False, normalized=c.draw.flag()))


# tf.signal

@call("signal.fft", "signal.ifft", "signal.fft2d", "signal.ifft2d", "signal.fft3d", "signal.ifft3d")
def _(c):
    return c(complexes(c, (4, 3, 6)))


@call("signal.rfft", "signal.rfft2d", "signal.rfft3d")
def _(c):
    axes = int(c.name[-2]) if c.name.endswith("d") else 1
    return c(c.floats((4, 3, 6)), **c.maybe(fft_length=[c.draw.pick(4, 3), c.draw.pick(3, 4), c.draw.pick(4, 6, 8)][-axes:]))


@call("signal.irfft", "signal.irfft2d", "signal.irfft3d")
def _(c):
    axes = int(c.name[-2]) if c.name.endswith("d") else 1
    return c(complexes(c, (4, 3, 5)), **c.maybe(fft_length=[4, 3, c.draw.pick(8, 6, 7)][-axes:]))


@call("signal.fftshift", "signal.ifftshift")
def _(c):
    return c(c.floats((4, 5)), **c.maybe(axes=c.draw.pick(1, [1, 2], -1) if c.draw.flag() else 2))


@call("signal.frame")
def _(c):
    return c(c.floats((11, 2)) if c.draw.flag() else c.floats((11,)), c.draw.whole(2, 5), c.draw.whole(1, 4), **dict(c.maybe(pad_end=True, pad_value=0.5), axis=1))


@call("signal.overlap_and_add")
def _(c):
    return c(c.floats((4, c.draw.whole(3, 6))), c.draw.whole(1, 6))


@call("signal.stft")
def _(c):
    return c(c.floats((19,)), c.draw.whole(3, 6), c.draw.whole(2, 4), **c.maybe(fft_length=c.draw.pick(8, 4, 5), pad_end=True, window_fn=None))


@call("signal.inverse_stft")
def _(c):
    return c(complexes(c, (4, 5)), c.draw.pick(8, 6, 7, 9), c.draw.whole(2, 4), **dict(c.maybe(window_fn=None), fft_length=8))


@call("signal.dct", "signal.idct")
def _(c):
    kind = c.draw.whole(1, 4)
    more = c.maybe(n=c.draw.pick(4, 9)) if c.name == "signal.dct" and kind in (2, 3) else {}
    return c(c.floats((6,)), **dict(c.maybe(**({"norm": "ortho"} if kind > 1 else {})), type=kind, **more))


@call("signal.mdct")
def _(c):
    return c(c.floats((24,)), 8, **c.maybe(window_fn=None, pad_end=True, norm="ortho"))


@call("signal.inverse_mdct")
def _(c):
    return c(c.floats((3, 4)), **c.maybe(window_fn=None, norm="ortho"))


@call("signal.mfccs_from_log_mel_spectrograms")
def _(c):
    return c(c.floats((4, 8)))


# tf.strings and tf.io

@call("strings.join")
def _(c):
    return c([c.texts((4,)), c.texts((4,))], **c.maybe(separator="-"))


@call("strings.reduce_join", "compat.v1.strings.reduce_join")
def _(c):
    return c(c.texts((3, 2)), **c.maybe(axis=c.draw.pick(1, -1, [1, 2]), separator="-", **({"keep_dims": True} if c.name.startswith("compat") else {"keepdims": True})))


@call("strings.substr", "compat.v1.strings.substr", "compat.v1.substr")
def _(c):
    return c(c.tf.strings.join([c.texts((4,)), "abc"]), 1, 2, **c.maybe(unit="UTF8_CHAR"))


@call("strings.to_number", "compat.v1.strings.to_number")
def _(c):
    return c(c.tf.strings.as_string(c.ints((4,), 0, 99)), **c.maybe(out_type=c.draw.pick("int32", "float64", "int64")))


@call("strings.as_string")
def _(c):
    return c(c.draw.pick(c.floats((4,)), c.ints((4,), 0, 99)), **c.draw.pick({}, {"width": 6}, {"width": 6, "fill": "0"}))


@call("strings.regex_replace")
def _(c):
    return c(c.texts((4,)), "[aeo]", "<\\0>", **c.maybe(replace_global=False))


@call("strings.regex_full_match")
def _(c):
    return c(c.texts((4,)), ".*e.*")


@call("strings.to_hash_bucket_fast", "strings.to_hash_bucket", "compat.v1.strings.to_hash_bucket")
def _(c):
    return c(c.texts((4,)), 17)


@call("strings.to_hash_bucket_strong")
def _(c):
    return c(c.texts((4,)), 17, [3, 5])


@call("strings.unsorted_segment_join")
def _(c):
    return c(c.texts((4,)), c.ints((4,), 0, 3), 3, **c.maybe(separator="-"))


@call("strings.format")
def _(c):
    return c("a {} b {}", [c.ints((4,), 0, 9), c.ints((2,), 0, 9)], **c.maybe(summarize=2))


@call("strings.unicode_script")
def _(c):
    return c(c.ints((4,), 60, 1200))


@call("strings.unicode_transcode")
def _(c):
    return c(c.texts((4,)), "UTF-8", c.draw.pick("UTF-16-BE", "UTF-8"), **c.maybe(errors="ignore", replacement_char=63))


@call("io.encode_base64")
def _(c):
    return c(c.texts((4,)), **c.maybe(pad=True))


@call("io.decode_base64")
def _(c):
    return c(c.tf.io.encode_base64(c.texts((4,))))


@call("io.decode_raw", "compat.v1.decode_raw")
def _(c):
    x = c.tf.strings.substr(c.tf.strings.join([c.texts((4,)), "abcdefgh"]), 0, 8)
    return c(x, c.draw.pick("uint8", "int16", "int32"), **c.maybe(little_endian=False, **({"fixed_length": 8} if c.name.startswith("io") else {})))


@call("io.decode_csv", "compat.v1.io.decode_csv")
def _(c):
    x = c.tf.strings.join([c.tf.strings.as_string(c.ints((4,), 0, 99)), c.tf.strings.as_string(c.ints((4,), 0, 99))], separator=c.draw.pick(",", ","))
    return c(x, [0, 1.5])


@call("strings.length", "compat.v1.strings.length", "strings.lower", "strings.upper", "strings.strip")
def _(c):
    more = c.maybe(unit="UTF8_CHAR") if c.name.endswith("length") else {} if c.name.endswith("strip") else c.maybe(encoding="utf-8")
    return c(c.texts((4,)), **more)


@call("quantization.quantize_and_dequantize", "quantization.quantize_and_dequantize_v2", "quantize_and_dequantize_v4")
def _(c):
    return c(c.floats((4, 3)), -1.5, 2.0, **c.maybe(signed_input=True, num_bits=5, range_given=True, narrow_range=True))


@call("approx_top_k")
def _(c):
    return c(c.floats((4, 5)), 2, **c.maybe(is_max_k=True))


@call("keras.backend.ctc_decode")
def _(c):
    found, log = c(c.unit((6, 5)), c.tf.reshape(c.ints((1,), 3, 7), [-1]), **c.draw.pick({}, {"greedy": False, "beam_width": 9}, {"greedy": False, "top_paths": 2}))
    return list(found) + [log]


@call("keras.backend.print_tensor", "compat.v1.Print")
def _(c):
    return c(c.floats((4,)), **({"message": "x"} if c.name.startswith("keras") else {"data": []}))


@call("keras.backend.binary_crossentropy", "keras.backend.categorical_crossentropy")
def _(c):
    return c(c.tf.nn.softmax(c.floats((4, 5))), c.tf.nn.softmax(c.floats((4, 5))), **c.maybe(from_logits=True))


@call("keras.backend.sparse_categorical_crossentropy")
def _(c):
    return c(c.ints((4,), 0, 5), c.tf.nn.softmax(c.floats((4, 5))), **c.maybe(from_logits=True))


def pixels(c):
    return c.tf.cast(c.unit((6, 8, 3)) * 255, "uint8")[0]


@call("io.encode_png", "io.encode_jpeg")
def _(c):
    return c(pixels(c))


@call("io.decode_png", "io.decode_image")
def _(c):
    more = {"expand_animations": False} if c.name.endswith("image") else {}
    return c(c.tf.io.encode_png(pixels(c)), **dict(c.maybe(channels=c.draw.pick(1, 3)), **more))


@call("io.decode_jpeg", "io.extract_jpeg_shape", "io.decode_and_crop_jpeg")
def _(c):
    bytes_ = c.tf.io.encode_jpeg(pixels(c), quality=90)
    return c(bytes_, [1, 1, 3, 4]) if c.name.endswith("crop_jpeg") else c(bytes_)


@call("audio.encode_wav")
def _(c):
    return c(c.unit((9, 1))[0], 8000)


@call("audio.decode_wav")
def _(c):
    return c(c.tf.audio.encode_wav(c.unit((9, 1))[0], 8000), **c.maybe(desired_channels=1, desired_samples=7))


@call("broadcast_dynamic_shape")
def _(c):
    return c(c.tf.shape(c.floats((4, 1))), c.tf.shape(c.floats((1, 5))))


@call("__operators__.getitem")
def _(c):
    x = c.floats((4, 5))
    return c.draw.pick(lambda: x[x > 0], lambda: x[:, 1:, ::2], lambda: x[..., None, -1], lambda: x[1:, c.ints((1,), 0, 4)[0, 0]], lambda: x[:, c.tf.shape(x)[1] - 1])()


@call("math.erfcinv", "math.ndtri", "math.erfinv")
def _(c):
    return c(c.unit((4,)))


@call("math.zeta")
def _(c):
    return c(c.tf.cast(c.ints((4,), 2, 5), "float32"), c.unit((4,)) + 0.5)


@call("nn.compute_average_loss")
def _(c):
    return c(c.floats((1,))[:, 0])


# numbers that follow from a seed, which is computed or not

def seed(c):
    return c.tf.cast(c.ints((2,), 0, 99)[0], c.draw.pick("int32", "int64")) if c.draw.flag() else [c.draw.whole(0, 99), c.draw.whole(0, 99)]


def computed(c):
    return c.ints((2,), 0, 99)[0]


@call("random.stateless_binomial")
def _(c):
    return c([3, 4], seed(c), c.tf.cast(c.ints((4,), 1, 60)[0], "float32"), c.unit((4,))[0], **c.maybe(output_dtype=c.draw.pick("float32", "int64")))


@call("random.stateless_poisson")
def _(c):
    return c([3, 4], seed(c), c.unit((4,))[0] * c.draw.pick(1.0, 8.0, 60.0), **c.maybe(dtype=c.draw.pick("float32", "int64")))


@call("random.stateless_gamma")
def _(c):
    return c([3, 4], seed(c), c.unit((4,))[0] * c.draw.pick(0.8, 5.0) + 0.1, **c.maybe(beta=c.draw.pick(2.0, [0.5, 1.0, 2.0, 4.0])))


@call("random.stateless_parameterized_truncated_normal")
def _(c):
    x = c.floats((4,))
    return c(c.tf.shape(x)[1:], seed(c), **c.maybe(means=c.draw.number(-1, 1), stddevs=c.draw.number(0.5, 2), minvals=-3.0, maxvals=2.5)) if c.draw.flag() else c([5], computed(c))


@call("random.experimental.stateless_split", "random.split")
def _(c):
    return c(computed(c), **c.maybe(num=c.draw.whole(1, 4)))


@call("random.experimental.stateless_fold_in", "random.fold_in")
def _(c):
    return c(computed(c), c.draw.whole(0, 99)) if c.draw.flag() else c(seed(c), c.ints((1,), 0, 99)[0, 0])


@call("random.experimental.stateless_shuffle")
def _(c):
    return c(c.floats((4, 2)), seed(c))


@call("random.experimental.index_shuffle")
def _(c):
    return c(c.ints((4,), 0, 9), seed(c), 9) if c.draw.flag() else c(c.draw.whole(0, 5), computed(c), 5)


@call("random_index_shuffle")
def _(c):
    return c(c.draw.whole(0, 9), c.ints((3,), 0, 99)[0], 9)


@call("nn.experimental.stateless_dropout")
def _(c):
    return c(c.floats((4, 5)), c.draw.number(0.1, 0.9), computed(c))


@call("image.stateless_random_flip_left_right", "image.stateless_random_flip_up_down")
def _(c):
    x = picture(c)
    return c(x if c.draw.flag() else x[0], computed(c))


@call("image.stateless_random_crop")
def _(c):
    x = picture(c)
    return c(x[0], [4, 5, 3], computed(c)) if c.draw.flag() else c(x, c.tf.stack([c.tf.shape(x)[0], 4, 5, 3]), seed(c))


@call("image.stateless_sample_distorted_bounding_box")
def _(c):
    return c(c.draw.pick([40, 50, 3], c.tf.shape(c.unit((9, 3)))), boxes(c, 3)[:1], seed(c), **c.maybe(min_object_covered=0.3, aspect_ratio_range=[0.5, 2.0], area_range=[0.2, 0.9], max_attempts=50, use_image_if_no_bounding_boxes=True))


@call("signal.hann_window", "signal.hamming_window", "signal.kaiser_window", "signal.vorbis_window", "signal.kaiser_bessel_derived_window")
def _(c):
    length = c.ints((1,), 1, 12)[0, 0]
    more = c.maybe(periodic=c.draw.flag()) if c.name[7:10] == "ham" or c.name[7:11] == "hann" else c.maybe(beta=c.draw.number(2, 9)) if "kaiser" in c.name else {}
    return c(length * 2 if "kaiser" in c.name else length, **dict(c.maybe(dtype="float64"), **more))


@call("linalg.eigh_tridiagonal")
def _(c):
    more = c.draw.pick({}, {}, {"select": "i", "select_range": [1, 3]}, {"select": "v", "select_range": [-0.5, 1.5]})
    if c.draw.chance(0.3):
        return c(c.tf.complex(c.floats((6,))[0], 0.0), complexes(c, (5,))[0], **more)
    return c(c.floats((6,))[0], c.floats((5,))[0], **more)
