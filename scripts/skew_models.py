#!/usr/bin/env python
"""Writes SavedModels with the TensorFlow of this Python, of ops and layers that versions disagree on, and records what
they compute: skew_models.py STORE GOLDENS. scripts/skew runs it with TensorFlow 2.10 to 2.21.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np  # noqa: E402 (after the settings that TensorFlow reads at import)
import tensorflow as tf  # noqa: E402

RANDOM = np.random.RandomState(0)
FLOATS = tf.TensorSpec([None, 8], tf.float32, "x")
IMAGES = tf.TensorSpec([None, 8, 8, 3], tf.float32, "x")
TOKENS = tf.TensorSpec([None, 6], tf.int32, "x")
WORDS = tf.TensorSpec([None], tf.string, "x")


def values(spec):
    """Recorded input for a spec."""
    shape = [4 if size is None else size for size in spec.shape]
    if spec.dtype == tf.string:
        return np.array([b"rope", b"anchor", b"rope storm", b"tide"])[: shape[0]]
    if spec.dtype.is_integer:
        return RANDOM.randint(0, 5, size=shape).astype(spec.dtype.as_numpy_dtype)
    return RANDOM.normal(size=shape).astype(spec.dtype.as_numpy_dtype)


def weights(*shape):
    """A variable of seeded values."""
    return tf.Variable(RANDOM.normal(size=shape).astype("f4"))


class Function(tf.Module):
    """A function of one input, with variables, as a signature."""

    def __init__(self, function, spec, variables=()):
        super().__init__()
        self.held = list(variables)
        self.resources = []
        self.call = tf.function(lambda x: {"y": function(x, *self.held)}, input_signature=[spec])


def grown(x):
    """A TensorArray that grows in a loop."""
    array = tf.TensorArray(tf.float32, size=0, dynamic_size=True, element_shape=[None, 8])
    for i in tf.range(3):
        array = array.write(i, x * tf.cast(i + 1, tf.float32))
    return array.stack()


def parsed(x):
    """A feature of serialized examples."""
    examples = tf.map_fn(lambda word: word, x)
    features = {"a": tf.io.FixedLenFeature([], tf.float32, default_value=0.5)}
    return tf.io.parse_example(tf.ensure_shape(tf.strings.substr(examples, 0, 0), [None]), features)["a"]


def table(x):
    """A table with its entries in the graph."""
    keys, ids = tf.constant(["rope", "tide"]), tf.constant([3, 4], tf.int64)
    return tf.lookup.StaticHashTable(tf.lookup.KeyValueTensorInitializer(keys, ids), -1)


FUNCTIONS = {
    "argmax": (lambda x: tf.argmax(x, 1), FLOATS),
    "batch_matmul": (lambda x, w: tf.matmul(x[:, tf.newaxis, :], w), FLOATS, (4, 8, 2)),
    "batch_norm": (lambda x, s: tf.compat.v1.nn.fused_batch_norm(
        x, s, s, mean=s, variance=s * s, is_training=False)[0], IMAGES, (3,)),
    "bincount": (lambda x: tf.math.bincount(x[0], minlength=6), TOKENS),
    "batch_statistics": (lambda x, s: tf.compat.v1.nn.fused_batch_norm(x, s, s, is_training=True)[0], IMAGES, (3,)),
    "bfloat16": (lambda x, w: tf.cast(tf.reduce_mean(tf.nn.relu(tf.nn.conv2d(
        tf.cast(x, tf.bfloat16), tf.cast(w, tf.bfloat16), 1, "SAME")), [1, 2]), tf.float32), IMAGES, (3, 3, 3, 4)),
    "clip": (lambda x: tf.clip_by_value(tf.round(x), -1.0, 2.0), FLOATS),
    "conv": (lambda x, w: tf.nn.conv2d(x, w, 2, "SAME"), IMAGES, (3, 3, 3, 4)),
    "conv_first": (lambda x, w: tf.nn.conv2d(
        tf.transpose(x, [0, 3, 1, 2]), w, 2, "SAME", data_format="NCHW"), IMAGES, (3, 3, 3, 4)),
    "cumulative": (lambda x: tf.cumsum(x, 1, exclusive=True), FLOATS),
    "decode_image": (lambda x: tf.shape(tf.io.decode_image(tf.strings.substr(x[0], 0, 0) + PNG)), WORDS),
    "dense": (lambda x, w: tf.nn.relu(x @ w), FLOATS, (8, 3)),
    "diagonals": (lambda x: tf.linalg.diag(x) + tf.linalg.diag(tf.linalg.diag_part(tf.linalg.diag(x))), FLOATS),
    "einsum": (lambda x, w: tf.einsum("bi,ij->bj", x, w), FLOATS, (8, 3)),
    "erfinv": (lambda x: tf.math.erfinv(tf.tanh(x)), FLOATS),
    "fake_quant": (lambda x: tf.quantization.quantize_and_dequantize_v2(x, -3.0, 3.0, range_given=True), FLOATS),
    "gather": (lambda x, w: tf.gather(w, x), TOKENS, (5, 4)),
    "grown_list": (grown, FLOATS),
    "list_items": (lambda x: tf.map_fn(lambda row: row * tf.reduce_max(row), x), FLOATS),
    "parse_example": (parsed, WORDS),
    "random": (lambda x: x + tf.random.stateless_uniform([8], seed=[1, 2]), FLOATS),
    "random_normal": (lambda x: x + tf.random.stateless_normal([8], seed=[3, 4]), FLOATS),
    "ragged": (lambda x: tf.RaggedTensor.from_tensor(x, padding=0).row_lengths(), TOKENS),
    "resize": (lambda x: tf.image.resize(x, [5, 5]), IMAGES),
    "segments": (lambda x, w: tf.sparse.segment_mean(
        w, tf.constant([0, 1, 2], tf.int64), tf.constant([0, 0, 1], tf.int64)) + tf.reduce_sum(x), FLOATS, (5, 4)),
    "strings": (lambda x: tf.strings.regex_replace(tf.strings.upper(x), "O", "0"), WORDS),
    "switch": (lambda x: tf.switch_case(tf.constant(1) * tf.shape(x)[0] // 4, [lambda: x, lambda: x * 2]), FLOATS),
    "top": (lambda x: tf.math.top_k(x, 3).values, FLOATS),
}
PNG = tf.io.encode_png(tf.zeros([2, 3, 1], tf.uint8)).numpy()


def keras_models():
    """{name: (model, spec)}: with weights, state for training, attention, recurrence, captured tensors."""
    layers = tf.keras.layers

    def model(spec, *stack):
        return tf.keras.Sequential([tf.keras.Input(spec.shape[1:], dtype=spec.dtype, name="x")] + list(stack))

    entry = tf.keras.Input([8], name="x")
    rows = layers.Reshape([2, 4])(entry)
    attended = layers.LayerNormalization()(layers.MultiHeadAttention(2, 4)(rows, rows))
    return {
        "keras_buckets": (model(FLOATS, layers.Discretization([-1.0, 0.0, 1.0])), FLOATS),
        "keras_dense": (model(FLOATS, layers.Dense(4, "relu"), layers.Dense(2)), FLOATS),
        "keras_conv": (model(IMAGES, layers.Conv2D(4, 3), layers.BatchNormalization(), layers.Flatten()), IMAGES),
        "keras_gelu": (model(FLOATS, layers.Dense(4, "gelu"), layers.Dense(4, "swish")), FLOATS),
        "keras_attention": (tf.keras.Model(entry, attended), FLOATS),
        "keras_lstm": (model(TOKENS, layers.Embedding(5, 3), layers.LSTM(4)), TOKENS),
        "keras_lookup": (model(WORDS, layers.StringLookup(vocabulary=["rope", "tide"], output_mode="multi_hot")), WORDS),
        "keras_text": (model(WORDS, layers.TextVectorization(
            vocabulary=["rope", "storm"], output_sequence_length=3)), WORDS),
        "keras_gru": (model(TOKENS, layers.Embedding(5, 3), layers.GRU(4)), TOKENS),
    }


def save(store, goldens, name, module, signature, spec):
    """Writes one model and what it computes."""
    given = values(spec)
    directory = os.path.join(store, name, "1")
    tf.saved_model.save(module, directory, signatures=signature)
    run = tf.saved_model.load(directory).signatures["serving_default"]
    feed = {"inputs/x": given}
    for key, value in run(x=tf.constant(given)).items():
        array = value.numpy()
        feed["outputs/" + key] = array.astype("S") if array.dtype == object else array
    path = os.path.join(goldens, name, "1.golden.npz")
    if not os.path.isdir(os.path.dirname(path)):
        os.makedirs(os.path.dirname(path))
    np.savez(path, **feed)


def main():
    """Writes all models; says which this version cannot write."""
    store, goldens = sys.argv[1:3]
    for name, (function, spec, *shape) in FUNCTIONS.items():
        module = Function(function, spec, [weights(*shape[0])] if shape else [])
        save(store, goldens, name, module, module.call, spec)
    held = table(None)
    module = Function(lambda x: held.lookup(x), WORDS)
    module.resources.append(held)
    save(store, goldens, "table", module, module.call, WORDS)
    for name, (model, spec) in keras_models().items():
        call = tf.function(lambda x, model=model: {"y": model(x)}, input_signature=[spec])
        save(store, goldens, name, model, call, spec)


if __name__ == "__main__":
    main()
