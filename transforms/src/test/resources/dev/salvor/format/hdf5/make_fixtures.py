"""Writes the fixtures beside it. Needs h5py 3 and ml_dtypes."""
import os
import zlib

import h5py
import ml_dtypes
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
X = (np.arange(6 * 5 * 4).reshape(6, 5, 4) / 4 - 9).astype("f4")


def write(name, **how):
    return h5py.File(os.path.join(HERE, name), "w", **how)


def types(f):
    for t in ["f2", "f4", "f8", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", ">f4", ">i8"]:
        f.create_dataset("types/" + t.replace(">", "be_"), data=np.arange(6).reshape(2, 3).astype(t))
    f.create_dataset("types/bool", data=np.array([True, False, True]))
    f.create_dataset("types/c8", data=np.array([1 + 2j, -3j], "c8"))
    f.create_dataset("types/be_c16", data=np.array([1 + 2j, -3j], ">c16"))
    named = f.create_dataset("types/named", data=np.array([1, -2.5], ml_dtypes.float8_e4m3fn))
    named.attrs["dtype"] = "float8_e4m3fn"
    f.create_dataset("types/bfloat16", data=np.array([1, -2.5, 3], ml_dtypes.bfloat16))
    f.create_dataset("types/scalar", data=np.float32(3.5))
    f.create_dataset("types/empty", data=np.zeros((3, 0), "f4"))
    f.create_dataset("types/fixed", data=np.array([b"ab", b"", b"cde"], "S3"))
    f.create_dataset("types/variable", data=["a\u00e9", "", "xyz"], dtype=h5py.string_dtype())
    f.create_dataset("odd/opaque", data=np.zeros(3, "V5"))
    f.create_dataset("odd/compound", data=np.zeros(3, [("a", "f4"), ("b", "i4")]))
    layout = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    layout.set_layout(h5py.h5d.COMPACT)
    space = h5py.h5s.create_simple((4,))
    compact = h5py.h5d.create(f["types"].id, b"compact", h5py.h5t.IEEE_F32BE, space, layout)
    compact.write(h5py.h5s.ALL, h5py.h5s.ALL, np.arange(4, dtype="f4"))


def attributes(f):
    f.attrs["empty"] = []
    f.attrs["null"] = h5py.Empty("f4")
    f.attrs["bool"] = True
    f.attrs["negative"] = np.int64(-7)
    f.attrs["big_endian"] = np.array(300, ">i4")
    f.attrs["bytes"] = b"abc"
    f.attrs["str"] = "\u00e4\u00f6"
    f.attrs["list"] = ["a", "bb"]
    f.attrs["padded"] = np.array([b"a", b"bb"], "S5")
    f.attrs["split0"] = np.array([b"l0", b"l1"])
    f.attrs["split1"] = np.array([b"l2"])
    f["soft"] = h5py.SoftLink("/types/f4")
    f["soft_group"] = h5py.SoftLink("types")
    f["hard"] = f["types/f8"]


def chunks(f):
    how = {"chunks": (4, 3, 4)}
    f.create_dataset("plain", data=X, **how)
    f.create_dataset("gzip", data=X, compression="gzip", **how)
    f.create_dataset("shuffled", data=X, compression="gzip", shuffle=True, fletcher32=True, **how)
    f.create_dataset("lzf", data=X, compression="lzf", shuffle=True, **how)
    f.create_dataset("growing", data=X, maxshape=(None, 5, 4), **how)
    f.create_dataset("growing2", data=X, maxshape=(None, None, 4), **how)
    f.create_dataset("one", data=X, chunks=X.shape, compression="gzip")
    f.create_dataset("big_endian", data=X.astype(">f4"), **how)
    f.create_dataset("strings", data=["a", "", "xyz"], dtype=h5py.string_dtype(), chunks=(2,))
    f.create_dataset("scaled", data=np.arange(9, dtype="i4"), chunks=(3,), scaleoffset=4)
    masked = f.create_dataset("masked", (4,), "i4", chunks=(4,), shuffle=True)
    masked.id.write_direct_chunk((0,), np.arange(4, dtype="i4").tobytes(), filter_mask=1)


with write("types.h5") as f:
    types(f)
    attributes(f)
with write("types_v110.h5", libver=("v110", "v110"), userblock_size=512) as f:
    types(f)
    attributes(f)
with write("chunks.h5") as f:
    chunks(f)
with write("chunks_v110.h5", libver=("v110", "v110")) as f:
    chunks(f)
with write("dense_v110.h5", libver=("v110", "v110")) as f:
    for i in range(30):
        f.attrs["a%d" % i] = "v%d" % i
        f.create_dataset("d%d" % i, data=np.float32(i))
with write("many.h5") as f:
    for i in range(40):
        f.create_group("g%d" % i)
with write("external_link.h5") as f:
    f["x"] = h5py.ExternalLink("/etc/passwd", "/a")
with write("external_storage.h5") as f:
    f.create_dataset("x", (10,), "u1", external=[("/etc/passwd", 0, 10)])
with write("virtual.h5", libver=("v110", "v110")) as f:
    layout = h5py.VirtualLayout((4,), "f4")
    layout[:] = h5py.VirtualSource("other.h5", "a", (4,))
    f.create_virtual_dataset("v", layout)
with write("loops.h5") as f:
    f["a"] = h5py.SoftLink("/b")
    f["b"] = h5py.SoftLink("/a")
    g = f.create_group("g")
    g["back"] = f["/"]
with write("shape_bomb.h5") as f:
    f.create_dataset("x", (1 << 20, 1 << 20), "f4")
with write("shape_bomb_chunked.h5") as f:
    f.create_dataset("x", (1 << 20, 1 << 20), "f4", chunks=(64, 64), compression="gzip")
with write("chunk_bomb.h5") as f:
    bomb = f.create_dataset("x", (4,), "i4", chunks=(4,), compression="gzip")
    bomb.id.write_direct_chunk((0,), zlib.compress(b"\0" * 4_000_000, 9))
