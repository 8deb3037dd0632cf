"""Sorts small files into a folder for each target of fuzzing, by content and name.

usage: fuzz_seeds.py OUT FOLDER…
"""
import hashlib
import os
import struct
import sys

SMALL = 60000
TABLE_END = bytes.fromhex("57fb808b247547db")


def target(name, data):
    name = name.lower()
    if data[:8] == b"\x89HDF\r\n\x1a\n":
        return "hdf5"
    if data[:6] == b"\x93NUMPY":
        return "numpy"
    if data[:2] == b"PK":
        return "keras" if b"config.json" in data else "npz" if b".npy" in data[:200] else "archive"
    if data[:3] in (b"\x1f\x8b\x08", b"BZh") or data[:6] in (b"\xfd7zXZ\0", b"7z\xbc\xaf\x27\x1c") or data[257:262] == b"ustar":
        return "archive"
    if data[:4] in (b"\x28\xb5\x2f\xfd", b"\x04\x22\x4d\x18"):
        return "archive"
    for end, kind in (
        ("saved_model.pb", "savedmodel"),
        ("saved_model.pbtxt", "textgraph"),
        (".meta", "metagraph"),
        (".pb", "graph"),
        (".json", "architecture"),
        (".yaml", "yaml"),
        (".yml", "yaml"),
        (".index", "bundle"),
        (".joblib", "joblib"),
        (".pkl", "pickle"),
        (".pickle", "pickle"),
    ):
        if name.endswith(end):
            return kind
    return "v1" if data[-8:] == TABLE_END else "any"


def main():
    out = sys.argv[1]
    for root in sys.argv[2:]:
        for base, _, files in os.walk(root):
            for name in files:
                path = os.path.join(base, name)
                if os.path.islink(path) or not os.path.isfile(path) or os.path.getsize(path) > SMALL:
                    continue
                with open(path, "rb") as file:
                    data = file.read()
                kind = target(name, data)
                if kind == "bundle":
                    shard = path[: -len(".index")] + ".data-00000-of-00001"
                    if not os.path.isfile(shard) or os.path.getsize(shard) > SMALL:
                        continue
                    with open(shard, "rb") as file:
                        data = struct.pack("<I", len(data)) + data + file.read()
                os.makedirs(os.path.join(out, kind), exist_ok=True)
                with open(os.path.join(out, kind, hashlib.sha1(data).hexdigest()[:16]), "wb") as seed:
                    seed.write(data)


main()
