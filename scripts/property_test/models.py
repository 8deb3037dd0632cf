"""Random models around one layer. Python 2.7 and later."""
import numpy as np

import catalogue1
from catalogue import ENTRIES, WORDS, cell, example, recurrent
from draws import Tensor
from framework import dtype_of, shape_of

NEIGHBOURS = ["Dense", "Conv1D", "Conv2D", "Activation", "LayerNormalization", "BatchNormalization", "Dropout", "Permute",
              "MaxPooling1D", "AveragePooling2D", "ZeroPadding1D", "ZeroPadding2D", "ReLU", "GRU", "LSTM", "Flatten",
              "Reshape", "Softmax", "PReLU", "SeparableConv2D", "UpSampling1D", "GlobalAveragePooling1D", "Identity"]


class Architecture(object):
    """One random model: `model`, and `tensors`: what each of its inputs takes."""

    def __init__(self, framework, draw, focus):
        self.framework, self.draw, self.focus = framework, draw, focus
        self.entries = catalogue1.ENTRIES if framework.version < (2, 0) else ENTRIES
        self.inputs, self.tensors, self.layers = [], [], []
        self.stateful = False
        build = self.build_merge_of_keras1 if focus == "Merge" else getattr(self, "build_" + focus.lower(), None) or (self.build_merge if focus in MERGES else self.build_plain)
        outputs = build()
        outputs = list(outputs) if isinstance(outputs, (list, tuple)) else [outputs]
        outputs = [self.after(outputs[0])] + outputs[1:] if len(outputs) == 1 else outputs
        self.model = self.framework.model(self.inputs if len(self.inputs) > 1 else self.inputs[0],
                                          outputs if len(outputs) > 1 else outputs[0])
        if self.draw.chance(0.15) and len(self.inputs) == 1 and len(outputs) == 1:
            self.nest()

    # Parts

    def layer(self, name, needed=None, optional=None):
        self.layers.append(name)
        return self.framework.layer(name, needed or {}, self.draw.some(optional or {}))

    def drawn(self, name, x):
        needed, optional = self.entries[name].draw(self.draw, x)
        return self.layer(name, needed, optional)

    def input(self, tensor):
        if self.draw.chance(0.12) and len(tensor.shape) in (2, 3) and self.focus not in ("EinsumDense",):
            unknown = 1 if len(tensor.shape) == 2 else 2
            tensor = tensor._replace(shape=(None,) * unknown + tuple(tensor.shape[unknown:]))
        symbol = self.framework.input(tensor, batch=3 if self.draw.chance(0.1) else None)
        self.inputs.append(symbol)
        self.tensors.append(tensor)
        return symbol

    def seen(self, symbol):
        return Tensor(shape_of(symbol), dtype_of(symbol))

    def sequence(self, shape=None):
        """A sequence of vectors, sometimes with a mask."""
        shape = shape or self.draw.pick((6, 4), (5, 3), (7, 4))
        choice = self.draw.whole(0, 9)
        if choice < 3:
            tokens = self.input(Tensor(shape[:1], "int32", 0, 12))
            return self.layer("Embedding", {"input_dim": 12, "output_dim": shape[1], "mask_zero": True})(tokens)
        x = self.input(Tensor(shape))
        return self.layer("Masking", {"mask_value": 0.0})(x) if choice < 5 else x

    def before(self, entry):
        """An input, and sometimes a layer between it and the one under test."""
        x = example(entry, self.draw)
        if entry.dtype == "float32" and len(x.shape) == 2 and not entry.sizes and self.draw.chance(0.5):
            return self.sequence(x.shape)
        symbol = self.input(x)
        if x.dtype == "float32" and not entry.sizes and self.draw.chance(0.3):
            symbol = self.drawn(self.draw.pick("Dense", "Activation", "BatchNormalization"), x)(symbol)
        return symbol

    def after(self, symbol):
        """The output, sometimes with one or two layers more."""
        for _ in range(self.draw.pick(0, 0, 1, 2)):
            x = self.seen(symbol)
            fitting = [name for name in NEIGHBOURS if self.framework.has(name) and name in self.entries and self.entries[name].takes(x)]
            if not fitting or None in x.shape[-1:]:
                break
            result = self.drawn(self.draw.pick(*fitting), x)(symbol)
            symbol = result[0] if isinstance(result, (list, tuple)) else result
        return symbol

    def nest(self):
        """The model as a layer of another one."""
        symbol = self.framework.input(self.tensors[0])
        inner = self.model
        outputs = inner(symbol)
        if self.draw.flag():
            outputs = self.layer("Activation", {"activation": "tanh"})(outputs)
        self.model = self.framework.model(symbol, outputs)
        self.layers.append("Model")

    # Models by kind of layer

    def build_plain(self):
        entry = self.entries[self.focus]
        if self.draw.chance(0.25):
            return self.sequential(entry)
        x = self.before(entry)
        layer = self.drawn(self.focus, self.seen(x)._replace(dtype=entry.dtype))
        result = layer(x)
        if self.draw.chance(0.15) and not isinstance(result, (list, tuple)):
            other = self.input(self.tensors[0]) if len(self.layers) == 1 else x
            return [result, layer(other)]
        return result

    def sequential(self, entry):
        """The layer in a Sequential, which stands as a layer in the model."""
        x = example(entry, self.draw)
        inner = self.framework.keras.models.Sequential()
        layer = self.drawn(self.focus, x)
        if self.framework.version < (3, 0) and self.draw.flag():
            typed = "dtype" if self.framework.version >= (2, 0) else "input_dtype"
            inner.add(self.framework.keras.layers.InputLayer(input_shape=x.shape, **{typed: x.dtype}))
        elif self.framework.version >= (3, 0):
            inner.add(self.framework.input(x))
        else:
            return layer(self.input(x))
        inner.add(layer)
        self.layers.append("Sequential")
        return inner(self.input(x))

    def build_merge(self):
        shape = self.draw.pick((5,), (4, 3), (3, 4, 2))
        shapes = [shape] * self.draw.pick(2, 2, 3)
        optional = {}
        if self.focus == "Subtract":
            shapes = shapes[:2]
        if self.focus == "Concatenate":
            axis = self.draw.whole(1, len(shape))
            shapes = [tuple(size + (self.draw.whole(0, 2) if at + 1 == axis else 0) for at, size in enumerate(one)) for one in shapes]
            optional = {"axis": axis if self.draw.flag() else axis - len(shape) - 1}
        elif self.focus == "Dot":
            shapes = [self.draw.pick((4,), (4, 4), (3, 4))] * 2
            rank = len(shapes[0])
            one = self.draw.whole(1, rank)
            optional = {"axes": self.draw.pick(one, -1, (one, one)), "normalize": self.draw.flag()}
        elif self.draw.chance(0.3) and len(shape) > 1:
            shapes[1] = tuple(1 if self.draw.flag() else size for size in shape)
        if len(shape) == 2 and self.draw.flag():
            parts = [self.sequence(one) for one in shapes]
        else:
            parts = [self.input(Tensor(one)) for one in shapes]
        return self.layer(self.focus, optional)(parts)

    def build_merge_of_keras1(self):
        """The Merge layer in all its modes."""
        mode = self.draw.pick("sum", "mul", "concat", "ave", "cos", "dot", "max")
        shape = self.draw.pick((5,), (4, 3))
        parts = [self.input(Tensor(shape)) for _ in range(2 if mode in ("cos", "dot") else self.draw.whole(2, 3))]
        arguments = {"mode": mode}
        if mode == "concat":
            arguments["concat_axis"] = self.draw.pick(-1, 1)
        elif mode in ("cos", "dot"):
            arguments["dot_axes"] = self.draw.whole(1, len(shape))
        self.layers.append("Merge")
        return self.framework.keras.layers.merge(parts, **arguments)

    def build_attention(self, **optional):
        query, value = self.sequence((4, 3)), self.sequence((6, 3))
        parts = [query, value]
        if self.draw.flag():
            parts.append(self.layer("Dense", {"units": 3})(value))
        layer = self.layer(self.focus, {}, dict(use_scale=self.draw.flag(), dropout=0.1, causal=self.draw.chance(0.3), **optional))
        call = {}
        if self.draw.chance(0.3) and self.framework.version >= (2, 10):
            call["use_causal_mask"] = True
        if self.draw.chance(0.3) and self.framework.version >= (2, 5):
            call["return_attention_scores"] = True
        return layer(parts, **call)

    def build_additiveattention(self):
        return self.build_attention()

    def multi_head(self, needed, optional):
        query = self.sequence((4, 6))
        value = query if self.draw.flag() else self.sequence((5, 6))
        layer = self.layer(self.focus, needed, optional)
        call = {}
        if self.draw.chance(0.3):
            call["return_attention_scores"] = True
        if self.draw.chance(0.3) and self.framework.version >= (2, 10):
            call["use_causal_mask"] = True
        if self.draw.chance(0.3):
            call["attention_mask"] = self.input(Tensor((4, 4 if value is query else 5), "int32", 0, 2))
        if self.draw.chance(0.3):
            call["key"] = self.layer("Dense", {"units": 6})(value)
        return layer(query, value, **call)

    def build_multiheadattention(self):
        draw = self.draw
        return self.multi_head({"num_heads": draw.whole(1, 3), "key_dim": draw.whole(1, 4)}, {
            "value_dim": draw.whole(1, 4), "use_bias": draw.flag(), "output_shape": draw.pick(None, 5), "dropout": 0.1,
            "use_gate": draw.flag()})

    def build_groupqueryattention(self):
        draw = self.draw
        shared = draw.whole(1, 2)
        return self.multi_head({"head_dim": draw.whole(1, 4), "num_query_heads": shared * draw.whole(1, 2),
                                "num_key_value_heads": shared}, {"use_bias": draw.flag(), "dropout": 0.1, "use_gate": draw.flag()})

    def cell(self, name):
        needed, optional = cell(self.draw)
        return self.layer(name, needed, optional)

    def recurrence(self, cells, x):
        layer = self.layer("RNN", {"cell": cells}, {
            "return_sequences": self.draw.flag(), "return_state": self.draw.chance(0.3), "go_backwards": self.draw.flag(),
            "unroll": self.draw.chance(0.3), "zero_output_for_mask": self.draw.flag()})
        return layer(x)

    def build_rnn(self):
        return self.recurrence(self.cell(self.draw.pick("SimpleRNNCell", "LSTMCell", "GRUCell")), self.sequence())

    build_simplernncell = build_lstmcell = build_grucell = lambda self: self.recurrence(self.cell(self.focus), self.sequence())

    def build_stackedrnncells(self):
        cells = [self.cell(self.draw.pick("SimpleRNNCell", "LSTMCell", "GRUCell")) for _ in range(self.draw.whole(1, 3))]
        return self.recurrence(self.layer("StackedRNNCells", {"cells": cells}) if self.draw.flag() else cells, self.sequence())

    def states(self, name):
        """A recurrent layer that is given its first states."""
        x, units = self.sequence(), self.draw.whole(1, 4)
        first = [self.input(Tensor((units,))) for _ in range(2 if name == "LSTM" else 1)]
        needed, optional = recurrent(self.draw, self.seen(x))
        return self.layer(name, dict(needed, units=units), optional)(x, initial_state=first)

    def recurrent(self, name):
        return self.states(name) if self.draw.chance(0.15) and self.framework.version >= (2, 0) else self.build_plain()

    build_lstm = build_gru = build_simplernn = lambda self: self.recurrent(self.focus)

    def build_bidirectional(self):
        x = self.sequence()
        name = self.draw.pick("LSTM", "GRU", "SimpleRNN")
        needed, optional = self.entries[name].draw(self.draw, self.seen(x))
        optional = self.draw.some(optional)
        inner = self.framework.layer(name, needed, optional)
        self.layers.append(name)
        both = {"layer": inner}
        if self.draw.chance(0.3) and self.framework.version >= (2, 3) and self.framework.name == "tf.keras" or self.draw.chance(0.2):
            both["backward_layer"] = self.framework.layer(name, needed, dict(optional, go_backwards=not optional.get("go_backwards", False)))
        return self.layer("Bidirectional", both, {"merge_mode": self.draw.pick("sum", "mul", "concat", "ave", None)})(x)

    def build_timedistributed(self):
        name = self.draw.pick("Dense", "Conv1D", "Conv2D", "LayerNormalization", "Flatten", "BatchNormalization", "LSTM",
                              "MaxPooling2D", "Reshape", "GlobalAveragePooling1D", "Softmax", "Dropout", "Model")
        if name == "Model":
            inner_input = self.framework.input(Tensor((4,)))
            inner = self.framework.model(inner_input, self.drawn("Dense", Tensor((4,)))(inner_input))
            x = self.sequence() if self.draw.flag() else self.input(Tensor((5, 4)))
            return self.layer("TimeDistributed", {"layer": inner})(x)
        name = name if name in self.entries else "Dense"
        x = example(self.entries[name], self.draw)
        outer = self.sequence((5,) + x.shape) if len(x.shape) == 1 else self.input(Tensor((4,) + tuple(x.shape)))
        needed, optional = self.entries[name].draw(self.draw, x)
        inner = self.framework.layer(name, needed, {key: value for key, value in self.draw.some(optional).items() if key != "return_state"})
        return self.layer("TimeDistributed", {"layer": inner})(outer)

    def build_spectralnormalization(self):
        name = self.draw.pick("Dense", "Conv1D", "Conv2D")
        x = example(ENTRIES[name], self.draw)
        return self.layer("SpectralNormalization", {"layer": self.drawn(name, x)}, {"power_iterations": self.draw.whole(1, 3)})(self.input(x))

    def build_hashedcrossing(self):
        parts = [self.input(Tensor((1,), "string")), self.input(Tensor((1,), "int32", 0, 9))]
        return self.layer("HashedCrossing", {"num_bins": self.draw.whole(3, 20)}, {"output_mode": self.draw.pick("int", "one_hot")})(parts)

    def build_categorycrossing(self):
        parts = [self.input(Tensor((1,), "string")) for _ in range(self.draw.whole(2, 3))]
        return self.layer("CategoryCrossing", {}, {"depth": self.draw.pick(1, 2, (1, 2)), "separator": "-"})(parts)

    def build_pipeline(self):
        x = Tensor((8, 7, 3))
        return self.layer("Pipeline", {"layers": [self.drawn("Resizing", x), self.drawn("Rescaling", x)]})(self.input(x))


MERGES = {"Add", "Subtract", "Multiply", "Average", "Maximum", "Minimum", "Concatenate", "Dot"}


def values(tensor, random, batch=3):
    """An array that the input takes: some steps of sequences are zero, so that masks hide something."""
    shape = [batch] + [6 if size is None else size for size in tensor.shape]
    if tensor.dtype == "string":
        words = [word.encode() for word in WORDS + ["unheard", "", "Rope!"]]
        if shape[1:] == [1] and random.randint(2):
            return np.asarray([[b" ".join(words[i] for i in random.randint(len(words), size=5))] for _ in range(batch)], dtype=object)
        return np.asarray([words[i] for i in random.randint(len(words), size=int(np.prod(shape)))], dtype=object).reshape(shape)
    if tensor.dtype == "float32" and tensor.low is not None:
        return random.uniform(tensor.low, tensor.high, size=shape).astype("float32")
    if tensor.low is not None:
        found = random.randint(tensor.low, tensor.high, size=shape)
        if len(shape) == 2 and tensor.high > 2 and random.randint(2):
            found[1::2, -max(1, shape[1] // 3):] = 0
        return found.astype(tensor.dtype)
    found = random.normal(size=shape)
    if len(shape) == 3:
        found[random.uniform(size=shape[:2]) < 0.2] = 0
    return found.astype(tensor.dtype)
