"""What the sample makers share: filling weights, recording goldens, the loop over samples. Python 3.6 and later."""
import collections
import os
import shutil
import subprocess
import sys
import tempfile

import h5py
import numpy as np

SCRIPTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))

Sample = collections.namedtuple("Sample", "path build golden inner")
Sample.__new__.__defaults__ = (None, "")
# One artifact of the store.
#
# path    where it lies in the store
# build   writes it there: build(path); where the golden must be recorded from another file (a pickle's model as HDF5,
#         an archive's member), build(path, twin) writes that file at `twin` too
# golden  None for an artifact without one, else what record_golden.py needs beside the path (a list, often empty);
#         TWIN for the second kind of build
# inner   what follows `path` in the artifact's path: "!/member" in an archive
TWIN = "twin"


def fill(model, seed):
    """Gives every weight of `model` seeded values of its own: no zero bias, no unit variance hides a mistake."""
    random = np.random.RandomState(seed)
    for layer in leaves(model):
        table = type(layer).__name__ == "Embedding"
        values = [random.normal(size=value.shape) if table else value_for(weight.name, value, random)
                  for weight, value in zip(layer.weights, layer.get_weights())]
        if values:
            layer.set_weights(values)
    return model


def leaves(model):
    """The layers of a model, those of nested models and merged branches instead of these."""
    for layer in model.layers:
        if getattr(layer, "layers", None):
            for leaf in leaves(layer):
                yield leaf
        else:
            yield layer


def value_for(name, value, random):
    """Values of the shape of one weight: positive for variances and scales, small for the rest."""
    if any(part in name for part in ("variance", "running_std", "gamma")):
        return random.uniform(0.5, 1.5, size=value.shape)
    spread = 0.2 if value.ndim < 2 else 1.2 / np.sqrt(np.prod(value.shape[:-1]))
    return random.normal(scale=spread, size=value.shape)


def without_timestamps():
    """Makes h5py leave out the modification times of data sets, which older versions write."""
    create = h5py.Group.create_dataset

    def create_untimed(group, name, *args, **options):
        options.setdefault("track_times", False)
        return create(group, name, *args, **options)

    h5py.Group.create_dataset = create_untimed


def make(samples):
    """Writes `samples` under the store and goldens directories of the command line."""
    store, goldens = sys.argv[1:3]
    without_timestamps()
    for sample in samples:
        scratch = tempfile.mkdtemp()
        try:
            make_one(sample, os.path.join(store, sample.path), os.path.join(goldens, sample.path + sample.inner), scratch)
        finally:
            shutil.rmtree(scratch)


def make_one(sample, path, golden, scratch):
    """Writes one sample and its golden, if it has one."""
    os.makedirs(os.path.dirname(path), exist_ok=True)
    if sample.golden == TWIN:
        twin = os.path.join(scratch, "twin.h5")
        sample.build(path, twin)
        record(twin, [], golden + ".golden.npz")
    else:
        sample.build(path)
        if sample.golden is not None:
            record(path, sample.golden, golden + ".golden.npz")


def record(path, options, golden):
    """Records one golden in a fresh process, as a user would, and has another one reproduce it."""
    command = [sys.executable, os.path.join(SCRIPTS, "record_golden.py"), path] + list(options)
    subprocess.check_call(command + ["--output", golden])
    subprocess.check_call(command + ["--check", golden])
