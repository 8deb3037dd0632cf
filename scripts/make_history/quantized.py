"""Weights in few bits, as each version of Keras 3 keeps them: a model a file, with every layer that can be quantized."""
import numpy as np

import keras
from keras import layers

from history import make
import common

VERSION = tuple(int(part) for part in keras.__version__.split(".")[:2])
AT = "keras-%d.%d" % VERSION


def every_layer():
    """Odd sizes, so that the last byte of packed ones is half empty; a kernel whose axes change places."""
    entry = keras.Input((6,), dtype="int32")
    hidden = layers.Embedding(11, 7)(entry)
    hidden = layers.EinsumDense("abc,cde->abde", output_shape=(None, 3, 5), bias_axes="de", activation="tanh")(hidden)
    hidden = layers.EinsumDense("abde,edf->abf", output_shape=(None, 7))(hidden)
    return keras.Model(entry, layers.Dense(3)(layers.Dense(5, activation="relu")(hidden)))


def reversible():
    entry = keras.Input((6,), dtype="int32")
    tied, untied = layers.ReversibleEmbedding(11, 7), layers.ReversibleEmbedding(11, 7, tie_weights=False)
    return keras.Model(entry, tied(untied(entry), reverse=True) + untied(tied(entry), reverse=True))


def blocks():
    """What GPTQ takes for a transformer: a model inside; the axis of 16 is the longest of each kernel."""
    entry = keras.Input((6,), dtype="int32")
    inner = keras.Input((None, 16))
    hidden = layers.EinsumDense("abc,cde->abde", output_shape=(None, 2, 4), bias_axes="de", activation="tanh")(inner)
    hidden = layers.EinsumDense("abde,dec->abc", output_shape=(None, 16), activation="tanh")(hidden)
    block = keras.Model(inner, inner + layers.Dense(16)(hidden), name="block")
    return keras.Model(entry, block(layers.Embedding(11, 16)(entry)))


def mode(name):
    return lambda model: model.quantize(name)


def chosen(config, **options):
    return lambda model: model.quantize(config=getattr(keras.quantizers, config)(**options))


def absolute(**options):
    return keras.quantizers.AbsMaxQuantizer(**options)


def trained(model):
    """Scales of float8 are found in training."""
    for layer in model.layers:
        if isinstance(layer, (layers.Dense, layers.EinsumDense)):
            layer.quantize("float8")
    model.compile("sgd", "mse")
    random = np.random.RandomState(5)
    model.fit(random.randint(0, 11, (8, 6)), random.normal(size=(8, 6, 3)), epochs=3, verbose=0)


def low_rank(model):
    model.quantize("int8")
    random = np.random.RandomState(6)
    for layer in model.layers:
        if hasattr(layer, "enable_lora"):
            layer.enable_lora(2)
    for weight in model.weights:
        if "lora" in weight.path:
            weight.assign(0.3 * random.normal(size=weight.shape))


def calibrated(bits, group):
    def quantize(model):
        tokens = np.random.RandomState(7).randint(0, 11, (8, 6))
        structure = {"pre_block_layers": [model.layers[1]], "sequential_blocks": [model.get_layer("block")]}
        model.get_quantization_layer_structure = lambda mode: structure
        model.quantize("gptq", config=keras.quantizers.GPTQConfig(
            dataset=list(tokens), tokenizer=lambda text: text, weight_bits=bits, group_size=group, num_samples=8,
            sequence_length=6))
    return quantize


def case(build, quantize, seed, loads=True):
    """The golden is what the file computes when it is loaded: LoRA is rounded anew when it is written."""
    def write(path):
        model = common.fill(build(), seed)
        quantize(model)
        model.save(path)
        return keras.models.load_model(path, compile=False) if loads else model
    return write


# By version: what it was the first to write. Later versions know arguments that earlier ones do not.
CASES = {
    (3, 3): lambda: [
        ("int8.keras", case(every_layer, mode("int8"), 101)),
        ("float8.keras", case(every_layer, trained, 102)),
        ("float8.h5", case(every_layer, trained, 102, loads=False)),
    ],
    (3, 11): lambda: [
        ("int4.keras", case(every_layer, mode("int4"), 103)),
        ("int8_lora.h5", case(every_layer, low_rank, 104)),
        ("int8_lora.keras", case(every_layer, low_rank, 104)),
    ],
    (3, 13): lambda: [
        ("gptq4.keras", case(blocks, calibrated(4, 4), 105)),
        ("gptq3.keras", case(blocks, calibrated(3, -1), 106)),
    ],
    (3, 15): lambda: [
        ("int4.h5", case(every_layer, mode("int4"), 107)),
        ("int4_blocks.keras", case(every_layer, chosen("Int4QuantizationConfig", block_size=3), 108)),
        ("int4_columns.keras", case(every_layer, chosen(
            "Int4QuantizationConfig", block_size=None, activation_quantizer=absolute()), 109)),
        ("int8_weights.keras", case(every_layer, chosen("Int8QuantizationConfig", activation_quantizer=None), 110)),
        ("int8_range.keras", case(every_layer, chosen(
            "Int8QuantizationConfig", activation_quantizer=absolute(value_range=(-100, 90), epsilon=0.01)), 111)),
        ("reversible_int8.keras", case(reversible, mode("int8"), 112)),
        ("reversible_blocks.keras", case(reversible, mode("int4"), 113)),
    ],
}

if __name__ == "__main__":
    make([(AT + "/quantized/" + path, build) for path, build in CASES[VERSION]()])
