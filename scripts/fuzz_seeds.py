"""Sorts small files into a folder for each target of fuzzing, by content and name.

usage: fuzz_seeds.py OUT FOLDER…
"""
import base64
import hashlib
import io
import json
import os
import struct
import sys
import tarfile
import zipfile

SMALL = 60000
TABLE_END = bytes.fromhex("57fb808b247547db")
COMPRESSED = (b"\x1f\x8b\x08", b"BZh", b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c", b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18")
BY_NAME = (
    ("saved_model.pb", "savedmodel"),
    ("saved_model.pbtxt", "textgraph"),
    (".cpb", "riegeli"),
    (".meta", "metagraph"),
    (".pb", "graph"),
    (".json", "architecture"),
    (".yaml", "yaml"),
    (".yml", "yaml"),
    (".index", "bundle"),
    (".joblib", "joblib"),
    (".pkl", "pickle"),
    (".pickle", "pickle"),
)


def target(name, data):
    name = name.lower()
    if data[:8] == b"\x89HDF\r\n\x1a\n":
        return "hdf5"
    if data[:6] == b"\x93NUMPY":
        return "numpy"
    if data[:2] == b"PK":
        return "keras" if b"config.json" in data else "npz" if b".npy" in data[:200] else "archive"
    if data.startswith(COMPRESSED):
        return "archive"
    if data[257:262] == b"ustar":
        return "tar"
    for end, kind in BY_NAME:
        if name.endswith(end):
            return kind
    return "v1" if data[-8:] == TABLE_END else "any"


def read(path):
    """The bytes of a small file, empty where there is none."""
    if not os.path.isfile(path) or os.path.getsize(path) > SMALL:
        return b""
    with open(path, "rb") as file:
        return file.read()


def joined(*parts):
    """Each part but the last with its length before it."""
    return b"".join(struct.pack("<I", len(part)) + part for part in parts[:-1]) + parts[-1]


def beside(path, kind, data):
    """What the file is the beginning of, with the files around it: pairs of target and bytes."""
    folder = os.path.dirname(path)
    if kind == "bundle":
        shard = read(path[: -len(".index")] + ".data-00000-of-00001")
        if shard:
            yield "bundle", joined(data, shard)
            yield "bundletable", joined(data, shard)
        yield "checkpointstate", joined(read(os.path.join(folder, "checkpoint")), data)
        return
    yield kind, data
    if kind == "v1":
        yield "v1table", data
    elif kind == "metagraph":
        prefix = path[: -len(".meta")]
        yield "training", joined(data, read(prefix + ".index"), read(prefix + ".data-00000-of-00001"))
        yield "sessionbundle", joined(data, read(os.path.join(folder, "export-00000-of-00001")))
    elif kind == "savedmodel":
        variables = os.path.join(folder, "variables", "variables")
        parts = (os.path.join(folder, "fingerprint.pb"), variables + ".index", variables + ".data-00000-of-00001")
        yield "export", joined(data, *map(read, parts))
        chunk = bytes.fromhex("0801") + b"\x10" + varint(len(data))
        yield "chunks", b"".join(struct.pack("<I", len(each)) + each for each in (data, chunk))
    elif kind == "architecture":
        for name in sorted(os.listdir(folder)):
            if name.endswith((".h5", ".hdf5")):
                yield "pair", joined(data, read(os.path.join(folder, name)))
            elif name.endswith(".bin"):
                yield "tfjs", joined(data, read(os.path.join(folder, name)))
    elif kind == "keras":
        try:
            with zipfile.ZipFile(path) as archive:
                names = ("config.json", "metadata.json", "model.weights.h5")
                if set(names) <= set(archive.namelist()):
                    yield "kerasparts", joined(*map(archive.read, names))
        except (OSError, ValueError, zipfile.BadZipFile):
            pass


def varint(value):
    out = b""
    while value > 127:
        out, value = out + bytes((value & 127 | 128,)), value >> 7
    return out + bytes((value,))


def lambdas(path):
    """The functions of a list of Lambda layers, as tests keep them."""
    with open(path) as lines:
        for line in lines:
            function = json.loads(line).get("function")
            code = function[0] if isinstance(function, list) else function
            if isinstance(code, str):
                yield base64.b64decode(code)


DENSE = {
    "class_name": "Dense",
    "config": {
        "name": "d",
        "trainable": True,
        "dtype": "float32",
        "batch_input_shape": [None, 2],
        "units": 1,
        "activation": "linear",
        "use_bias": True,
    },
}
MODEL = {
    "class_name": "Sequential",
    "config": {"name": "m", "layers": [DENSE]},
    "keras_version": "2.2.4",
    "backend": "tensorflow",
}


def npy(values):
    header = "{'descr': '<f4', 'fortran_order': False, 'shape': (%d,), }" % len(values)
    header = header.ljust(117) + "\n"
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode() + struct.pack("<%df" % len(values), *values)


def zipped(**members):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name.replace("__", ".")), content)
    return data.getvalue()


def made(weights):
    """One of each of what the samples lack; weights is a small HDF5 file."""
    text = json.dumps(MODEL).encode()
    yield "npz", zipped(arr_0__npy=npy([1, 2]), arr_1__npy=npy([3]))
    yield "architecture", text
    yield "pair", joined(text, weights)
    yield "yaml", (
        "backend: tensorflow\nclass_name: Sequential\nconfig:\n  layers:\n  - class_name: Dense\n    config:\n"
        "      batch_input_shape: !!python/tuple [null, 2]\n      name: d\n      units: 1\nkeras_version: 2.2.4\n"
    ).encode()
    metadata = b'{"keras_version": "3.6.0", "date_saved": "2024-11-21@10:00:00"}'
    yield "kerasparts", joined(text, metadata, weights)
    yield "keras", zipped(metadata__json=metadata, config__json=text, model__weights__h5=weights)
    manifest = [{"paths": ["group1-shard1of1.bin"], "weights": [{"name": "d/kernel", "shape": [2, 1], "dtype": "float32"}]}]
    topology = {"format": "layers-model", "modelTopology": MODEL, "weightsManifest": manifest}
    yield "tfjs", joined(json.dumps(topology).encode(), struct.pack("<2f", 1, 2))
    for mode in ("w:", "w:gz", "w:bz2", "w:xz"):
        data = io.BytesIO()
        with tarfile.open(fileobj=data, mode=mode) as archive:
            member = tarfile.TarInfo("m/model.json")
            member.size = len(text)
            archive.addfile(member, io.BytesIO(text))
        yield "tar" if mode == "w:" else "archive", data.getvalue()
    yield "textgraph", (
        'saved_model_schema_version: 1 meta_graphs { meta_info_def { tags: "serve" } graph_def { node { name: "x" op: '
        '"Placeholder" attr { key: "dtype" value { type: DT_FLOAT } } } versions { producer: 27 } } signature_def { key: '
        '"serving_default" value { inputs { key: "x" value { name: "x:0" dtype: DT_FLOAT } } outputs { key: "y" value { '
        'name: "x:0" dtype: DT_FLOAT } } method_name: "tensorflow/serving/predict" } } }'
    ).encode()


def keep(out, kind, data):
    if len(data) <= SMALL:
        os.makedirs(os.path.join(out, kind), exist_ok=True)
        with open(os.path.join(out, kind, hashlib.sha1(data).hexdigest()[:16]), "wb") as seed:
            seed.write(data)


def main():
    out = sys.argv[1]
    weights = b""
    for root in sys.argv[2:]:
        for base, folders, files in os.walk(root):
            folders[:] = [folder for folder in folders if folder != "corpus"]
            for name in files:
                path = os.path.join(base, name)
                if name == "lambdas.jsonl":
                    for data in lambdas(path):
                        keep(out, "marshal", data)
                elif not os.path.islink(path) and read(path):
                    data = read(path)
                    if target(name, data) == "hdf5" and (not weights or len(data) < len(weights)):
                        weights = data
                    for kind, seed in beside(path, target(name, data), data):
                        keep(out, kind, seed)
                        if kind == "bundletable":
                            keep(out, "v1table", seed[4 : 4 + struct.unpack("<I", seed[:4])[0]])
    for kind, seed in made(weights):
        keep(out, kind, seed)


main()
