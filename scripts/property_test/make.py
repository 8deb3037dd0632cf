"""Writes random models of one environment's Keras, and what they compute, beside each other.

    python make.py STORE GOLDENS ENVIRONMENT [--framework tf.keras] [--first 0] [--count 200] [--only LAYER]

A seed is one model; layers take turns. For each, one line of STORE/../ENVIRONMENT.made.jsonl says what was made or why
nothing could be. What a model computes is taken from the file as its own version reads it back; where that fails, from
the model that was saved. Python 2.7 and later.
"""
from __future__ import print_function

import argparse
import collections
import glob
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import traceback

import numpy as np

LIMIT = 120  # seconds for one model
TRIALS = 10  # draws for one call of a function
OF_KERAS1 = {"Merge", "Bidirectional", "TimeDistributed"}
HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(os.path.dirname(HERE), "make_samples"))


import catalogue1
from catalogue import COMPOSED, ENTRIES, SKIPPED
from common import leaves, value_for
from draws import Draw
from framework import Framework, record_golden
from models import Architecture, values


def focuses(framework):
    """The layers to test, and {name: reason} of those left out."""
    tested, skipped = [], {}
    known = set(catalogue1.ENTRIES) | OF_KERAS1 if framework.version < (2, 0) else set(ENTRIES) | COMPOSED
    for name, cls in sorted(framework.classes().items()):
        if name in known:
            tested.append(name)
        elif name in SKIPPED:
            skipped[name] = SKIPPED[name]
        elif cls.__name__ != name and cls.__name__ in known:
            skipped[name] = "another name of " + cls.__name__
        else:
            skipped[name] = "NOT COVERED"
    return tested, skipped


def fill(model, random):
    """Weights of their own for every layer."""
    for layer in leaves(model):
        held = layer.get_weights()
        named = [getattr(weight, "path", None) or weight.name for weight in layer.weights]
        given = [value_for(name, value, random).astype(value.dtype) if np.asarray(value).dtype.kind == "f" else value
                 for name, value in zip(named, held)]
        if given:
            layer.set_weights(given)


def formats(framework):
    """The ways this version saves, the frequent ones several times."""
    if framework.version >= (3, 0):
        return ["keras", "keras", "keras", "h5", "json"]
    found = ["h5", "h5", "h5", "json"] + ["yaml"] * framework.yaml
    if framework.name == "tf.keras" and framework.version >= (2, 2) and not framework.legacy:
        found += ["h5", "h5", "checkpoint", "saved_model"]
        found += ["keras", "keras"] if framework.version >= (2, 13) else []
    return found


def save(framework, model, kind, place):
    """Writes the model; returns the artifact's path and a function that reads it back."""
    models = framework.keras.models
    load = {"compile": False} if framework.version >= (2, 0) else {}
    if framework.version >= (3, 0):
        load["safe_mode"] = False
    if kind in ("h5", "keras"):
        path = place + "." + kind
        model.save(path, **({"include_optimizer": False} if framework.legacy else {}))
        return path, lambda: models.load_model(path, **load)
    if kind == "saved_model":
        model.save(place, save_format="tf", include_optimizer=False)
        return place, lambda: models.load_model(place, **load)
    os.makedirs(place)
    path = os.path.join(place, "model.yaml" if kind == "yaml" else "model.json")
    with io.open(path, "w", encoding="utf-8") as file:
        text = model.to_yaml() if kind == "yaml" else model.to_json()
        file.write(text if isinstance(text, type(u"")) else text.decode("utf-8"))
    weights = os.path.join(place, "model.ckpt" if kind == "checkpoint" else "model.weights.h5")
    model.save_weights(weights)

    def read():
        found = models.model_from_yaml(text) if kind == "yaml" else models.model_from_json(text)
        found.load_weights(weights)
        return found
    return path, read


def compute(framework, model, feeds):
    """{output name: array} in the model's order."""
    names = record_golden.input_names(model)
    given = [feeds[index] for index in range(len(names))]
    given = given[0] if len(given) == 1 else given
    if framework.eager:
        import tensorflow as tf
        tensors = [tf.constant(array.tolist() if array.dtype == object else array, dtype=tf.string if array.dtype == object else array.dtype)
                   for array in feeds]
        found = model(tensors[0] if len(tensors) == 1 else tensors, training=False)
        found = [np.asarray(one) for one in (found if isinstance(found, (list, tuple)) else [found])]
    else:
        found = model.predict(given, batch_size=len(feeds[0]))
    found = found if isinstance(found, (list, tuple)) else [found]
    return record_golden.named(record_golden.output_names(model), [np.asarray(one) for one in found])


def same(one, other):
    """Whether two sets of outputs are equal but for rounding."""
    return len(one) == len(other) and all(
        a.shape == b.shape and a.dtype == b.dtype and (np.allclose(a, b, 1e-4, 1e-5, equal_nan=True) if a.dtype.kind in "fc" else (a == b).all())
        for a, b in zip(one.values(), other.values()))


def make_one(framework, seed, focus, place, goldens, store):
    """One model; returns its row."""
    framework.clear()
    draw = Draw(seed, framework.activations)
    framework.precision(seed)
    if hasattr(framework.keras.utils, "set_random_seed"):
        framework.keras.utils.set_random_seed(seed)
    architecture = Architecture(framework, draw, focus)
    model = architecture.model
    fill(model, draw.random)
    feeds = [values(tensor, draw.random) for tensor in architecture.tensors]
    return keep(framework, draw, architecture, feeds, compute(framework, model, feeds), place, goldens, store)


def make_call(framework, seed, name, function, place, goldens, store):
    """One call of a function; draws until one suits it, some times. Python 3 only."""
    from functions import Call
    from operations import CALLS, OperationCall
    made = OperationCall if CALLS.get(name) is function else Call
    for attempt in range(TRIALS):
        draw = Draw(seed * TRIALS + attempt, framework.activations)
        try:
            call = made(framework, draw, name, function)
            feeds = [values(tensor, draw.random) for tensor in call.tensors]
            live = compute(framework, call.model, feeds)
        except Exception:
            if attempt == TRIALS - 1:
                raise
        else:
            return keep(framework, draw, call, feeds, live, place, goldens, store)


def keep(framework, draw, architecture, feeds, live, place, goldens, store):
    """Saves a model and what it computes; returns its row."""
    model = architecture.model
    kind = draw.pick(*formats(framework))
    path, read = save(framework, model, kind, place)
    names = record_golden.input_names(model)
    row = {"artifact": os.path.relpath(path, store), "layers": sorted(set(architecture.layers)), "format": kind}
    if framework.policy != "float32":
        row["layers"].append(framework.policy)
    try:
        framework.clear()
        again = read()
        found = compute(framework, again, feeds)
        found = collections.OrderedDict(zip(live, found.values()))  # some versions name operations anew
        row["golden"] = "reload" if same(live, found) else "reload, not the model that was saved"
    except Exception as error:
        found, row["golden"], row["reload"] = live, "live", short(error)
    arrays = {"inputs/" + name: array for name, array in zip(names, feeds)}
    arrays.update(("outputs/" + name, array) for name, array in found.items())
    golden = os.path.join(goldens, row["artifact"] + ".golden.npz")
    if not os.path.isdir(os.path.dirname(golden)):
        os.makedirs(os.path.dirname(golden))
    np.savez(golden, **record_golden.plain(arrays))
    return row


def short(error):
    """One line of an exception."""
    return ("%s: %s" % (type(error).__name__, error)).replace("\n", " ")[:300]


def supervise(args):
    """Works in processes of its own, each going on after the seed that ended the one before."""
    log = os.path.join(os.path.dirname(os.path.abspath(args.store)), args.environment + ".made.jsonl")
    first, end = args.first, args.first + args.count
    while first < end:
        command = [sys.executable, "-W", "ignore", os.path.abspath(__file__), "--here", args.store, args.goldens, args.environment,
                   "--framework", args.framework, "--first", str(first), "--count", str(end - first)]
        command += ["--trace"] * args.trace + ["--functions"] * args.functions + ["--operations"] * args.operations + (["--policy", args.policy] if args.policy else []) + (["--only"] + args.only if args.only else [])
        code = subprocess.call(command)
        if code == 0:
            return
        rows = [json.loads(line) for line in io.open(log, encoding="utf-8")] if os.path.exists(log) else []
        crashed = max([row["seed"] for row in rows if first <= row.get("seed", -1) < end] or [first - 1]) + 1
        with io.open(log, "a", encoding="utf-8") as file:
            file.write(u'{"environment": "%s", "seed": %d, "focus": "?", "error": "the framework crashed (%d)"}\n' % (args.environment, crashed, code))
        for left in glob.glob(os.path.join(args.store, args.environment, "%05d-*" % crashed)):
            shutil.rmtree(left) if os.path.isdir(left) else os.remove(left)
        first = crashed + 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("store")
    parser.add_argument("goldens")
    parser.add_argument("environment")
    parser.add_argument("--framework", default="tf.keras")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--functions", action="store_true", help="calls of functions instead of layers")
    parser.add_argument("--operations", action="store_true", help="calls of every Operation of Keras 3")
    parser.add_argument("--policy", help="the precision of all models, such as mixed_float16")
    parser.add_argument("--trace", action="store_true", help="show why a model could not be made")
    parser.add_argument("--here", action="store_true", help="work in this process: a crash of the framework ends it")
    args = parser.parse_args()
    if not args.here:
        return supervise(args)
    framework = Framework(args.framework, args.policy)
    calls = args.functions or args.operations
    if calls:
        from functions import functions
        from operations import CALLS
        found = CALLS if args.operations else functions(framework)
        tested, skipped = [(name, found[name]) for name in sorted(found) if not args.only or name in args.only], {}
    else:
        tested, skipped = focuses(framework)
        tested = args.only or tested
    root = os.path.join(args.store, args.environment)
    if not os.path.isdir(root):
        os.makedirs(root)
    made = 0
    with io.open(os.path.join(os.path.dirname(os.path.abspath(args.store)), args.environment + ".made.jsonl"), "a", encoding="utf-8") as log:
        def note(row):
            log.write(json.dumps(dict(row, environment=args.environment), sort_keys=True).encode("ascii").decode("ascii") + u"\n")
            log.flush()
        if args.first == 0:
            for name, reason in sorted(skipped.items()):
                note({"skipped": name, "reason": reason})
        for seed in range(args.first, args.first + args.count):
            focus = tested[seed % len(tested)]
            name = focus[0] if calls else focus
            place = os.path.join(root, "%05d-%s" % (seed, name))
            signal.alarm(LIMIT)  # ends this process where the framework never returns; supervise() goes on after this seed
            try:
                row = (make_call(framework, seed, *focus, place=place, goldens=args.goldens, store=args.store) if calls
                       else make_one(framework, seed, focus, place, args.goldens, args.store))
                made += 1
            except Exception as error:
                if args.trace:
                    traceback.print_exc()
                row = {"error": short(error)}
                for left in (place, place + ".h5", place + ".keras"):
                    shutil.rmtree(left) if os.path.isdir(left) else os.path.exists(left) and os.remove(left)
            note(dict(row, seed=seed, focus=name))
    print("%s: %d models of %d seeds, %d layers" % (args.environment, made, args.count, len(tested)))


if __name__ == "__main__":
    main()
