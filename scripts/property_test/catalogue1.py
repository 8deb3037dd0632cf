"""The layers of Keras 1 with the argument names of that time; see catalogue.py. Python 3.6."""
from catalogue import Entry, only

EXTRA = {"Merge"}  # built by models.py


def dense(draw, x):
    return {"output_dim": draw.whole(1, 5)}, {"activation": draw.activation(), "bias": draw.flag()}


def ordering(draw):
    return draw.pick("tf", "tf", "th")


def convolution(rank):
    def arguments(draw, x):
        needed = {"nb_filter": draw.whole(1, 4)}
        if rank == 1:
            needed["filter_length"] = draw.whole(1, 3)
            return needed, {"border_mode": draw.pick("valid", "same"), "activation": draw.activation(), "bias": draw.flag(),
                            "subsample_length": draw.whole(1, 2)}
        names = ("nb_row", "nb_col") if rank == 2 else ("kernel_dim1", "kernel_dim2", "kernel_dim3")
        needed.update((name, draw.whole(1, 3)) for name in names)
        return needed, {"border_mode": draw.pick("valid", "same"), "activation": draw.activation(), "bias": draw.flag(),
                        "subsample": (draw.whole(1, 2),) * rank, "dim_ordering": ordering(draw)}
    return arguments


def atrous(rank):
    inner = convolution(rank)

    def arguments(draw, x):
        needed, optional = inner(draw, x)
        optional.pop("subsample", None)
        optional.pop("subsample_length", None)
        optional["atrous_rate"] = draw.whole(1, 2) if rank == 1 else (2, 2)
        return needed, optional
    return arguments


def separable(draw, x):
    needed, optional = convolution(2)(draw, x)
    return needed, dict(optional, depth_multiplier=draw.whole(1, 2))


def deconvolution(draw, x):
    rows, columns, stride = draw.whole(1, 3), draw.whole(1, 3), draw.whole(1, 2)
    high, wide = x.shape[0], x.shape[1]
    filters = draw.whole(1, 3)
    return {"nb_filter": filters, "nb_row": rows, "nb_col": columns, "border_mode": "valid", "dim_ordering": "tf",
            "output_shape": (3, (high - 1) * stride + rows, (wide - 1) * stride + columns, filters),
            "subsample": (stride, stride)}, {"activation": draw.activation(), "bias": draw.flag()}


def pooling(rank):
    def arguments(draw, x):
        if rank == 1:
            return {"pool_length": draw.whole(1, 3)}, {"stride": draw.whole(1, 3), "border_mode": draw.pick("valid", "same")}
        return {"pool_size": tuple(draw.whole(1, 3) for _ in range(rank))}, {
            "strides": tuple(draw.whole(1, 3) for _ in range(rank)), "border_mode": draw.pick("valid", "same"), "dim_ordering": ordering(draw)}
    return arguments


def global_pooling(rank):
    return lambda draw, x: ({}, {"dim_ordering": ordering(draw)} if rank > 1 else {})


def local(rank):
    def arguments(draw, x):
        optional = {"activation": draw.activation(), "bias": draw.flag()}
        if rank == 1:
            return {"nb_filter": draw.whole(1, 3), "filter_length": draw.whole(1, 3)}, dict(optional, subsample_length=draw.whole(1, 2))
        return {"nb_filter": draw.whole(1, 3), "nb_row": draw.whole(1, 3), "nb_col": draw.whole(1, 3)}, dict(
            optional, subsample=(draw.whole(1, 2), draw.whole(1, 2)), dim_ordering=ordering(draw))
    return arguments


def batch_normalization(draw, x):
    return {}, {"epsilon": draw.pick(1e-3, 1e-5), "mode": draw.pick(0, 0, 1, 2), "axis": draw.pick(-1, 1), "momentum": 0.9}


def recurrent(draw, x):
    return {"output_dim": draw.whole(1, 4)}, {
        "activation": draw.activation(), "inner_activation": draw.activation(), "return_sequences": draw.flag(),
        "go_backwards": draw.flag(), "unroll": draw.chance(0.3), "consume_less": draw.pick("cpu", "mem", "gpu"),
        "dropout_W": 0.1, "dropout_U": draw.pick(0, 0.1)}


def conv_lstm(draw, x):
    return {"nb_filter": draw.whole(1, 3), "nb_row": draw.whole(1, 3), "nb_col": draw.whole(1, 3), "border_mode": "same"}, {
        "activation": draw.activation(), "inner_activation": draw.activation(), "return_sequences": draw.flag(),
        "go_backwards": draw.flag(), "dim_ordering": ordering(draw)}


def embedding(draw, x):
    return {"input_dim": 12, "output_dim": draw.whole(2, 5)}, {"mask_zero": draw.flag()}


def shared_axes(draw, x):
    return {}, {"shared_axes": draw.pick(*[None] + [[axis] for axis in range(1, len(x.shape) + 1)])}


def permute(draw, x):
    order = list(range(1, len(x.shape) + 1))
    draw.random.shuffle(order)
    return {"dims": tuple(int(axis) for axis in order)}, {}


def reshape(draw, x):
    count = 1
    for size in x.shape:
        count *= size or 1
    return {"target_shape": draw.pick((count,), (1, count), (-1, 1))}, {}


def padding(rank):
    if rank == 1:
        return lambda draw, x: ({"padding": draw.pick(draw.whole(0, 3), (1, 2))}, {})
    return lambda draw, x: ({"padding": tuple(draw.whole(0, 3) for _ in range(rank))}, {"dim_ordering": ordering(draw)})


def cropping(rank):
    if rank == 1:
        return lambda draw, x: ({"cropping": (draw.whole(0, 1), draw.whole(0, 2))}, {})
    return lambda draw, x: ({"cropping": tuple((draw.whole(0, 1), draw.whole(0, 1)) for _ in range(rank))}, {"dim_ordering": ordering(draw)})


def up_sampling(rank):
    if rank == 1:
        return lambda draw, x: ({"length": draw.whole(1, 3)}, {})
    return lambda draw, x: ({"size": tuple(draw.whole(1, 3) for _ in range(rank))}, {"dim_ordering": ordering(draw)})


ENTRIES = {
    "Dense": Entry([1], dense), "TimeDistributedDense": Entry([2], dense), "Highway": Entry([1], lambda draw, x: ({}, {
        "activation": draw.activation(), "bias": draw.flag()})),
    "MaxoutDense": Entry([1], lambda draw, x: ({"output_dim": draw.whole(1, 4)}, {"nb_feature": draw.whole(1, 3), "bias": draw.flag()})),
    "Activation": Entry([1, 2, 3], lambda draw, x: ({"activation": draw.activation()}, {})),
    "Dropout": Entry([1, 2], only(p=0.3)), "SpatialDropout1D": Entry([2], only(p=0.3)), "SpatialDropout2D": Entry([3], only(p=0.3)),
    "SpatialDropout3D": Entry([4], only(p=0.3)), "GaussianDropout": Entry([1], only(p=0.3)), "GaussianNoise": Entry([1], only(sigma=0.3)),
    "ActivityRegularization": Entry([1], only(l1=0.1, l2=0.1)), "Masking": Entry([2], lambda draw, x: ({}, {"mask_value": 0.0})),
    "Flatten": Entry([2, 3], lambda draw, x: ({}, {})), "Reshape": Entry([2, 1], reshape), "Permute": Entry([2, 3], permute),
    "RepeatVector": Entry([1], lambda draw, x: ({"n": draw.whole(1, 4)}, {})), "Embedding": Entry([1], embedding, "int32", (0, 12)),
    "BatchNormalization": Entry([1, 2, 3], batch_normalization),
    "LeakyReLU": Entry([1, 2, 3], lambda draw, x: ({}, {"alpha": draw.number(0, 1)})), "PReLU": Entry([1, 2, 3], shared_axes),
    "ELU": Entry([1, 2], lambda draw, x: ({}, {"alpha": draw.number(0.2, 2)})), "ThresholdedReLU": Entry([1, 2], lambda draw, x: ({}, {"theta": draw.number(0, 1)})),
    "SReLU": Entry([1, 2, 3], shared_axes), "ParametricSoftplus": Entry([1, 2, 3], shared_axes),
    "SimpleRNN": Entry([2], recurrent), "LSTM": Entry([2], recurrent), "GRU": Entry([2], recurrent), "ConvLSTM2D": Entry([4], conv_lstm),
    "Deconvolution2D": Entry([3], deconvolution), "SeparableConvolution2D": Entry([3], separable),
    "AtrousConvolution1D": Entry([2], atrous(1)), "AtrousConvolution2D": Entry([3], atrous(2)),
}
for rank in (1, 2, 3):
    ENTRIES["Convolution%dD" % rank] = Entry([rank + 1], convolution(rank))
    ENTRIES["MaxPooling%dD" % rank] = Entry([rank + 1], pooling(rank))
    ENTRIES["AveragePooling%dD" % rank] = Entry([rank + 1], pooling(rank))
    ENTRIES["GlobalMaxPooling%dD" % rank] = Entry([rank + 1], global_pooling(rank))
    ENTRIES["GlobalAveragePooling%dD" % rank] = Entry([rank + 1], global_pooling(rank))
    ENTRIES["ZeroPadding%dD" % rank] = Entry([rank + 1], padding(rank))
    ENTRIES["Cropping%dD" % rank] = Entry([rank + 1], cropping(rank))
    ENTRIES["UpSampling%dD" % rank] = Entry([rank + 1], up_sampling(rank))
    if rank < 3:
        ENTRIES["LocallyConnected%dD" % rank] = Entry([rank + 1], local(rank))
