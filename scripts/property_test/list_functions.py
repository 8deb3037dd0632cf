"""Writes every function of the TensorFlow at hand that a functional tf.keras model can hold as a layer.

    python list_functions.py OUTPUT.jsonl.gz

A line is {"function", "parameters", "tensorflow"}: the name that TFOpLambda and SlicingOpLambda store, which is the
canonical name of the symbol (tensorflow/python/util/tf_export.py), and the parameters in order, those with a default
as "name=value". What a call with a Keras tensor becomes is decided by dispatch (tensorflow/python/util/dispatch.py):
what has no dispatcher is no layer. Python 3 only.
"""
import argparse
import gzip
import inspect
import io
import json
import types

import tensorflow as tf
from tensorflow.python.util import tf_decorator
from tensorflow.python.util.tf_export import get_canonical_name_for_symbol

DISPATCHED = ("_tf_dispatchers", "_tf_fallback_dispatchers", "_tf_type_based_dispatcher")
OPERATORS = "tensorflow.python.ops.math_ops tensorflow.python.ops.array_ops tensorflow.python.ops.ragged.ragged_getitem"


def modules(module, path, seen):
    """All public modules below one."""
    if id(module) in seen:
        return
    seen.add(id(module))
    yield path, module
    for name in sorted(dir(module)):
        value = getattr(module, name, None)
        if not name.startswith("_") and isinstance(value, types.ModuleType) and "tensorflow" in value.__name__ + "keras":
            public = value.__name__.startswith(("tensorflow._api", "tensorflow.", "keras.api", "tensorflow.keras", "keras._tf_keras"))
            if public and ".python." not in value.__name__:
                for found in modules(value, path + "." + name if path else name, seen):
                    yield found


def symbols():
    """(where it was found, symbol) of all public functions and of the operators."""
    seen = set()
    for root, path in ((tf, ""), (tf.compat.v1, "compat.v1"), (tf.keras, "keras"), (tf.keras.backend, "keras.backend")):
        for place, module in modules(root, path, seen):
            for name in sorted(dir(module)):
                value = getattr(module, name, None)
                if not name.startswith("_") and callable(value) and not inspect.isclass(value):
                    yield place + "." + name, value
    for name in OPERATORS.split():
        module = __import__(name, fromlist=["x"])
        for value in vars(module).values():
            if callable(value) and not inspect.isclass(value):
                yield "__operators__", value


def dispatched(symbol):
    """Whether the symbol, or what it wraps, has a dispatcher."""
    _, inner = tf_decorator.unwrap(symbol)
    return any(hasattr(one, name) for one in (symbol, inner) for name in DISPATCHED)


def stored(symbol):
    """The name that a layer stores, as keras/layers/core/tf_op_layer.py finds it."""
    return (get_canonical_name_for_symbol(symbol, add_prefix_to_v1_names=True)
            or get_canonical_name_for_symbol(symbol, api_name="keras", add_prefix_to_v1_names=True))


def names():
    """{name: symbol} of every function that a layer can hold."""
    found = {}
    for _, symbol in symbols():
        name = stored(symbol) if dispatched(symbol) else None
        if name and not name.startswith("raw_ops."):
            found[name] = symbol
    return found


def parameters(symbol):
    found = []
    for name, one in inspect.signature(symbol).parameters.items():
        star = {one.VAR_POSITIONAL: "*", one.VAR_KEYWORD: "**"}.get(one.kind, "")
        found.append(star + name + ("" if one.default is one.empty else "=" + ("..." if callable(one.default) else str(one.default))))
    return found


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("output")
    args = parser.parse_args()
    rows = {name: {"function": name, "parameters": parameters(symbol), "tensorflow": tf.__version__} for name, symbol in names().items()}
    lines = "".join(json.dumps(rows[name], sort_keys=True) + "\n" for name in sorted(rows)).encode("utf-8")
    with io.open(args.output, "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            packed.write(lines)
    print("%s: %d functions" % (args.output, len(rows)))


if __name__ == "__main__":
    main()
