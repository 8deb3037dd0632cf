"""Packs one call of every operation of operations.py into a few models, as fixtures: some models a module.

    python keep_operations.py STORE GOLDENS NAME

What lies in pipeline/src/test/resources/property was written by Keras 3.15. Python 3.
"""
import collections
import os
import sys

import numpy as np

import make
from draws import Draw
from framework import Framework
from keep_functions import pack
from models import values
from operations import CALLS, OperationCall

EXCLUDED = {"numpy." + name for name in ("Ndim", "Bartlett", "Blackman", "Hamming", "Hanning", "Kaiser", "Arange")}
TRIALS = 6
MOST = 40  # operations a model


class Packed(object):
    """Several calls as one model."""

    def __init__(self, framework, calls):
        self.layers = sorted({layer for call in calls for layer in call.layers})
        self.tensors = [tensor for call in calls for tensor in call.tensors]
        self.model = framework.model([one for call in calls for one in call.model.inputs], [one for call in calls for one in call.model.outputs])


def one(framework, name):
    """A call that this version can compute, or None."""
    for seed in range(TRIALS):
        draw = Draw(seed, framework.activations)
        try:
            call = OperationCall(framework, draw, name, CALLS[name])
            make.compute(framework, call.model, [values(tensor, draw.random) for tensor in call.tensors])
            return call
        except Exception:
            continue


def main():
    store, goldens, environment = sys.argv[1:]
    framework = Framework("keras")
    make.formats = lambda framework: ["keras"]
    modules = collections.defaultdict(list)
    for name in sorted(set(CALLS) - EXCLUDED):
        modules[name.split(".")[0]].append(name)
    os.makedirs(os.path.join(store, environment), exist_ok=True)
    for module in sorted(modules):
        calls = [call for call in (one(framework, name) for name in modules[module]) if call]
        for part in range(0, len(calls), MOST):
            packed, draw = Packed(framework, calls[part:part + MOST]), Draw(7, framework.activations)
            feeds = [values(tensor, draw.random) for tensor in packed.tensors]
            place = "%s/%s/operations-%s-%d" % (store, environment, module, part // MOST)
            row = make.keep(framework, draw, packed, feeds, make.compute(framework, packed.model, feeds), place, goldens, store)
            golden = os.path.join(goldens, row["artifact"] + ".golden.npz")
            with np.load(golden) as arrays:
                held = dict(arrays)
            np.savez_compressed(golden, **held)
            pack(os.path.join(store, row["artifact"]))
            print("%s: %d calls, golden: %s %s" % (place, len(packed.model.outputs), row["golden"], row.get("reload", "")), flush=True)


if __name__ == "__main__":
    main()
