"""The layers of Keras 1 whose names or arguments later versions changed: what each is made with and what it takes."""

LINE, SEQUENCE, IMAGE, VOLUME, FILM = (6,), (5, 4), (9, 8, 3), (6, 5, 4, 2), (3, 6, 5, 2)

TAKES = {
    "AtrousConvolution1D": (SEQUENCE, {"nb_filter": 2, "filter_length": 3}),
    "AtrousConvolution2D": (IMAGE, {"nb_filter": 2, "nb_row": 3, "nb_col": 3, "dim_ordering": "tf"}),
    "ConvLSTM2D": (FILM, {"nb_filter": 2, "nb_row": 3, "nb_col": 3, "dim_ordering": "tf"}),
    "Convolution1D": (SEQUENCE, {"nb_filter": 2, "filter_length": 3}),
    "Convolution2D": (IMAGE, {"nb_filter": 2, "nb_row": 3, "nb_col": 3, "dim_ordering": "tf"}),
    "Convolution3D": (VOLUME, {"nb_filter": 2, "kernel_dim1": 3, "kernel_dim2": 3, "kernel_dim3": 3, "dim_ordering": "tf"}),
    "Deconvolution2D": (IMAGE, {"nb_filter": 2, "nb_row": 3, "nb_col": 3, "output_shape": (None, 11, 10, 2), "dim_ordering": "tf"}),
    "Dense": (LINE, {"output_dim": 3}),
    "Dropout": (LINE, {"p": 0.3}),
    "GRU": (SEQUENCE, {"output_dim": 3}),
    "GaussianDropout": (LINE, {"p": 0.3}),
    "GaussianNoise": (LINE, {"sigma": 0.3}),
    "Highway": (LINE, {}),
    "LSTM": (SEQUENCE, {"output_dim": 3}),
    "LocallyConnected1D": (SEQUENCE, {"nb_filter": 2, "filter_length": 3}),
    "LocallyConnected2D": (IMAGE, {"nb_filter": 2, "nb_row": 3, "nb_col": 3, "dim_ordering": "tf"}),
    "MaxoutDense": (LINE, {"output_dim": 3}),
    "ParametricSoftplus": (LINE, {}),
    "SReLU": (LINE, {}),
    "SeparableConvolution2D": (IMAGE, {"nb_filter": 2, "nb_row": 3, "nb_col": 3, "dim_ordering": "tf"}),
    "SimpleRNN": (SEQUENCE, {"output_dim": 3}),
    "SpatialDropout1D": (SEQUENCE, {"p": 0.3}),
    "SpatialDropout2D": (IMAGE, {"p": 0.3, "dim_ordering": "tf"}),
    "SpatialDropout3D": (VOLUME, {"p": 0.3, "dim_ordering": "tf"}),
    "TimeDistributedDense": (SEQUENCE, {"output_dim": 3}),
}


LEGACY = ("Highway", "MaxoutDense")  # in Keras 2 as they were


def knows(framework, name):
    """Whether model() makes this layer of this version."""
    return name in LEGACY or framework.version < (2, 0) and (name in TAKES or name in ("Merge", "Bidirectional", "TimeDistributed"))


def model(framework, name):
    """The model of one of these layers, of Merge, or of a wrapper."""
    layers = framework.keras.layers
    if name == "Merge":
        parts = [layers.Input(shape=LINE), layers.Input(shape=LINE)]
        return framework.model(parts, layers.merge(parts, mode="sum"))
    if name in ("Bidirectional", "TimeDistributed"):
        given = layers.Input(shape=SEQUENCE)
        inner = layers.LSTM(3) if name == "Bidirectional" else layers.Dense(3)
        return framework.model(given, getattr(layers, name)(inner)(given))
    shape, arguments = TAKES[name]
    given = layers.Input(shape=shape)
    return framework.model(given, framework.layer(name, arguments)(given))
