"""Packs one call of every function of calls.py into a few models, as fixtures: a model a module, and what it computes.

    python keep_functions.py STORE GOLDENS NAME

Run with tf.keras of TensorFlow 2.4 to 2.15. What lies in pipeline/src/test/resources/property was written by 2.15.
"""
import collections
import os
import sys
import zipfile

import numpy as np

import make
from calls import CALLS
from draws import Draw
from framework import Framework
from functions import Call
from list_functions import names
from models import values

# tables that a version reads back as lists of tables, and what a golden cannot hold
EXCLUDED = {"nn.embedding_lookup", "compat.v1.nn.embedding_lookup", "compat.v1.to_bfloat16", "nn.compute_average_loss"}
TRIALS = 12
MOST = 40  # functions a model


class Packed(object):
    """Several calls as one model."""

    def __init__(self, framework, calls):
        self.layers = sorted({layer for call in calls for layer in call.layers})
        self.tensors = [tensor for call in calls for tensor in call.tensors]
        self.model = framework.model([one for call in calls for one in call.inputs], [one for call in calls for one in call.model.outputs])


def pack(path):
    """Keras stores the members of its archives as they are, and HDF5 is mostly zeros."""
    if path.endswith(".keras"):
        with zipfile.ZipFile(path) as archive:
            members = [(info, archive.read(info)) for info in archive.infolist()]
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for info, content in members:
                archive.writestr(info.filename, content)


def one(framework, name, function):
    """A call that draws what the function takes, or None."""
    for seed in range(TRIALS):
        draw = Draw(seed, framework.activations)
        try:
            call = Call(framework, draw, "tf." + name, function)
            make.compute(framework, call.model, [values(tensor, draw.random) for tensor in call.tensors])
            return call
        except Exception:
            continue


def main():
    store, goldens, environment = sys.argv[1:]
    framework = Framework("tf.keras")
    make.formats = lambda framework: ["keras"]
    known = names()
    modules = collections.defaultdict(list)
    for name in sorted(CALLS):
        if name in known and name not in EXCLUDED:
            modules[name.rpartition(".")[0] or "tf"].append(name)
    for module in sorted(modules):
        for part in range(0, len(modules[module]), MOST):
            calls = [one(framework, name, known[name]) for name in modules[module][part:part + MOST]]
            calls = [call for call in calls if call]
            if not calls:
                continue
            packed, draw = Packed(framework, calls), Draw(7, framework.activations)
            feeds = [values(tensor, draw.random) for tensor in packed.tensors]
            place = "%s/%s/functions-%s-%d" % (store, environment, module, part // MOST)
            live = make.compute(framework, packed.model, feeds)
            try:
                row = make.keep(framework, draw, packed, feeds, live, place, goldens, store)
            except TypeError:  # the .keras format has no way to write an ellipsis
                make.formats = lambda framework: ["json"]
                row = make.keep(framework, draw, packed, feeds, live, place, goldens, store)
                make.formats = lambda framework: ["keras"]
            golden = os.path.join(goldens, row["artifact"] + ".golden.npz")
            with np.load(golden) as arrays:
                held = dict(arrays)
            np.savez_compressed(golden, **held)
            pack(os.path.join(store, row["artifact"]))
            print("%s: %d functions, golden: %s" % (place, len(calls), row["golden"]))


if __name__ == "__main__":
    main()
