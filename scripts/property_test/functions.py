"""Random calls of functions in functional models: keras.ops, tf.* and keras.backend, and Python's operators.

What to call is the framework's own list; how, is told by the names of each function's parameters. Python 3.6 and later.
"""
import inspect
import operator

import numpy as np

from calls import CALLS
from draws import Tensor

# What a parameter of this name may be given: a tensor, or a constant drawn for the first tensor `x`.
TENSORS = {"x", "x1", "x2", "y", "a", "b", "xs", "inputs", "input", "tensor", "value", "values", "logits", "features", "images", "image",
           "t", "input_tensor", "params", "input_", "labels", "predictions", "probabilities", "mean", "variance", "data", "signal", "signals",
           "condition", "target", "output", "y_true", "y_pred", "tensors", "operands", "self", "other", "lhs", "rhs", "matrix", "hue",
           "frames", "array", "arrays", "cond", "sequences", "samples", "elems", "query", "key", "mask", "image1", "image2", "real", "imag",
           "lower", "upper", "start_x"}

CONSTANTS = {
    "axis": lambda d, x: d.pick(-1, 1, 0, None, [1], (0, 1), d.whole(0, len(x) - 1)),
    "axes": lambda d, x: d.pick(1, 2, [1], [0, 1], list(reversed(range(len(x)))), [[1], [1]]),
    "keepdims": lambda d, x: d.flag(), "k": lambda d, x: d.whole(-1, 2), "sorted": lambda d, x: d.flag(),
    "dtype": lambda d, x: d.pick("float32", "int32", "float16", "bool", "float64"),
    "exclusive": lambda d, x: d.flag(), "reverse": lambda d, x: d.flag(), "negative_slope": lambda d, x: d.number(0, 0.5),
    "alpha": lambda d, x: d.number(0.1, 2), "threshold": lambda d, x: d.number(-1, 1), "max_value": lambda d, x: d.number(0.5, 2),
    "default_value": lambda d, x: d.number(-1, 1), "output_size": lambda d, x: d.whole(1, 3), "kth": lambda d, x: 1, "approximate": lambda d, x: d.flag(), "beta": lambda d, x: d.number(0.2, 2),
    "epsilon": lambda d, x: d.pick(1e-3, 1e-6), "ord": lambda d, x: d.pick(1, 2, "fro", "euclidean", np.inf, None, 3),
    "decimals": lambda d, x: d.whole(0, 2), "shift": lambda d, x: d.pick(1, -2, [1]), "num": lambda d, x: d.whole(2, 6),
    "repeats": lambda d, x: d.pick(2, [1, 2, 1][:len(x)], 3), "multiples": lambda d, x: [d.whole(1, 2) for _ in x],
    "shape": lambda d, x: d.pick([-1], [x[0] or 3, -1], list(reversed([s or 3 for s in x])), [s or 3 for s in x], [2] + [s or 3 for s in x]),
    "newshape": lambda d, x: d.pick((-1,), (3, -1)), "perm": lambda d, x: d.random.permutation(len(x)).tolist(),
    "indices": lambda d, x: d.pick([0, 1], [[0], [1]], 1, np.array([1, 0, 1])), "depth": lambda d, x: d.whole(3, 12),
    "num_classes": lambda d, x: 12, "num_segments": lambda d, x: 4, "offset": lambda d, x: d.whole(-1, 1),
    "axis1": lambda d, x: 0, "axis2": lambda d, x: d.pick(1, -1), "source": lambda d, x: d.pick(1, [0, 1]), "destination": lambda d, x: d.pick(-1, [1, 0]),
    "indices_or_sections": lambda d, x: d.pick(2, [1], [1, 2], 1), "num_or_size_splits": lambda d, x: d.pick(2, [1, 2], 3, 1),
    "pad_width": lambda d, x: d.pick(1, (1, 2), [(0, 0)] + [(1, 2)] * (len(x) - 1)), "paddings": lambda d, x: [[0, 0]] + [[1, 2]] * (len(x) - 1),
    "mode": lambda d, x: d.pick("constant", "reflect", "symmetric", "CONSTANT", "REFLECT", "SYMMETRIC", "edge", "wrap"),
    "constant_values": lambda d, x: d.number(-1, 1), "x_min": lambda d, x: d.number(-1, 0), "x_max": lambda d, x: d.number(0, 1),
    "clip_value_min": lambda d, x: d.number(-1, 0), "clip_value_max": lambda d, x: d.number(0, 1), "min_value": lambda d, x: d.number(-1, 0),
    "clip_norm": lambda d, x: d.number(0.5, 2), "begin": lambda d, x: [0] + [1] * (len(x) - 1), "size": lambda d, x: d.pick([-1] + [2] * (len(x) - 1), (5, 6)),
    "start_indices": lambda d, x: [0] + [1] * (len(x) - 1), "transpose_a": lambda d, x: d.flag(), "transpose_b": lambda d, x: d.flag(),
    "adjoint_a": lambda d, x: d.flag(), "pool_size": lambda d, x: d.whole(1, 2), "ksize": lambda d, x: d.whole(1, 2),
    "strides": lambda d, x: d.whole(1, 2), "padding": lambda d, x: d.pick("valid", "same", "VALID", "SAME"),
    "data_format": lambda d, x: d.pick("channels_last", "NHWC", None), "block_size": lambda d, x: 2, "q": lambda d, x: d.pick(0.3, 50.0, [0.2, 0.7]),
    "interpolation": lambda d, x: d.pick("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"),
    "method": lambda d, x: d.pick("bilinear", "nearest", "bicubic", "area", "linear", "lower", "higher", "midpoint"),
    "antialias": lambda d, x: d.flag(), "preserve_aspect_ratio": lambda d, x: d.flag(), "target_height": lambda d, x: d.whole(3, 9),
    "target_width": lambda d, x: d.whole(3, 9), "offset_height": lambda d, x: 1, "offset_width": lambda d, x: 2, "central_fraction": lambda d, x: 0.5,
    "factor": lambda d, x: d.number(0.3, 2), "contrast_factor": lambda d, x: d.number(0.5, 2), "saturation_factor": lambda d, x: d.number(0.5, 2),
    "delta": lambda d, x: d.number(-0.5, 0.5), "gamma": lambda d, x: d.number(0.5, 2), "gain": lambda d, x: 1.5,
    "subscripts": lambda d, x: d.pick("ab->ba", "abc->acb", "ab,cb->ac", "abc->ab", "...a->...", "ab,ab->a"), "equation": lambda d, x: d.pick("ab->ba", "abc->acb", "abc->a", "ab,cb->ac"),
    "num_lower": lambda d, x: d.whole(-1, 2), "num_upper": lambda d, x: d.whole(-1, 2), "n": lambda d, x: d.whole(1, 3),
    "on_value": lambda d, x: 2.0, "off_value": lambda d, x: -1.0, "fill_value": lambda d, x: d.number(-2, 2), "val": lambda d, x: d.number(-2, 2),
    "nan": lambda d, x: 0.5, "posinf": lambda d, x: 3.0, "neginf": lambda d, x: -3.0, "bins": lambda d, x: [-0.5, 0.0, 0.4, 1.0], "boundaries": lambda d, x: [-0.5, 0.0, 0.4],
    "sequence_length": lambda d, x: d.pick(2, 4), "sequence_stride": lambda d, x: 2, "fft_length": lambda d, x: d.pick(None, 8, 4),
    "frame_length": lambda d, x: 4, "frame_step": lambda d, x: 2, "depth_radius": lambda d, x: 2, "bias": lambda d, x: 1.0,
    "full_matrices": lambda d, x: d.flag(), "hermitian": lambda d, x: False, "compute_uv": lambda d, x: False, "rtol": lambda d, x: 1e-3, "atol": lambda d, x: 1e-3,
    "equal_nan": lambda d, x: d.flag(), "ddof": lambda d, x: d.whole(0, 1), "weights": lambda d, x: None, "minlength": lambda d, x: 12,
    "right": lambda d, x: d.flag(), "side": lambda d, x: d.pick("left", "right"), "num_spatial_dims": lambda d, x: 2, "rate": lambda d, x: 2,
    "order": lambda d, x: d.pick(1, 2), "direction": lambda d, x: d.pick("ASCENDING", "DESCENDING"), "stable": lambda d, x: True,
    "batch_dims": lambda d, x: d.pick(0, 1), "output_type": lambda d, x: d.pick("int32", "int64"), "out_type": lambda d, x: d.pick("int32", "int64"), "num_rows": lambda d, x: 3,
    "b_param": lambda d, x: 4, "slope": lambda d, x: 0.3, "soft_cap": lambda d, x: None, "top_padding": lambda d, x: 1, "left_padding": lambda d, x: 2, "bottom_padding": lambda d, x: 1,
    "right_padding": lambda d, x: 1, "top_cropping": lambda d, x: 1, "left_cropping": lambda d, x: 1, "bottom_cropping": lambda d, x: 1, "right_cropping": lambda d, x: 2,
    "groups": lambda d, x: 2, "scale": lambda d, x: d.number(0.5, 2), "ddepth": lambda d, x: 1, "start": lambda d, x: 0, "stop": lambda d, x: 3, "initial": lambda d, x: 0.5,
    "dims": lambda d, x: d.random.permutation(len(x)).tolist(), "pattern": lambda d, x: d.permutation if False else tuple(d.random.permutation(len(x)).tolist()),
    "new_shape": lambda d, x: [-1], "reps": lambda d, x: 2, "N": lambda d, x: 3, "sizes": lambda d, x: [1, 2, 2, 1], "rates": lambda d, x: [1, 1, 1, 1],
    "paddings_": lambda d, x: None, "from_logits": lambda d, x: d.flag(), "num_bins": lambda d, x: 9, "num_buckets": lambda d, x: 9, "separator": lambda d, x: "-", "pos": lambda d, x: 1, "len": lambda d, x: 2,
    "delimiter": lambda d, x: "-", "width": lambda d, x: 4, "height": lambda d, x: 4, "max_delta": lambda d, x: 0.1, "sparse": lambda d, x: False, "ragged": lambda d, x: False,
    "size_divisor": lambda d, x: 1, "max_length": lambda d, x: 5, "lower_": lambda d, x: 1, "dilation_rate": lambda d, x: 1, "dilations": lambda d, x: 1, "rounding_mode": lambda d, x: None,
    "padding_mode": lambda d, x: "constant", "max_val": lambda d, x: 1.0, "return_sign": lambda d, x: False, "normalize": lambda d, x: True, "correction": lambda d, x: 0, "return_index": lambda d, x: False, "height_factor": lambda d, x: 2, "width_factor": lambda d, x: 2,
}
KERNELS = {"kernel": (2, 2, 3, 4), "filters": (2, 2, 3, 4), "filter": (2, 2, 3, 2)}
SHAPES = [(5,), (4, 5), (3, 4), (4, 4), (6, 6, 3), (6,), (8, 6, 3), (3, 3, 2)]
OPERATORS = {
    "add": lambda x, y: x + y, "radd": lambda x, y: 2 + x, "sub": operator.sub, "rsub": lambda x, y: 1.5 - x, "mul": operator.mul,
    "truediv": operator.truediv, "rtruediv": lambda x, y: 2.0 / x, "floordiv": operator.floordiv, "mod": operator.mod, "pow": lambda x, y: x ** 2,
    "rpow": lambda x, y: 2.0 ** x, "neg": lambda x, y: -x, "abs": lambda x, y: abs(x), "lt": operator.lt, "le": operator.le, "gt": operator.gt, "ge": operator.ge,
    "eq": operator.eq, "ne": operator.ne, "matmul": operator.matmul, "getitem": lambda x, y: x[:, 1:], "getitem_last": lambda x, y: x[..., -1],
    "getitem_new": lambda x, y: x[:, None], "getitem_step": lambda x, y: x[:, ::2], "getitem_reversed": lambda x, y: x[:, ::-1], "getitem_one": lambda x, y: x[:, 0],
    "array": lambda x, y: x * np.float32(0.5), "numpy": lambda x, y: x + np.ones((1,), "float32"),
}
LEFT_OUT = ("random", "disable", "enable", "placeholder", "summary", "parse_", "_gradient", "sdca", "assert_", "_file")
EXCLUDED = {"vectorized_map", "map_fn", "while_loop", "cond", "scan", "py_function", "numpy_function", "print", "Assert", "function", "random_normal", "dropout", "py_func", "eval", "get_value", "print_tensor", "enable_v2_behavior", "disable_v2_behavior", "disable_eager_execution", "disable_v2_tensorshape", "disable_tensor_equality", "disable_resource_variables", "disable_control_flow_v2", "clear_session", "set_learning_phase", "set_floatx", "set_epsilon", "set_image_data_format", "write_file", "read_file", "save", "exit"}


def functions(framework):
    """{name: function} of everything that a functional model may hold."""
    found = {"operator." + name: function for name, function in OPERATORS.items()}
    if framework.version >= (3, 0):
        modules = [("ops", framework.keras.ops)] + [("ops." + name, getattr(framework.keras.ops, name)) for name in ("image", "linalg", "math", "nn", "numpy") if hasattr(framework.keras.ops, name)]
        seen = set()
    else:
        from list_functions import names
        found.update(("tf." + name, symbol) for name, symbol in names().items()
                     if name.split(".")[-1] not in EXCLUDED and (name in CALLS or not any(word in name for word in LEFT_OUT)) and name not in ("__operators__.eq", "__operators__.ne"))
        return found
    for prefix, module in modules:
        for name in dir(module):
            value = getattr(module, name, None)
            if name.startswith("_") or name in EXCLUDED or inspect.isclass(value) or inspect.ismodule(value) or not callable(value):
                continue
            if any(word in name for word in LEFT_OUT):
                continue
            if id(value) not in seen:
                seen.add(id(value))
                found[prefix + "." + name] = value
    return found


class Call(object):
    """One random call of a function as a model: `model`, `tensors`. Fails where the draw does not suit the function."""

    def __init__(self, framework, draw, name, function):
        self.framework, self.draw = framework, draw
        self.inputs, self.tensors, self.layers = [], [], [name]
        self.name, self.function, self.version = name[3:] if name.startswith("tf.") else name, function, framework.version
        self.domain = draw.pick("any", "any", "unit", "whole", "truth") if not name.startswith("tf.strings") else "text"
        shape = draw.pick(*SHAPES)
        x = self.tensor(shape)
        if self.name in CALLS and name.startswith("tf."):
            self.inputs, self.tensors = [], []
            result = CALLS[self.name](self)
        elif name.startswith("operator."):
            result = function(x, self.tensor(shape))
        else:
            needed, optional = parameters(function)
            arguments = {}
            first = True
            for key in needed + [key for key in optional if draw.chance(0.35)]:
                if key == "name":
                    continue
                arguments[key] = self.value(key, shape, x if first else None)
                first = first and key not in TENSORS
            if first:  # no tensor among them: pass it first
                raise ValueError("no tensor among %s" % needed)
            positional = [arguments.pop(key) for key in needed if draw.flag() and list(needed).index(key) == needed.index(key)] if draw.chance(0.0) else []
            result = function(*positional, **arguments)
        flat = [part for part in flatten(result) if hasattr(part, "shape") and hasattr(part, "dtype") and not isinstance(part, np.ndarray)]
        if not flat:
            raise ValueError("no tensor comes out")
        used = self.inputs
        flat = [part for one in flat for part in self.real(one)]
        self.model = framework.model(used if len(used) > 1 else used[0], flat if len(flat) > 1 else flat[0])

        if name.startswith("tf."):
            self.layers = sorted(set(["tf." + held for held in stored(self.model)]) | ({"wanted " + name} if self.name not in stored(self.model) else set()))

    def __call__(self, *args, **kwargs):
        return self.function(*args, **kwargs)

    @property
    def tf(self):
        import tensorflow
        return tensorflow

    @property
    def parameters(self):
        return sum(parameters(self.function), [])

    def maybe(self, **arguments):
        """Some of these arguments."""
        return {key: arguments[key] for key in sorted(arguments) if self.draw.chance(0.4)}

    def floats(self, shape):
        return self.given(Tensor(shape))

    def unit(self, shape):
        return self.given(Tensor(shape, "float32", 0.05, 0.95))

    def ints(self, shape, low, high):
        return self.given(Tensor(shape, "int32", low, high))

    def texts(self, shape):
        return self.given(Tensor(shape, "string"))

    def given(self, tensor):
        symbol = self.framework.input(tensor)
        self.inputs.append(symbol)
        self.tensors.append(tensor)
        return symbol

    def real(self, part):
        """Complex results as two, which files of outputs hold everywhere."""
        return [self.tf.math.real(part), self.tf.math.imag(part)] if str(part.dtype).find("complex") >= 0 else [part]

    def tensor(self, shape):
        kinds = {"any": Tensor(shape), "unit": Tensor(shape, "float32", 0.05, 0.95), "whole": Tensor(shape, "int32", 0, 5), "truth": Tensor(shape, "bool", 0, 2), "text": Tensor(shape[:1], "string")}
        tensor = kinds[self.domain]
        symbol = self.framework.input(tensor)
        self.inputs.append(symbol)
        self.tensors.append(tensor)
        return symbol

    def value(self, key, shape, x):
        whole = (None,) + tuple(shape)
        if key in KERNELS:
            return np.asarray(self.draw.random.normal(size=self.draw.pick(KERNELS[key], (2, 3, 4))), "float32")
        if x is not None and key in TENSORS or key in TENSORS and self.draw.chance(0.75):
            found = x if x is not None else self.tensor(shape)
            if key in ("xs", "arrays", "tensors", "operands") or key in ("values", "inputs") and self.draw.flag():
                return [found, self.tensor(shape)]
            return found
        if key in TENSORS and key not in CONSTANTS:
            return self.draw.pick(self.draw.number(0.1, 2), np.asarray(self.draw.random.uniform(0.1, 1, size=shape[-1:]), "float32"))
        if key in CONSTANTS:
            return CONSTANTS[key](self.draw, whole)
        raise ValueError("nothing known for parameter " + key)


def stored(model):
    """The names of the functions that the layers of a model hold."""
    found = []
    for layer in model.get_config()["layers"]:
        node = layer["config"].get("node_def")
        if "function" in layer["config"]:
            found.append(layer["config"]["function"])
        elif node:
            found.append("op." + (node["op"] if isinstance(node, dict) else node.op))
    return found


def flatten(value):
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, (list, tuple)):
        return [part for item in value for part in flatten(item)]
    return [value]


def parameters(function):
    """Names without and with a default."""
    signature = inspect.signature(function)
    needed, optional = [], []
    for name, one in signature.parameters.items():
        if one.kind == one.VAR_POSITIONAL or one.kind == one.VAR_KEYWORD:
            continue
        (needed if one.default is one.empty else optional).append(name)
    return needed, optional
