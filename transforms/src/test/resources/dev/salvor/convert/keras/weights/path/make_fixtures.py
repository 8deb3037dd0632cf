"""Writes the fixtures beside it. Needs h5py 3."""
import os

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def vars_of(parent, *shapes, name=None, start=0):
    group = parent.create_group("vars")
    if name:
        group.attrs["name"] = name
    for i, shape in enumerate(shapes):
        group.create_dataset(str(i), data=np.full(shape, start + i, "f4"))


def dense(container, group, value, name=None):
    vars_of(container.create_group(group), (2, 2), (2,), name=name, start=value)


with h5py.File(os.path.join(HERE, "by_two.h5"), "w") as f:  # tf.keras 2.12, 2.13
    c = f.create_group("_layer_checkpoint_dependencies")
    vars_of(c.create_group("input_layer"))
    for i in range(12):
        dense(c, "dense" if i == 0 else "dense_%d" % (2 * i), 10 * i)
    vars_of(f)
with h5py.File(os.path.join(HERE, "named.h5"), "w") as f:  # Keras 3.6 and later
    c = f.create_group("layers")
    dense(c, "dense", 0, "second")
    dense(c, "dense_1", 10, "first")
    n = c.create_group("functional")
    vars_of(n, name="inner")
    dense(n.create_group("layers"), "dense", 20, "deep")
    b = c.create_group("bidirectional")
    vars_of(b.create_group("forward_layer/cell"), (1,), start=30)
    vars_of(b.create_group("_backward_layer/cell"), (1,), start=40)
    vars_of(b, name="bi")
    s = c.create_group("spectral_normalization")
    vars_of(s.create_group("layer"), (2, 2), (2,), start=50)
    vars_of(s, (2, 2), (1, 2), name="sn", start=50)
with h5py.File(os.path.join(HERE, "shard0.h5"), "w") as f:
    f.create_group("layers/dense/vars").create_dataset("0", data=np.full((2, 2), 1, "f4"))
with h5py.File(os.path.join(HERE, "shard1.h5"), "w") as f:
    f.create_group("layers/dense/vars").create_dataset("1", data=np.full((2,), 2, "f4"))
with h5py.File(os.path.join(HERE, "windows.h5"), "w") as f:  # tf.keras 2.15 on Windows
    vars_of(f)
    vars_of(f.create_group("layers\\dense"), (2, 2), (2,), start=1)
    vars_of(f.create_group("layers\\bidirectional"))
    vars_of(f.create_group("layers\\bidirectional\\forward_layer\\cell"), (1,), start=5)
    vars_of(f.create_group("layers\\bidirectional\\backward_layer\\cell"), (1,), start=6)
