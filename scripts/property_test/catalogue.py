"""The layers of all Keras versions: which tensors each takes, and random admissible arguments for it.

An entry draws arguments that some version knows; those that this version does not know are left out when the layer is
made. Combinations that the framework refuses cost a seed, no more. Python 2.7 and later.
"""
from draws import Tensor

FLOATS = "float32"


class Entry(object):
    """A layer with one input.

    needs    ranks of tensors (without the batch axis) that it takes, best first
    draw     draw(Draw, Tensor) -> (arguments it cannot do without, optional arguments)
    dtype    of its input: float32, int32, string
    values   range of an integer input
    """

    def __init__(self, needs, draw, dtype=FLOATS, values=None, sizes=None):
        self.needs, self.draw, self.dtype, self.values, self.sizes = needs, draw, dtype, values, sizes

    def takes(self, tensor):
        return len(tensor.shape) in self.needs and tensor.dtype == self.dtype


def nothing(draw, x):
    return {}, {}


def only(**arguments):
    """An entry's arguments that need no draw."""
    return lambda draw, x: (dict(arguments), {})


def dense(draw, x):
    return {"units": draw.whole(1, 5)}, {"activation": draw.activation(), "use_bias": draw.flag()}


def embedding(draw, x):
    return {"input_dim": 12, "output_dim": draw.whole(2, 5)}, {"mask_zero": draw.flag()}


EINSUMS = [("abc,cd->abd", lambda t, n: (t, n), ("d", "bd", None)), ("abc,cde->abde", lambda t, n: (t, n, 2), ("de", "e")),
           ("...x,xy->...y", lambda t, n: (None, n), ("y", None)), ("abc,bcd->ad", lambda t, n: (n,), ("d",)),
           ("abc,bd->adc", lambda t, n: (n, 3), ("c", "d", None))]


def einsum_dense(draw, x):
    equation, shape, biases = EINSUMS[draw.whole(0, len(EINSUMS) - 1)]
    shape = shape(x.shape[0], draw.whole(2, 4))
    if equation == "abc,bd->adc":
        shape = (shape[0], x.shape[1])
    return {"equation": equation, "output_shape": shape, "bias_axes": draw.pick(*biases)}, {"activation": draw.activation()}


def data_format(draw):
    return draw.pick("channels_last", "channels_last", "channels_last", "channels_first")


def convolution(rank, paddings=("valid", "same")):
    def arguments(draw, x):
        first = data_format(draw)
        channels = x.shape[0] if first == "channels_first" else x.shape[-1]
        groups = draw.pick(*[g for g in (1, 2, 3) if channels and channels % g == 0] or [1])
        optional = {"padding": draw.pick(*paddings), "data_format": first, "activation": draw.activation(),
                    "use_bias": draw.flag(), "groups": groups}
        optional[draw.pick("strides", "dilation_rate")] = draw.sizes(rank, 1, 2)
        return {"filters": groups * draw.whole(1, 3), "kernel_size": draw.sizes(rank, 1, 3)}, optional
    return arguments


def transposed(rank):
    def arguments(draw, x):
        strides = draw.whole(1, 3)
        optional = {"padding": draw.pick("valid", "same"), "data_format": data_format(draw),
                    "activation": draw.activation(), "use_bias": draw.flag(), "strides": strides}
        if strides > 1:
            optional["output_padding"] = draw.whole(0, strides - 1)
        elif draw.flag():
            optional["dilation_rate"] = draw.whole(1, 2)
        return {"filters": draw.whole(1, 4), "kernel_size": draw.sizes(rank, 1, 4)}, optional
    return arguments


def depthwise(rank, separable):
    def arguments(draw, x):
        optional = {"padding": draw.pick("valid", "same"), "data_format": data_format(draw), "use_bias": draw.flag(),
                    "activation": draw.activation(), "depth_multiplier": draw.whole(1, 3)}
        optional[draw.pick("strides", "dilation_rate")] = draw.whole(1, 2)
        size = draw.whole(1, 3)
        return dict({"kernel_size": size}, **({"filters": draw.whole(1, 4)} if separable else {})), optional
    return arguments


def local(rank):
    def arguments(draw, x):
        implementation = draw.pick(1, 2, 3)
        optional = {"strides": draw.whole(1, 2), "activation": draw.activation(), "use_bias": draw.flag(),
                    "implementation": implementation, "data_format": data_format(draw)}
        if implementation > 1:
            optional["padding"] = draw.pick("valid", "same")
        return {"filters": draw.whole(1, 3), "kernel_size": draw.sizes(rank, 1, 3)}, optional
    return arguments


def pooling(rank):
    def arguments(draw, x):
        return {"pool_size": draw.whole(1, 3) if rank == 1 else draw.sizes(rank, 1, 3)}, {
            "strides": draw.pick(None, 1, 2, 3), "padding": draw.pick("valid", "same"), "data_format": data_format(draw)}
    return arguments


def global_pooling(draw, x):
    return {}, {"data_format": data_format(draw), "keepdims": draw.flag()}


def adaptive(rank):
    return lambda draw, x: ({"output_size": draw.sizes(rank, 1, 4)}, {"data_format": data_format(draw)})


def axes(draw, x, several=True):
    """One axis of the tensor or a list of them, never that of the batch."""
    rank = len(x.shape)
    chosen = sorted(set(draw.whole(1, rank) for _ in range(draw.whole(1, rank))))
    return chosen if several and draw.flag() else draw.pick(-1, chosen[0])


def affine(draw):
    return {"epsilon": draw.pick(1e-3, 1e-5, 0.1), "center": draw.flag(), "scale": draw.flag()}


def batch_normalization(draw, x):
    return {}, dict(affine(draw), axis=axes(draw, x, several=draw.chance(0.2)), momentum=0.9, renorm=draw.flag())


def layer_normalization(draw, x):
    return {}, dict(affine(draw), axis=axes(draw, x), rms_scaling=draw.flag())


def group_normalization(draw, x):
    axis = draw.pick(-1, -1, 1)
    size = x.shape[0] if axis == 1 else x.shape[-1]
    groups = draw.pick(*[g for g in (1, 2, 3, -1, size) if size and size % g == 0])
    return {"groups": groups}, dict(affine(draw), axis=axis)


def prelu(draw, x):
    return {}, {"shared_axes": draw.pick(*[None] + [[axis] for axis in range(1, len(x.shape) + 1)] + [list(range(1, len(x.shape)))])}


def relu(draw, x):
    return {}, {"max_value": draw.pick(None, draw.number(0.5, 3)), "negative_slope": draw.number(0, 0.5),
                "threshold": draw.number(0, 0.4)}


def softmax(draw, x):
    return {}, {"axis": axes(draw, x)}


def margins(rank, high):
    def draw_margins(draw):
        return draw.pick(draw.whole(0, high), tuple(draw.whole(0, high) for _ in range(rank)) if rank > 1 else (0, high),
                         tuple((draw.whole(0, high), draw.whole(0, high)) for _ in range(rank)) if rank > 1
                         else (draw.whole(0, high), draw.whole(0, high)))
    return draw_margins


def padding(rank):
    return lambda draw, x: ({}, {"padding": margins(rank, 3)(draw), "data_format": data_format(draw)})


def cropping(rank):
    return lambda draw, x: ({}, {"cropping": margins(rank, 1)(draw), "data_format": data_format(draw)})


def up_sampling(rank):
    return lambda draw, x: ({}, {"size": draw.whole(1, 3) if rank == 1 else draw.sizes(rank, 1, 3), "data_format": data_format(draw),
                                 "interpolation": draw.pick("nearest", "bilinear", "bicubic", "lanczos3", "lanczos5",
                                                            "area", "gaussian", "mitchellcubic")})


def reshape(draw, x):
    count = 1
    for size in x.shape:
        if size is None:
            return {"target_shape": (-1,) + tuple(s for s in x.shape[1:])}, {}
        count *= size
    first = draw.pick(*[n for n in range(1, count + 1) if count % n == 0])
    return {"target_shape": draw.pick((count,), (first, count // first), (-1, first), (first, 1, -1), (1, count))}, {}


def permute(draw, x):
    order = list(range(1, len(x.shape) + 1))
    draw.random.shuffle(order)
    return {"dims": tuple(int(axis) for axis in order)}, {}


def recurrent(draw, x, gates=True):
    optional = {"activation": draw.activation(), "recurrent_activation": draw.activation(), "use_bias": draw.flag(),
                "return_sequences": draw.flag(), "return_state": draw.chance(0.4), "go_backwards": draw.flag(),
                "unroll": draw.chance(0.4) and x.shape[0] is not None, "reset_after": draw.flag(),
                "implementation": draw.pick(0, 1, 2), "unit_forget_bias": draw.flag(), "dropout": 0.1,
                "recurrent_dropout": draw.pick(0, 0.2), "zero_output_for_mask": draw.flag()}
    return {"units": draw.whole(1, 4)}, optional


def cudnn(draw, x):
    return {"units": draw.whole(1, 4)}, {"return_sequences": draw.flag(), "return_state": draw.flag(), "go_backwards": draw.flag()}


def cell(draw):
    """The arguments of a cell."""
    return {"units": draw.whole(1, 4)}, {"activation": draw.activation(), "recurrent_activation": draw.activation(),
                                         "use_bias": draw.flag(), "reset_after": draw.flag(),
                                         "implementation": draw.pick(1, 2)}


def conv_lstm(rank):
    def arguments(draw, x):
        optional = {"padding": draw.pick("valid", "same"), "data_format": data_format(draw), "activation": draw.activation(),
                    "recurrent_activation": draw.activation(), "use_bias": draw.flag(), "return_sequences": draw.flag(),
                    "return_state": draw.chance(0.3), "go_backwards": draw.flag(), "dropout": 0.1,
                    "recurrent_dropout": 0.1, "unit_forget_bias": draw.flag()}
        optional[draw.pick("strides", "dilation_rate")] = draw.whole(1, 2)
        return {"filters": draw.whole(1, 3), "kernel_size": draw.sizes(rank, 1, 3)}, optional
    return arguments


def resizing(draw, x):
    crop = draw.flag()
    return {"height": draw.whole(2, 11), "width": draw.whole(2, 11)}, {
        "interpolation": draw.pick("bilinear", "nearest", "bicubic", "area", "lanczos3", "lanczos5", "gaussian", "mitchellcubic"),
        "crop_to_aspect_ratio" if crop else "pad_to_aspect_ratio": True, "fill_value": draw.number(0, 2),
        "antialias": draw.flag(), "data_format": data_format(draw)}


def crop(draw, x):
    return {"height": draw.whole(2, 10), "width": draw.whole(2, 10)}, {"data_format": data_format(draw)}


def normalization(draw, x):
    axis = draw.pick(-1, None, 1, tuple(range(1, len(x.shape) + 1)))
    kept = [axis % (len(x.shape) + 1)] if isinstance(axis, int) else list(axis or [])
    shape = [x.shape[k - 1] or 1 for k in kept]
    return {"axis": axis, "mean": draw.random.normal(size=shape).round(3).tolist(),
            "variance": draw.random.uniform(0.3, 2, size=shape).round(3).tolist()}, {"invert": draw.chance(0.3)}


def discretization(draw, x):
    bounds = sorted(draw.number(-2, 2) for _ in range(draw.whole(1, 5)))
    return {"bin_boundaries": bounds, "bins": bounds}, {"output_mode": draw.pick("int", "one_hot", "multi_hot", "count")}


def category_encoding(draw, x):
    return {"num_tokens": 12, "max_tokens": 12}, {"output_mode": draw.pick("one_hot", "multi_hot", "count", "binary")}


def hashing(draw, x):
    return {"num_bins": draw.whole(2, 20)}, {"mask_value": draw.pick("rope" if x.dtype == "string" else 3, None),
                                             "salt": draw.pick(7, [11, 13]),
                                             "output_mode": draw.pick("int", "one_hot", "multi_hot", "count")}


WORDS = ["harbour", "rope", "anchor", "a", "the", "storm", "7", "lighthouse"]


def lookup(terms, mask, unknown):
    def arguments(draw, x):
        count = draw.whole(2, len(terms))
        vocabulary = list(terms[:count])
        oov = draw.whole(0, 3)
        mode = draw.pick("int", "one_hot", "multi_hot", "count", "tf_idf", "tf-idf", "binary")
        needed = {"vocabulary": vocabulary, "num_oov_indices": oov}
        optional = {"mask_token": draw.pick(mask, None), "oov_token": unknown}
        if mode.startswith("tf"):
            needed.update(idf_weights=[draw.number(0.2, 2) for _ in vocabulary])
        if draw.chance(0.8):
            needed["output_mode"] = mode
        if draw.chance(0.3):
            needed.update(max_tokens=count + 5, pad_to_max_tokens=draw.flag())
        return needed, optional
    return arguments


def text_vectorization(draw, x):
    mode = draw.pick("int", "multi_hot", "count", "tf_idf", "tf-idf", "binary")
    needed = {"vocabulary": WORDS[:draw.whole(2, 8)], "output_mode": mode}
    optional = {"standardize": draw.pick(None, "lower_and_strip_punctuation", "lower", "strip_punctuation"),
                "split": draw.pick("whitespace", "character", None), "ngrams": draw.pick(None, 2, 3, (1, 3))}
    if mode == "int":
        optional["output_sequence_length"] = draw.whole(2, 7)
    if mode.startswith("tf"):
        needed["idf_weights"] = [draw.number(0.2, 2) for _ in needed["vocabulary"]]
    if draw.chance(0.3):
        needed.update(max_tokens=15, pad_to_max_tokens=draw.flag())
    return needed, optional


def stft(draw, x):
    return {"frame_length": 8, "frame_step": draw.pick(4, 8)}, {
        "mode": draw.pick("log", "magnitude", "psd", "real", "imag", "angle", "stft"), "fft_length": draw.pick(8, 16),
        "window": draw.pick("hann", "hamming", None), "periodic": draw.flag(), "scaling": draw.pick("density", "spectrum", None),
        "padding": draw.pick("valid", "same"), "expand_dims": draw.flag()}


def mel(draw, x):
    return {"fft_length": 16, "sequence_stride": 4, "num_mel_bins": 5, "sampling_rate": 200, "min_freq": 1.0}, {
        "sequence_length": 12, "window": draw.pick("hann", "hamming"), "power_to_db": draw.flag(),
        "top_db": draw.pick(80.0, 20.0), "mag_exp": draw.pick(1.0, 2.0), "min_power": 1e-8, "ref_power": draw.pick(1.0, 2.0)}


def augmentation(**needed):
    return Entry([3], only(**needed))


def by_rank(template, draw, low=1, high=3):
    """Entries of a family: Conv1D takes tensors of rank 2, and so on."""
    return {template % rank: Entry([rank + 1], draw(rank)) for rank in range(low, high + 1)}


ENTRIES = {
    "Dense": Entry([1, 2, 3], dense),
    "EinsumDense": Entry([2], einsum_dense),
    "Embedding": Entry([1, 2], embedding, "int32", (0, 12)),
    "ReversibleEmbedding": Entry([1], embedding, "int32", (0, 12)),
    "Masking": Entry([2], lambda draw, x: ({}, {"mask_value": draw.pick(0.0, 1.0)})),
    "Activation": Entry([1, 2, 3], lambda draw, x: ({"activation": draw.activation()}, {})),
    "Identity": Entry([1, 2, 3], nothing),
    "RandomFourierFeatures": Entry([1], lambda draw, x: ({"output_dim": draw.whole(2, 6)}, {
        "scale": draw.number(0.5, 2), "kernel_initializer": draw.pick("gaussian", "laplacian")})),
    "ActivityRegularization": Entry([1, 2], only(l1=0.1, l2=0.2)),
    "Dropout": Entry([1, 2, 3], only(rate=0.3)),
    "SpatialDropout1D": Entry([2], only(rate=0.3)),
    "SpatialDropout2D": Entry([3], only(rate=0.3)),
    "SpatialDropout3D": Entry([4], only(rate=0.3)),
    "AlphaDropout": Entry([1, 2], only(rate=0.3)),
    "GaussianDropout": Entry([1, 2], only(rate=0.3)),
    "GaussianNoise": Entry([1, 2], only(stddev=0.3)),
    "LayerNormalization": Entry([1, 2, 3], layer_normalization),
    "BatchNormalization": Entry([1, 2, 3, 4], batch_normalization),
    "SyncBatchNormalization": Entry([1, 2, 3], lambda draw, x: ({}, dict(affine(draw), axis=draw.pick(-1, 1)))),
    "GroupNormalization": Entry([1, 2, 3], group_normalization),
    "UnitNormalization": Entry([1, 2, 3], softmax),
    "RMSNormalization": Entry([1, 2, 3], lambda draw, x: ({}, {"axis": axes(draw, x), "epsilon": draw.pick(1e-6, 0.1)})),
    "ReLU": Entry([1, 2, 3], relu),
    "LeakyReLU": Entry([1, 2, 3], lambda draw, x: ({}, {"alpha": draw.number(0, 1), "negative_slope": draw.number(0, 1)})),
    "ELU": Entry([1, 2, 3], lambda draw, x: ({}, {"alpha": draw.number(0.2, 2)})),
    "ThresholdedReLU": Entry([1, 2, 3], lambda draw, x: ({}, {"theta": draw.number(0, 1)})),
    "Softmax": Entry([1, 2, 3], softmax),
    "PReLU": Entry([1, 2, 3], prelu),
    "Flatten": Entry([2, 3, 1, 4], lambda draw, x: ({}, {"data_format": data_format(draw)})),
    "Reshape": Entry([2, 1, 3], reshape),
    "Permute": Entry([2, 3], permute),
    "RepeatVector": Entry([1], lambda draw, x: ({"n": draw.whole(1, 4)}, {})),
    "LSTM": Entry([2], recurrent),
    "GRU": Entry([2], recurrent),
    "SimpleRNN": Entry([2], recurrent),
    "CuDNNLSTM": Entry([2], cudnn),
    "CuDNNGRU": Entry([2], cudnn),
    "Rescaling": Entry([3, 1], lambda draw, x: ({"scale": draw.pick(draw.number(0, 2), [0.5] * x.shape[-1])}, {"offset": draw.number(-1, 1)})),
    "Resizing": Entry([3], resizing),
    "CenterCrop": Entry([3], crop),
    "RandomCrop": Entry([3], crop),
    "Normalization": Entry([1, 2], normalization),
    "Discretization": Entry([1], discretization),
    "CategoryEncoding": Entry([1], category_encoding, "int32", (0, 12)),
    "Hashing": Entry([1], hashing, "string"),
    "StringLookup": Entry([1], lookup(WORDS, "", "[UNK]"), "string"),
    "IntegerLookup": Entry([1], lookup([3, 5, 8, 2, 11], 0, -1), "int32", (0, 12)),
    "TextVectorization": Entry([1], text_vectorization, "string", sizes=[(1,)]),
    "STFTSpectrogram": Entry([2], stft, sizes=[(32, 1), (40, 2)]),
    "MelSpectrogram": Entry([1], mel, sizes=[(64,), (80,)]),
    "AutoContrast": Entry([3], nothing),
    "Equalization": Entry([3], nothing),
    "AugMix": augmentation(), "CutMix": augmentation(), "MixUp": augmentation(), "RandAugment": augmentation(),
    "RandomBrightness": augmentation(factor=0.3), "RandomColorDegeneration": augmentation(factor=0.3),
    "RandomColorJitter": augmentation(hue_factor=0.3), "RandomContrast": augmentation(factor=0.3),
    "RandomElasticTransform": augmentation(), "RandomErasing": augmentation(), "RandomFlip": augmentation(),
    "RandomGaussianBlur": augmentation(), "RandomGrayscale": augmentation(), "RandomHeight": augmentation(factor=0.3),
    "RandomHue": augmentation(factor=0.3), "RandomInvert": augmentation(), "RandomPerspective": augmentation(),
    "RandomPosterization": augmentation(factor=4), "RandomRotation": augmentation(factor=0.3),
    "RandomSaturation": augmentation(factor=0.3), "RandomSharpness": augmentation(factor=0.3),
    "RandomShear": augmentation(x_factor=0.2, y_factor=0.1), "RandomWidth": augmentation(factor=0.3),
    "RandomTranslation": augmentation(height_factor=0.2, width_factor=0.1), "RandomZoom": augmentation(height_factor=0.2),
    "Solarization": augmentation(), "ContrastLimitedAdaptiveHistogramEqualization": augmentation(),
}
ENTRIES.update(by_rank("Conv%dD", lambda rank: convolution(rank, ("valid", "same", "causal") if rank == 1 else ("valid", "same"))))
ENTRIES.update(by_rank("Conv%dDTranspose", transposed))
ENTRIES.update(by_rank("DepthwiseConv%dD", lambda rank: depthwise(rank, False), 1, 2))
ENTRIES.update(by_rank("SeparableConv%dD", lambda rank: depthwise(rank, True), 1, 2))
ENTRIES.update(by_rank("LocallyConnected%dD", local, 1, 2))
ENTRIES.update(by_rank("MaxPooling%dD", pooling))
ENTRIES.update(by_rank("AveragePooling%dD", pooling))
ENTRIES.update(by_rank("GlobalMaxPooling%dD", lambda rank: global_pooling))
ENTRIES.update(by_rank("GlobalAveragePooling%dD", lambda rank: global_pooling))
ENTRIES.update(by_rank("AdaptiveMaxPooling%dD", adaptive))
ENTRIES.update(by_rank("AdaptiveAveragePooling%dD", adaptive))
ENTRIES.update(by_rank("ZeroPadding%dD", padding))
ENTRIES.update(by_rank("Cropping%dD", cropping))
ENTRIES.update(by_rank("UpSampling%dD", up_sampling))
ENTRIES.update({"ConvLSTM%dD" % rank: Entry([rank + 2], conv_lstm(rank)) for rank in (1, 2, 3)})

# Layers that models.py builds itself: of several inputs, around other layers.
COMPOSED = {"Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot", "Attention",
            "AdditiveAttention", "MultiHeadAttention", "GroupQueryAttention", "TimeDistributed", "Bidirectional", "RNN",
            "SimpleRNNCell", "LSTMCell", "GRUCell", "StackedRNNCells", "SpectralNormalization", "HashedCrossing",
            "CategoryCrossing", "Pipeline"}

SKIPPED = {
    "Layer": "abstract", "Wrapper": "abstract", "InputSpec": "no layer", "InputLayer": "in every model",
    "AbstractRNNCell": "abstract", "PreprocessingLayer": "abstract", "Lambda": "Python code: tested apart",
    "DenseFeatures": "its configuration holds feature columns, not tensors", "TFSMLayer": "a path to a SavedModel outside the file",
    "FlaxLayer": "runs JAX code", "JaxLayer": "runs JAX code", "TorchModuleWrapper": "runs PyTorch code",
    "MaxNumBoundingBoxes": "takes bounding boxes, not a tensor", "ConvRNN2D": "abstract", "Highway": "a relic of Keras 1 that cannot be made", "MaxoutDense": "a relic of Keras 1 that cannot be made", "ConvRecurrent2D": "abstract",
    "Recurrent": "abstract", "ConvLSTM2DCell": "inside ConvLSTM2D only", "Input": "a function",
}

EXAMPLES = {1: [(5,), (7,)], 2: [(6, 4), (5, 3), (8, 6)], 3: [(8, 7, 3), (6, 9, 4), (9, 8, 6)], 4: [(5, 6, 4, 3), (4, 5, 5, 2)],
            5: [(3, 4, 5, 4, 2)]}


def example(entry, draw):
    """A tensor that the layer takes."""
    shape = draw.pick(*(entry.sizes or EXAMPLES[entry.needs[0] if draw.flag() else draw.pick(*entry.needs)]))
    low, high = entry.values or (None, None)
    return Tensor(shape, entry.dtype, low, high)
