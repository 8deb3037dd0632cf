"""Writes models of every layer of the Keras at hand: what docs/support.md is made from.

    python list_layers.py OUTPUT.jsonl.gz [--framework tf.keras]

A line is {"layer", "keras", "model"}, the model as to_json() writes it with no optional argument given and the version
of Keras, or {"layer", "reason"} for what stands in keras.layers and is no layer of its own. Lines with "variant" follow,
the same layer with arguments drawn at random. Activations come last in the same form. Python 2.7 and later.
"""
from __future__ import print_function

import argparse
import gzip
import io
import json

import catalogue1
import keras1
from catalogue import COMPOSED, ENTRIES, SKIPPED
from draws import Draw, Tensor
from framework import Framework
from make import short
from models import Architecture

SEEDS = 12  # draws until one of them builds
VARIANTS = 5  # models with arguments drawn at random


class Plain(Draw):
    """Gives what a layer cannot do without, and nothing else."""

    def some(self, arguments, share=0.5):
        return {}

    def chance(self, share):
        return False

    def activation(self):
        return "relu" if "relu" in self.activations else self.activations[0]


class One(Architecture):
    """The layer under test between its inputs and the output."""

    def after(self, symbol):
        return symbol


def model_of(framework, name, kind=Plain, first=0):
    """The model of a layer, as JSON; raises what the framework raised last."""
    for seed in range(first, first + SEEDS):
        framework.clear()
        try:
            model = keras1.model(framework, name) if kind is Plain and keras1.knows(framework, name) else None
            return parsed(model or One(framework, kind(seed, framework.activations), name).model)
        except Exception as error:
            last = error
    raise last


def variants(framework, name):
    """Rows of models that differ from the plain one."""
    if name not in (catalogue1.ENTRIES if framework.version < (2, 0) else ENTRIES) and name not in COMPOSED:
        return
    for number in range(1, VARIANTS + 1):
        try:
            yield {"layer": name, "variant": number, "model": model_of(framework, name, Draw, 100 * number)}
        except Exception:
            pass  # the draws did not suit each other


def rows(framework):
    """One row a name of keras.layers."""
    for name, cls in sorted(framework.classes().items()):
        if cls.__name__ != name:
            yield {"layer": name, "reason": "another name of " + cls.__name__}
        elif name in SKIPPED:
            yield {"layer": name, "reason": SKIPPED[name]}
        elif name not in ENTRIES and name not in COMPOSED and not keras1.knows(framework, name):
            yield {"layer": name, "reason": "no model of it is made"}
        else:
            try:
                yield {"layer": name, "model": model_of(framework, name)}
                for row in variants(framework, name):
                    yield row
            except Exception as error:
                yield {"layer": name, "reason": short(error)}
    for name in framework.activations:
        try:
            yield {"activation": name, "model": activation(framework, name)}
        except Exception as error:
            yield {"activation": name, "reason": short(error)}


def activation(framework, name):
    framework.clear()
    given = framework.input(Tensor((6,)))
    return parsed(framework.model(given, framework.layer("Activation", {"activation": name})(given)))


def parsed(model):
    text = model.to_json()
    return json.loads(text if isinstance(text, type(u"")) else text.decode("utf-8"))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("output")
    parser.add_argument("--framework", default="tf.keras")
    args = parser.parse_args()
    framework = Framework(args.framework)
    version = getattr(framework.keras, "__version__", None) or ".".join(str(part) for part in framework.version)
    found = [dict(row, keras=version) for row in rows(framework)]
    lines = "".join(json.dumps(row, sort_keys=True) + "\n" for row in found).encode("utf-8")
    with io.open(args.output, "wb") as file:
        with gzip.GzipFile(filename="", mode="wb", fileobj=file, mtime=0) as packed:
            packed.write(lines)
    print("%s: %d names, %d models" % (args.output, len(found), sum("model" in row for row in found)))


if __name__ == "__main__":
    main()
