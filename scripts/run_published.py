#!/usr/bin/env python
"""Runs every model that Salvor has published with the TensorFlow of this Python: run_published.py OUTPUT GOLDENS

Each model of the newest run is loaded as servers do (a session, tag "serve") and, from TensorFlow 2 on, as Python
programs do (tf.saved_model.load), and every recorded signature is run and compared within atol 1e-5, rtol 1e-4 (where
the model computes in half precision: 2e-2). Prints what failed and one line of counts; the exit code is 1 where something failed.

Modules named in $SALVOR_IMPORT (tensorflow_text) are imported first: libraries of custom ops.

Runs on TensorFlow 1.15 to 2.21. A model is run in a process of its own: one that crashes TensorFlow is a failure.
"""
from __future__ import print_function

import importlib
import json
import os
import sys
import traceback

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import numpy as np  # noqa: E402 (after the settings that TensorFlow reads at import)
import tensorflow as tf  # noqa: E402


def newest_run(output):
    """The directory of the newest run that was committed."""
    runs = os.path.join(output, "_salvor", "runs")
    done = [run for run in sorted(os.listdir(runs)) if os.path.exists(os.path.join(runs, run, "_SUCCESS"))]
    return os.path.join(runs, done[-1])


def published(output):
    """(artifact, directory of its model) of every model of the newest run."""
    with open(os.path.join(newest_run(output), "manifest.jsonl")) as rows:
        for line in rows:
            row = json.loads(line)
            model = row.get("output")
            if model and row["outcome"] in ("migrated", "copied", "unchanged"):
                yield row["artifact"], os.path.join(output, "models", model["model"], str(model["version"]))


def recorded(goldens, artifact):
    """{signature: {"inputs": {name: array}, "outputs": …}}; empty where nothing was recorded."""
    path = os.path.join(goldens, artifact + ".golden.npz")
    if not os.path.exists(path) and "!/" in artifact:
        path = os.path.join(goldens, artifact.split("!/")[0] + ".golden.npz")
    cases = {}
    if os.path.exists(path):
        data = np.load(path, allow_pickle=False)
        for key in data.files:
            parts = key.split("/")
            signature = "serving_default"
            if parts[0] == "signatures":
                signature, parts = parts[1], parts[2:]
            case = cases.setdefault(signature, {"inputs": {}, "outputs": {}})
            case[parts[0]]["/".join(parts[1:])] = data[key]
    return cases


STORED = {"Const", "VarHandleOp", "ReadVariableOp", "AssignVariableOp", "VarIsInitializedOp", "Identity", "Cast",
          "Placeholder", "RestoreV2", "SaveV2", "NoOp", "PartitionedCall", "StatefulPartitionedCall"}


def halves(graph, case):
    """Whether a signature computes in half precision, as its arrays or the nodes of its graph show."""
    if any(value.dtype == np.float16 for side in case.values() for value in side.values()):
        return True
    definition = graph.as_graph_def()
    nodes = list(definition.node)
    for function in definition.library.function:
        nodes.extend(function.node_def)
    coarse = (tf.float16.as_datatype_enum, tf.bfloat16.as_datatype_enum)
    return any(value.type in coarse or any(each in coarse for each in value.list.type)
               for node in nodes if node.op not in STORED for value in node.attr.values())


def difference(actual, expected, half):
    """None, or how two arrays differ."""
    actual = np.asarray(actual)
    if actual.shape != expected.shape:
        return "shape %s instead of %s" % (actual.shape, expected.shape)
    if expected.dtype.kind in "SU" or actual.dtype.kind in "OSU":
        same = [bytes(a) if isinstance(a, (bytes, np.bytes_)) else str(a).encode() for a in actual.ravel()]
        return None if same == expected.astype("S").ravel().tolist() else "other strings"
    if expected.dtype.kind in "iub":
        return None if np.array_equal(actual, expected) else "other integers"
    rtol, atol = (2e-2, 2e-2) if half else (1e-4, 1e-5)
    if expected.dtype.kind != "c":
        actual, expected = actual.astype("f8"), expected.astype("f8")
    scale = max(1.0, float(np.nanmax(np.abs(expected)))) if expected.size else 1.0
    if np.allclose(actual, expected, rtol=rtol, atol=atol * scale, equal_nan=True):
        return None
    return "max abs difference %.3g" % np.nanmax(np.abs(actual - expected))


def matched(have, want, what):
    """`have` under the names of `want`: the same, or one of each."""
    if set(have) == set(want):
        return have
    if len(have) == len(want) == 1:
        return dict(zip(want, have.values()))
    raise ValueError("%s are %s, recorded were %s" % (what, sorted(want), sorted(have)))


def parts(infos):
    """Tensors of a signature by name; those of sparse tensors as the loaders of TensorFlow 2 name them."""
    tensors = {}
    for name, info in infos.items():
        if info.coo_sparse.values_tensor_name:
            tensors[name + "_indices"] = info.coo_sparse.indices_tensor_name
            tensors[name + "_values"] = info.coo_sparse.values_tensor_name
            tensors[name + "_dense_shape"] = info.coo_sparse.dense_shape_tensor_name
        elif info.composite_tensor.components:
            for i, component in enumerate(info.composite_tensor.components):
                tensors["%s_component_%d" % (name, i)] = component.name
        else:
            tensors[name] = info.name
    return tensors


def fed(graph, tensor, value):
    """A recorded value in the type of the tensor that takes it."""
    dtype = graph.get_tensor_by_name(tensor).dtype
    return value if dtype == tf.string else value.astype(dtype.as_numpy_dtype)


def run_in_session(directory, cases):
    """What servers do; yields (signature, output, difference)."""
    graph = tf.Graph()
    with graph.as_default(), tf.compat.v1.Session(graph=graph) as session:
        meta = tf.compat.v1.saved_model.load(session, ["serve"], directory)
        for key, case in sorted(cases.items()):
            signature = meta.signature_def[key]
            inputs = parts(signature.inputs)
            given = matched(case["inputs"], inputs, "inputs of " + key)
            outputs = parts(signature.outputs)
            feed = {inputs[name]: fed(graph, inputs[name], value) for name, value in given.items()}
            got = session.run(outputs, feed)
            half = halves(graph, case)
            for name, value in matched(case["outputs"], outputs, "outputs of " + key).items():
                yield key, name, difference(got[name], value, half)


def run_in_python(directory, cases):
    """What Python programs do; yields (signature, output, difference)."""
    try:
        loaded = tf.saved_model.load(directory)
    except ValueError as error:
        if "tags" not in str(error):
            raise
        loaded = tf.saved_model.load(directory, tags=["serve"])
    for key, case in sorted(cases.items()):
        function = loaded.signatures[key]
        wanted = function.structured_input_signature[1]
        feed = {}
        for name, value in matched(case["inputs"], wanted, "inputs of " + key).items():
            dtype = wanted[name].dtype
            feed[name] = tf.constant(value) if dtype == tf.string else tf.cast(tf.constant(value), dtype)
        got = function(**feed)
        half = halves(function.graph, case)
        for name, value in matched(case["outputs"], got, "outputs of " + key).items():
            yield key, name, difference(got[name].numpy(), value, half)


def apart(function, directory, cases):
    """Runs a generator in a process of its own: None, or what failed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        fault = ""
        try:
            for signature, name, different in function(directory, cases):
                if different and not fault:
                    fault = "%s of %s: %s" % (name, signature, different)
        except Exception as error:  # whatever TensorFlow has against one model
            fault = "%s: %s" % (type(error).__name__, str(error).split("\n")[0][:300])
            if os.environ.get("SALVOR_TRACE"):
                traceback.print_exc()
        os.write(writing, fault.encode("utf-8", "replace"))
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        fault = pipe.read().decode("utf-8", "replace")
    _, status = os.waitpid(child, 0)
    return "the process died (%d)" % status if status else fault or None


def main():
    """Runs all models; returns the exit code."""
    output, goldens = sys.argv[1:3]
    for module in os.environ.get("SALVOR_IMPORT", "").split():
        importlib.import_module(module)
    ways = [("session", run_in_session)]
    if int(tf.__version__.split(".")[0]) >= 2:
        ways.append(("tf.saved_model.load", run_in_python))
    models = compared = failed = 0
    for artifact, directory in published(output):
        cases = recorded(goldens, artifact)
        models += 1
        compared += bool(cases)
        faults = [(way, apart(function, directory, cases)) for way, function in ways]
        faults = [(way, fault) for way, fault in faults if fault]
        failed += bool(faults)
        for way, fault in faults:
            print("%s: %s: %s" % (artifact, way, fault))
    print("TensorFlow %s: %d models loaded, %d of them compared with recorded outputs, %d failed"
          % (tf.__version__, models, compared, failed))
    return 1 if failed or not models else 0


if __name__ == "__main__":
    sys.exit(main())
