"""Writes every Operation of Keras 3 that is no layer, with a model that holds it: what docs/support.md is made from.

    python list_operations.py OUTPUT.jsonl.gz

A line is {"operation", "keras", "model"}: module and class as a file names them, the version, and a model that it is in, as
to_json() writes it; or {"operation", "reason"} where no model can hold it, or the version records another one. Python 3.
"""
import argparse
import gzip
import io
import json

import keras
from keras.src.layers.layer import Layer
from keras.src.ops.operation import Operation

from draws import Draw
from framework import Framework
from make import short
from operations import CALLS, OperationCall

SEEDS = 12  # draws until one of them builds and holds the operation
PYTHON = {"core.AssociativeScan", "core.Cond", "core.ForiLoop", "core.Map", "core.Scan", "core.Switch", "core.VectorizedMap", "core.WhileLoop", "linalg.JVP"}
CONSTANT = {"numpy." + name for name in ("Empty", "Eye", "Identity", "Ones", "Tri", "Zeros")}
OTHERS = {"math.SegmentReduction": "abstract", "function.Function": "a model", "image.ElasticTransform": "draws random numbers"}


def classes(cls=Operation):
    """{module and class: class} of all operations of Keras itself."""
    found = {}
    for one in cls.__subclasses__():
        if not issubclass(one, Layer):
            if one.__module__.startswith("keras.src."):
                found[one.__module__.split(".")[-1] + "." + one.__name__] = one
            found.update(classes(one))
    return found


def model_of(framework, name):
    """A model that holds the operation, as JSON; raises why there is none."""
    last = ValueError("no call of it is known")
    for seed in range(SEEDS if name in CALLS else 0):
        framework.clear()
        try:
            call = OperationCall(framework, Draw(seed), name, CALLS[name])
            if name in call.layers:
                return json.loads(call.model.to_json())
            last = ValueError("records " + ", ".join(call.layers) + " in its place")
        except Exception as error:
            last = error
    raise last


def rows(framework):
    for name in sorted(classes()):
        reason = "calls Python functions" if name in PYTHON else "takes no tensor of a model" if name in CONSTANT else OTHERS.get(name)
        try:
            yield {"operation": name, "reason": reason} if reason else {"operation": name, "model": model_of(framework, name)}
        except Exception as error:
            yield {"operation": name, "reason": short(error)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("output")
    args = parser.parse_args()
    found = [dict(row, keras=keras.__version__) for row in rows(Framework("keras"))]
    lines = "".join(json.dumps(row, sort_keys=True) + "\n" for row in found).encode("utf-8")
    with io.open(args.output, "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            packed.write(lines)
    print("%s: %d operations, %d models" % (args.output, len(found), sum("model" in row for row in found)))


if __name__ == "__main__":
    main()
