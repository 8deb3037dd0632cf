"""One call of every operation of keras.ops, some in one model: models by module, and what they compute.

    python keras_ops.py DIR        with KERAS_BACKEND=tensorflow and scripts/property_test on PYTHONPATH

Run with Keras 3.6, 3.11 and 3.15. What is called, and how, scripts/property_test/operations.py draws; left out are calls
that take or give numbers of types which the test does not compare. Images have models of their own size, for some of their
kernels end a process that runs all of them at once.
"""
import os
import sys
import zlib

sys.path.pop(0)  # functions.py here is another one
os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
os.environ["CUDA_VISIBLE_DEVICES"] = "-1"
import keras
import numpy as np

from draws import Draw, Tensor
from functions import flatten
from models import values
from operations import CALLS

TRIALS = 16
MOST = {"image": 1}
TYPES = {"float32", "int32", "int64", "bool"}
LEFT_OUT = {"image.ElasticTransform", "numpy.Ndim"}  # random; no tensor


class One(object):
    """One call: its inputs, what they are given, its outputs and what they are."""

    def __init__(self, name, seed):
        draw = Draw(seed)
        self.inputs, self.fed = [], []

        def tensor(shape, dtype="float32", low=None, high=None, batch=None):
            if dtype not in TYPES:
                raise ValueError(dtype)
            self.inputs.append(keras.Input(batch_shape=(batch,) + tuple(shape), dtype=dtype))
            self.fed.append(values(Tensor(tuple(shape), dtype, low, high), draw.random, batch or 3))
            return self.inputs[-1]

        self.outputs = [part for part in flatten(CALLS[name](keras.ops, draw, tensor)) if isinstance(part, keras.KerasTensor)]
        self.found = run(self)
        if name == "core.SaturateCast" and abs(self.found[0]).max() > 1e9:
            raise ValueError("a limit that depends on the machine")
        if not all(array.dtype.name in TYPES for array in self.found) or sum(array.size for array in self.found) > 300:
            raise ValueError("of other types, or many")


def run(part):
    model = keras.Model(part.inputs, part.outputs)
    found = model([keras.ops.convert_to_tensor(array) for array in part.fed], training=False)
    return [np.asarray(one) for one in (found if isinstance(found, (list, tuple)) else [found])]


def one(name):
    for trial in range(TRIALS):
        try:
            return One(name, zlib.crc32(name.encode()) % 10000 + trial)
        except Exception as error:
            last = error
    print(name, type(last).__name__, str(last)[:120].replace("\n", " "))
    return None


class All(object):
    def __init__(self, calls):
        self.inputs = [x for call in calls for x in call.inputs]
        self.fed = [x for call in calls for x in call.fed]
        self.outputs = [y for call in calls for y in call.outputs]


def main():
    out = sys.argv[1]
    os.makedirs(out, exist_ok=True)
    modules = {}
    for name in sorted(CALLS):
        if name not in LEFT_OUT:
            modules.setdefault(name.split(".")[0], []).append(name)
    for module, names in sorted(modules.items()):
        calls = [call for call in map(one, names) if call]
        most = MOST.get(module, 24)
        for number in range(0, len(calls), most):
            part = All(calls[number:number + most])
            case = os.path.join(out, "%s_%d" % (module, number // most))
            keras.Model(part.inputs, part.outputs).save(case + ".keras")
            arrays = {"in/%d/0" % i: array for i, array in enumerate(part.fed)}
            arrays.update({"out/%d/0" % i: array for i, array in enumerate(run(part))})
            np.savez(case + ".npz", **arrays)
        print(module, len(calls), "of", len(names))


if __name__ == "__main__":
    main()
