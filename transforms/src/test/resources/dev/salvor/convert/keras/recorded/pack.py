"""Packs models that ragged.py, addons.py and others saved, with what they computed, into one fixture.

    python pack.py FIXTURE.jsonl.gz DIR[:CASE,CASE…]…

DIR holds CASE.h5, or CASE.keras, and CASE.npz with in/I/J and out/I/J: component J of input or output I (a ragged tensor has its
values and its row splits, any other one component). In the fixture a case is a line: its name, who wrote it, the
configuration of the model, the weights in the order of the file, inputs and outputs by name.
"""
import base64
import gzip
import json
import os
import sys
import zipfile

import h5py
import numpy as np


def names(endpoints):
    if isinstance(endpoints, dict):
        return [name for key in sorted(endpoints) for name in names(endpoints[key])]
    if len(endpoints) >= 3 and isinstance(endpoints[0], str):
        return [endpoints[0]]
    return [name for item in endpoints for name in names(item)]


def unique(found):
    out = []
    for name in found:
        candidate, count = name, 1
        while candidate in out:
            candidate, count = "%s_%d" % (name, count), count + 1
        out.append(candidate)
    return out


def ends(config):
    body = config["config"]
    if config["class_name"] == "Sequential":
        layers = body["layers"] if isinstance(body, dict) else body
        first = layers[0]["config"]["name"]
        given = first if layers[0]["class_name"] == "InputLayer" else first + "_input"
        return [given], [layers[-1]["config"]["name"]]
    return unique(names(body["input_layers"])), unique(names(body["output_layers"]))


def components(found, prefix, arrays):
    """{name: array}: NAME, and NAME_1… for the row splits."""
    values = {tuple(map(int, key.split("/")[1:])): arrays[key] for key in arrays.files if key.startswith(prefix + "/")}
    count = max(index for index, _ in values) + 1
    found = found + ["%s_%d" % (found[-1], i) for i in range(1, count - len(found) + 1)]
    keys = {found[i]: values[i, 0] for i in range(count)}
    for i in range(count):
        number = 1
        for j in range(1, 1 + max(j for _, j in values)):
            if (i, j) in values:
                while "%s_%d" % (found[i], number) in keys:
                    number += 1
                keys["%s_%d" % (found[i], number)] = values[i, j]
    return {name: plain(array) for name, array in keys.items()}


def plain(array):
    array = np.asarray(array)
    if array.dtype.kind in "UOS":
        values = [item.decode() if isinstance(item, bytes) else str(item) for item in array.ravel()]
        return {"dtype": "string", "shape": array.shape, "values": values}
    raw = base64.b64encode(np.ascontiguousarray(array).tobytes()).decode()
    return {"dtype": array.dtype.name, "shape": array.shape, "raw": raw}


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def line(directory, case):
    arrays = np.load(os.path.join(directory, case + ".npz"), allow_pickle=True)
    if os.path.exists(os.path.join(directory, case + ".keras")):
        return archive(directory, case, arrays)
    with h5py.File(os.path.join(directory, case + ".h5"), "r") as file:
        config = json.loads(text(file.attrs["model_config"]))
        groups = file["model_weights"]
        weights = [
            groups[text(layer)][text(weight)][()]
            for layer in groups.attrs["layer_names"]
            for weight in groups[text(layer)].attrs["weight_names"]
        ]
        version, backend = text(file.attrs["keras_version"]), text(file.attrs.get("backend", ""))
    return case_of(case, version, backend, config, weights, arrays)


def archive(directory, case, arrays):
    """A .keras archive of layers without weights."""
    with zipfile.ZipFile(os.path.join(directory, case + ".keras")) as file:
        config = json.loads(file.read("config.json"))
        version = json.loads(file.read("metadata.json"))["keras_version"]
    return case_of(case, version, "tensorflow", config, [], arrays)


def case_of(case, version, backend, config, weights, arrays):
    inputs, outputs = ends(config)
    return {
        "name": case,
        "version": version,
        "backend": backend,
        "config": config,
        "weights": [plain(weight) for weight in weights],
        "inputs": components(inputs, "in", arrays),
        "outputs": components(outputs, "out", arrays),
    }


def main():
    with gzip.GzipFile(sys.argv[1], "wb", mtime=0) as out:
        for source in sys.argv[2:]:
            directory, _, chosen = source.partition(":")
            wanted = chosen.split(",") if chosen else sorted(n[:-4] for n in os.listdir(directory) if n.endswith(".npz"))
            for case in wanted:
                out.write(json.dumps(line(directory, case), separators=(",", ":")).encode() + b"\n")


if __name__ == "__main__":
    main()
