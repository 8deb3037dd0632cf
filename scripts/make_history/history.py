"""What the makers of history share: one model a fact, its file and its golden. Python 2.7 and later."""
from __future__ import print_function

import os
import sys

SCRIPTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [SCRIPTS, os.path.join(SCRIPTS, "make_samples")]

import common  # noqa: E402
import record_golden  # noqa: E402


def make(cases):
    """Writes `cases`, [(path, build)], below the store and the goldens of the command line.

    `build(path)` writes the artifact and gives the model whose outputs are recorded.
    """
    store, goldens = sys.argv[1:3]
    common.without_timestamps()
    for seed, (path, build) in enumerate(cases):
        target = os.path.join(store, path)
        golden = os.path.join(goldens, path + ".golden.npz")
        for directory in (os.path.dirname(target), os.path.dirname(golden)):
            if not os.path.isdir(directory):
                os.makedirs(directory)
        model = build(target)
        record_golden.save(golden, [record_golden.keras_signature(model)])
        print(path)


def saved(build, seed, path, **options):
    """The model of `build()` with seeded weights, saved at `path`; what saving warns of is the framework's."""
    model = common.fill(build(), seed)
    model.save(path, **options)
    return model
