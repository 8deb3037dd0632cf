"""A random call of every Operation of Keras 3 that a functional model can hold, by module and class. Python 3.

A call is `lambda ops, d, t: result`: `ops` is keras.ops, `d` a Draw, `t` makes an input: `t(shape without batch axis, dtype,
low, high)`, with `batch=3` its batch size is static. Which class a version records is what its file says, not this table.
"""
import numpy as np

from draws import Tensor
from functions import flatten

FLOATS = ("float32", "float32", "float32", "float64", "float16")
ANY = FLOATS + ("int32", "int64", "int8", "uint8", "bool", "uint16", "int16")


def ranged(dtype, low, high):
    """(low, high) as a dtype can hold them."""
    if dtype == "bool":
        return 0, 2
    if dtype.startswith("u"):
        return max(0, int(low)), max(2, int(high) + 3)
    return (low, high) if dtype.startswith("float") else (int(np.floor(low)), int(np.ceil(high)) + 2)


def x_of(d, t, shape=None, low=-2, high=2, dtypes=ANY, **more):
    dtype = d.pick(*dtypes)
    shape = d.pick((5,), (4, 3), (2, 3, 4)) if shape is None else shape
    return t(shape, dtype, *ranged(dtype, low, high), **more)


def unary(name, low=-2, high=2, dtypes=ANY):
    return lambda ops, d, t: getattr(ops, name)(x_of(d, t, None, low, high, dtypes))


def second(d, t, shape, low, high, dtypes):
    """A tensor, a number of Python, or an array."""
    kind = d.whole(0, 5)
    if kind == 0:
        return d.number(max(low, 0.5), high)
    if kind == 1:
        return max(1, int(high))
    if kind == 2:
        return np.asarray(d.random.uniform(max(low, 0.5), high, size=shape[-1:]), d.pick("float32", "float64"))
    return x_of(d, t, d.pick(shape, shape[1:] if len(shape) > 1 else shape), low, high, dtypes)


def binary(name, low=-2, high=2, dtypes=ANY, low2=None):
    def call(ops, d, t):
        shape = d.pick((5,), (4, 3))
        x, y = x_of(d, t, shape, low, high, dtypes), second(d, t, shape, low if low2 is None else low2, high, dtypes)
        return getattr(ops, name)(*((y, x) if not hasattr(y, "shape") and d.chance(0.3) else (x, y)))
    return call


def axis_of(d, rank, *more):
    return d.pick(*(list(range(1, rank)) + list(range(-rank + 1, 0)) + list(more)))


def reduction(name, dtypes=ANY, low=-2, high=2, one=False, module=None, **optional):
    def call(ops, d, t):
        arguments = {key: draw(d) for key, draw in optional.items() if d.flag()}
        if d.chance(0.8):
            arguments["axis"] = axis_of(d, 3, *(() if one else ((1, 2), (0, -1), [1])))
        return getattr(module(ops) if module else ops, name)(x_of(d, t, (4, 3), low, high, dtypes), **arguments)
    return call


KEEP = {"keepdims": lambda d: d.flag()}

def holed(d, t, ops, shape=(4, 3), low=-2, high=2):
    """Numbers of which some are none."""
    x = t(shape, "float32", low, high)
    return ops.where(x > d.pick(0.8, 1.2), float("nan"), x)


def nans(name, one=False, **optional):
    def call(ops, d, t):
        arguments = {key: draw(d) for key, draw in optional.items() if d.flag()}
        if d.chance(0.8):
            arguments["axis"] = axis_of(d, 3, *(() if one else ((1, 2),)))
        x = x_of(d, t, (4, 3)) if d.chance(0.3) else holed(d, t, ops)
        return getattr(ops, name)(x, **arguments)
    return call


def matrices(d, t, ops, rows=3, columns=None, dtypes=("float32", "float32", "float64")):
    return x_of(d, t, d.pick((rows, columns or rows), (2, rows, columns or rows)), -2, 2, dtypes)


def positive(d, t, ops, n=3):
    """Symmetric, positive definite matrices."""
    x = matrices(d, t, ops, n)
    return ops.matmul(x, ops.swapaxes(x, -1, -2)) + 0.5 * np.eye(n, dtype="float32")


def symmetric(d, t, ops, n=3):
    x = matrices(d, t, ops, n)
    return x + ops.swapaxes(x, -1, -2)


def regular(d, t, ops, n=3):
    return matrices(d, t, ops, n) + 3 * np.eye(n, dtype="float32")


def svd(ops, d, t):
    """Singular values; with both sides only their product says something, signs may differ."""
    x = matrices(d, t, ops, 4, 3)
    if hasattr(ops, "logdet") and d.flag():  # before 3.6 values alone are mixed up
        return ops.linalg.svd(x, compute_uv=False, **some(d, full_matrices=lambda: d.flag()))
    u, s, v = ops.linalg.svd(x, full_matrices=False)
    return ops.matmul(u * ops.expand_dims(s, -2), v)


def kernel(d, *shape):
    return np.asarray(d.random.normal(size=shape), "float32")


def images(d, t, channels=3, dtypes=("float32", "float32", "float32"), low=0.0, high=1.0, first=None):
    dtype = d.pick(*dtypes)
    low, high = ranged(dtype, low, high) if dtype != "uint8" else (0, 255)
    return t(d.pick((7, 6), (6, 8)) + (channels,), dtype, low, high)


def some(d, **draws):
    return {name: draw() for name, draw in sorted(draws.items()) if d.flag()}


def spatial(d, rank, low, high):
    return d.pick(d.whole(low, high), tuple(d.whole(low, high) for _ in range(rank)))


def pooled(name):
    def call(ops, d, t):
        rank = d.whole(1, 3)
        first = d.chance(0.3)
        shape = (7, 6, 5)[:rank]
        x = t(((2,) + shape) if first else shape + (2,))
        more = {"data_format": "channels_first"} if first else some(d, data_format=lambda: "channels_last")
        return getattr(ops, name)(x, spatial(d, rank, 1, 3), padding=d.pick("valid", "same"),
                                  **dict(more, **some(d, strides=lambda: spatial(d, rank, 1, 2))))
    return call


def adaptive(name):
    def call(ops, d, t):
        rank = d.whole(1, 3)
        first = d.chance(0.3)
        shape = (7, 6, 5)[:rank]
        x = t(((2,) + shape) if first else shape + (2,))
        return getattr(ops, name)(x, spatial(d, rank, 1, 4), data_format="channels_first" if first else "channels_last")
    return call


def given(d, t, array):
    """A kernel as an array, or as an input."""
    return array if d.chance(0.7) else t(array.shape[1:], "float32", -1, 1, batch=array.shape[0])


def convolution(kind):
    def call(ops, d, t):
        rank = d.whole(1, 2 if kind in ("depthwise_conv", "separable_conv") else 3)
        first = d.chance(0.25)
        size = tuple(d.whole(1, 3) for _ in range(rank))
        shape, channels = (8, 7, 6)[:rank], 4
        x = t(((channels,) + shape) if first else shape + (channels,))
        strides = spatial(d, rank, 1, 2)
        if kind == "depthwise_conv" or kind == "separable_conv":
            strides = d.whole(1, 2)
        dilation = 1 if np.max(strides) > 1 else spatial(d, rank, 1, 2)
        more = some(d, strides=lambda: strides, dilation_rate=lambda: dilation)
        if first:
            more["data_format"] = "channels_first"
        more["padding"] = d.pick("valid", "same")
        if kind == "conv":
            group = d.pick(1, 1, 2)
            return ops.conv(x, given(d, t, kernel(d, *(size + (channels // group, 6)))), **more)
        if kind == "conv_transpose":
            more["strides"] = strides
            more.setdefault("data_format", "channels_last")
            return ops.conv_transpose(x, given(d, t, kernel(d, *(size + (5, channels)))), **more)
        if kind == "depthwise_conv":
            return ops.depthwise_conv(x, given(d, t, kernel(d, *(size + (channels, d.whole(1, 2))))), **more)
        multiplier = d.whole(1, 2)
        ones = (1,) * rank
        return ops.separable_conv(x, given(d, t, kernel(d, *(size + (channels, multiplier)))),
                                  given(d, t, kernel(d, *(ones + (channels * multiplier, 5)))), **more)
    return call


def attention(ops, d, t):
    queries, keys, heads, size = 4, d.pick(4, 5), d.pick(2, 4), 3
    fewer = hasattr(ops.image, "ssim") and d.flag()  # since 3.15
    q, k = t((queries, heads, size)), t((keys, heads // 2 if fewer else heads, size))
    v = t((keys, k.shape[2], size))
    more = {}
    if d.chance(0.4):
        more["bias"] = t((heads, queries, keys))
    if d.chance(0.4):
        more["mask"] = t((1, queries, keys), "bool", 0, 2)
    if d.chance(0.4):
        more["scale"] = 0.3
    if d.chance(0.3) and keys == queries:
        more["is_causal"] = True
    return ops.dot_product_attention(q, k, v, **more)


def batch_norm(ops, d, t):
    axis = d.pick(-1, 1)
    x = t((4, 3))
    size = 4 if axis == 1 else 3
    vector = lambda low, high: np.asarray(d.random.uniform(low, high, size=size), "float32")
    return ops.batch_normalization(x, vector(-1, 1), vector(0.3, 2), axis,
                                   **some(d, offset=lambda: vector(-1, 1), scale=lambda: vector(0.5, 2), epsilon=lambda: 1e-2))


def layer_norm(ops, d, t):
    axis = d.pick(-1, -1, [1, 2])
    shape = (3,) if axis == -1 else (4, 3)
    return ops.layer_normalization(t((4, 3)), **dict({"axis": axis}, **some(
        d, gamma=lambda: kernel(d, *shape), beta=lambda: kernel(d, *shape), epsilon=lambda: 1e-2)))


def entropy(name):
    def call(ops, d, t):
        logits = d.flag()
        output = t((4,), "float32", -2, 2) if logits else t((4,), "float32", 0.05, 0.95)
        more = {"from_logits": logits}
        if name == "sparse_categorical_crossentropy":
            return ops.sparse_categorical_crossentropy(t((), "int32", 0, 4), output, **more)
        return getattr(ops, name)(t((4,), "float32", 0, 1), output, **more)
    return call


def ctc_loss(ops, d, t):
    return ops.ctc_loss(t((3,), "int32", 1, 5), t((7, 5)), t((), "int32", 1, 4), t((), "int32", 6, 8), **some(d, mask_index=lambda: 0))


def ctc_decode(ops, d, t):
    strategy = d.pick("greedy", "greedy", "beam_search")
    more = {"merge_repeated": d.flag()} if strategy == "greedy" else {"beam_width": 5, "top_paths": d.whole(1, 2), "merge_repeated": d.flag()}
    return ops.ctc_decode(t((6, 5)), t((), "int32", 4, 7), strategy=strategy, **dict(more, **some(d, mask_index=lambda: d.pick(0, 4))))


def segments(name):
    def call(ops, d, t):
        data = x_of(d, t, d.pick((), (4,), (4, 3)), dtypes=("float32", "float64", "int32"))
        ids = t((), "int32", 0, 3)
        if d.chance(0.3):
            return getattr(ops, name)(data, ops.sort(ids, axis=0), sorted=True)
        return getattr(ops, name)(data, ids, **some(d, num_segments=lambda: d.pick(3, 4, 5)))
    return call


def stft(ops, d, t):
    length = d.pick(4, 6)
    more = some(d, window=lambda: d.pick("hann", "hamming", None, np.linspace(0.2, 1, length).astype("float32")), center=lambda: d.flag())
    return ops.stft(x_of(d, t, d.pick((20,), (2, 20)), dtypes=("float32", "float32", "float64")), length, d.whole(2, 3), d.pick(8, 10), **more)


def istft(ops, d, t):
    length, stride = d.pick((4, 2), (6, 3), (8, 2))
    more = some(d, window=lambda: d.pick("hann", "hamming"), center=lambda: d.flag(), length=lambda: 11)
    return ops.istft((t((7, 5)), t((7, 5))), length, stride, 8, **more)


def pair_of(d, t, shape=(4, 6)):
    return t(shape), t(shape)


def affine(ops, d, t):
    x = images(d, t, dtypes=("float32", "float32", "uint8"), high=1)
    transform = np.asarray([[1 + d.number(-0.2, 0.2), d.number(-0.2, 0.2), d.number(-2, 2), d.number(-0.2, 0.2), 1 + d.number(-0.2, 0.2), d.number(-2, 2), d.number(-0.01, 0.01), 0]] * 3, "float32")
    if d.flag():
        transform = t((8,), "float32", 0.1, 0.6)
    return ops.image.affine_transform(x, transform, **some(d, interpolation=lambda: d.pick("nearest", "bilinear"), fill_value=lambda: 0.5,
                                                           fill_mode=lambda: d.pick("constant", "nearest", "wrap", "mirror", "reflect")))


def perspective(ops, d, t):
    x = images(d, t)
    corners = np.asarray([[[0, 0], [0, 5], [5, 0], [5, 5]]] * 3, "float32")
    moved = corners + np.asarray(d.random.uniform(-0.8, 0.8, size=corners.shape), "float32")
    return ops.image.perspective_transform(x, corners, moved, **some(d, interpolation=lambda: d.pick("nearest", "bilinear"), fill_value=lambda: 0.5))


def map_coordinates(ops, d, t):
    x = t((6, 5), "float32", 0, 1)
    coordinates = ops.stack([t((4,), "float32", 0, 2), t((4,), "float32", -2, 7), t((4,), "float32", -2, 6)], axis=0)
    return ops.image.map_coordinates(x, coordinates, order=d.whole(0, 1), **some(
        d, fill_mode=lambda: d.pick("constant", "nearest", "wrap", "mirror", "reflect"), fill_value=lambda: 0.5))


def resize(ops, d, t):
    first = d.chance(0.2)
    x = t((3, 7, 6), "float32", 0, 1) if first else images(d, t, dtypes=("float32", "float32", "uint8"))
    more = some(d, interpolation=lambda: d.pick("bilinear", "nearest", "bicubic", "lanczos3", "lanczos5"), antialias=lambda: d.flag())
    kind = d.pick("", "", "crop_to_aspect_ratio", "pad_to_aspect_ratio")
    if kind:
        more[kind] = True
    if first:
        more["data_format"] = "channels_first"
    return ops.image.resize(x, d.pick((5, 9), (4, 4), (9, 5)), **more)


def scale_and_translate(ops, d, t):
    return ops.image.scale_and_translate(t((6, 5, 3)), (3, 9, 8, 3), np.asarray([1.4, 1.7], "float32"), np.asarray([0.5, -0.7], "float32"), (1, 2),
                                         d.pick("linear", "cubic", "lanczos3", "lanczos5"), **some(d, antialias=lambda: d.flag()))


def margins(name, word):
    def call(ops, d, t):
        x = images(d, t)
        if d.flag():
            return getattr(ops.image, name)(x, 1, d.whole(0, 2), 2, 1)
        size = 4 if word == "cropping" else 11
        return getattr(ops.image, name)(x, **{d.pick("top_", "bottom_") + word: 1, d.pick("left_", "right_") + word: 1, "target_height": size, "target_width": size})
    return call


def take_indices(d, t, high):
    return d.pick(lambda: [0, 2], lambda: [[0], [1]], lambda: 1, lambda: -1, lambda: np.array([1, 0, -1]), lambda: t((2,), d.pick("int32", "int64"), -high, high))()


def key_of(d):
    return d.pick((slice(None), 1), (Ellipsis, -1), (slice(None), None), (slice(None), slice(1, None, 2)), (slice(None), slice(None, None, -1)), (slice(None), slice(-2, None), 0), (slice(None), slice(1, 3)))


def histogram(ops, d, t):
    return ops.histogram(t((), "float32", -2, 2), **some(d, bins=lambda: d.whole(3, 12), range=lambda: (-1.0, 1.5)))


def norm(ops, d, t):
    if d.flag():
        return ops.linalg.norm(x_of(d, t, (4, 3), dtypes=("float32", "int32", "float64")), **dict(
            {"axis": d.pick(1, -1, 2)}, **some(d, ord=lambda: d.pick(0, 1, 2, 3, -1, 0.5, np.inf, -np.inf, None), keepdims=lambda: d.flag())))
    return ops.linalg.norm(x_of(d, t, (4, 3), dtypes=("float32", "int32", "float64")), **dict(
        {"axis": d.pick((1, 2), (-1, -2), (2, 1))}, **some(d, ord=lambda: d.pick("fro", "nuc", 1, -1, 2, -2, np.inf, -np.inf, None), keepdims=lambda: d.flag())))


def quantile(name, scale):
    def call(ops, d, t):
        q = d.pick(lambda: 0.3 * scale, lambda: [0.2 * scale, 0.7 * scale], lambda: np.asarray([0.5 * scale], "float32"), lambda: np.float32(0.25 * scale), lambda: t((), "float32", 0.1 * scale, 0.9 * scale))()
        x = holed(d, t, ops) if name.startswith("nan") and d.flag() else x_of(d, t, (4, 3), dtypes=("float32", "float64", "int32"))
        return getattr(ops, name)(x, q, **some(d, axis=lambda: axis_of(d, 3, (1, 2)), keepdims=lambda: d.flag(),
                                               method=lambda: d.pick("linear", "lower", "higher", "midpoint", "nearest")))
    return call


def scatter(ops, d, t):
    return ops.scatter(np.asarray([[0], [3], [3]]), x_of(d, t, (4,), dtypes=("float32", "int32"), batch=3), (6, 4))


def scatter_update(ops, d, t):
    x = t((4,), "float32", batch=3)
    more = some(d, reduction=lambda: d.pick("add", "max", "min", "mul")) if ops.scatter_update.__code__.co_argcount > 3 else {}
    if d.flag():
        return ops.scatter_update(x, [[0, 1], [2, 3], [1, 1]], t((), "float32", batch=3), **more)
    return ops.scatter_update(x, t((1,), "int32", 0, 3, batch=3), t((4,), "float32", batch=3), **more)


def meshgrid(ops, d, t):
    return ops.meshgrid(*[t(()) for _ in range(d.whole(2, 3))], **some(d, indexing=lambda: d.pick("xy", "ij")))


def rearrange(ops, d, t):
    pattern, more = d.pick(("b h w c -> b (h w) c", {}), ("b h w c -> b c h w", {}), ("b (h g) w c -> b h w (g c)", {"g": 2}), ("b h w c -> (b h) (w c)", {}), ("b (x h) (y w) c -> b x y (h w c)", {"h": 2, "w": 3}))
    return ops.rearrange(t((4, 6, 3), batch=d.pick(None, 3)), pattern, **more)


def select(ops, d, t):
    x = t((4,), "float32", -2, 2)
    return ops.select([x < -0.5, x > 0.5], [x * 2, d.pick(x, 1.5)], default=d.pick(0, 3, -1.5))


def unique(ops, d, t):
    return ops.unique(t((4,), d.pick("int32", "float32"), 0, 4), **some(d, return_inverse=lambda: d.flag(), return_counts=lambda: d.flag(), axis=lambda: d.pick(0, 1, None), return_index=lambda: d.flag(), size=lambda: d.pick(2, 20)))


CALLS = {
    "activations.Mish": lambda ops, d, t: __import__("keras").activations.mish(t((4,))),
    "activations.ReLU": lambda ops, d, t: __import__("keras").activations.relu(t((4,)), negative_slope=0.2, **some(d, max_value=lambda: 0.7, threshold=lambda: 0.1)),
    # core
    "core.Cast": lambda ops, d, t: ops.cast(x_of(d, t), d.pick("float32", "int32", "bool", "float16", "int8", "uint8", "float64", "int64", "bfloat16")),
    "core.ConvertToTensor": lambda ops, d, t: ops.convert_to_tensor(x_of(d, t), **some(d, dtype=lambda: d.pick("float32", "int32"))),
    "core.SaturateCast": lambda ops, d, t: ops.saturate_cast(x_of(d, t, low=-400, high=400, dtypes=("float32", "int32", "uint8", "int8", "float64", "int64", "bool")), d.pick("uint8", "int8", "int16", "int32", "float32", "float16", "uint16", "uint32", "bool")),
    "core.Scatter": scatter,
    "core.ScatterUpdate": scatter_update,
    "core.Slice": lambda ops, d, t: ops.slice(t((4, 3), batch=3), d.pick([0, 1, 1], [1, 0, 2]), (2, 2, 1)),
    "core.SliceUpdate": lambda ops, d, t: ops.slice_update(t((4, 3), batch=3), d.pick([0, 1, 1], [1, 0, 0]), t((2, 2), batch=2)),
    "core.StopGradient": lambda ops, d, t: ops.stop_gradient(t((4,))),
    "core.Unstack": lambda ops, d, t: ops.unstack(t((4, 3)), axis=axis_of(d, 3), **{}),
    "einops.Rearrange": rearrange,
    # image
    "image.AffineTransform": affine,
    "image.CropImages": margins("crop_images", "cropping"),
    "image.ExtractPatches": lambda ops, d, t: (ops.image.extract_patches(images(d, t), spatial(d, 2, 1, 3), padding=d.pick("valid", "same"), **some(d, strides=lambda: spatial(d, 2, 1, 3)))
                                               if d.flag() else ops.image.extract_patches(t((7, 6, 2)), 2, strides=1, dilation_rate=d.pick(1, 2))),
    "image.GaussianBlur": lambda ops, d, t: ops.image.gaussian_blur(images(d, t), **some(d, kernel_size=lambda: d.pick((3, 3), (5, 3)), sigma=lambda: (1.5, 0.7))),
    "image.HSVToRGB": lambda ops, d, t: ops.image.hsv_to_rgb(images(d, t)),
    "image.MapCoordinates": map_coordinates,
    "image.PadImages": margins("pad_images", "padding"),
    "image.PerspectiveTransform": perspective,
    "image.RGBToGrayscale": lambda ops, d, t: ops.image.rgb_to_grayscale(images(d, t, dtypes=("float32", "float32", "uint8"))),
    "image.RGBToHSV": lambda ops, d, t: ops.image.rgb_to_hsv(images(d, t)),
    "image.Resize": resize,
    "image.SSIM": lambda ops, d, t: ops.image.ssim(t((14, 13, 2), "float32", 0, 1), t((14, 13, 2), "float32", 0, 1), **some(d, max_val=lambda: 2.0, filter_size=lambda: d.pick(5, 7), filter_sigma=lambda: 1.0, k1=lambda: 0.02, k2=lambda: 0.05)),
    "image.ScaleAndTranslate": scale_and_translate,
    "image.SobelEdges": lambda ops, d, t: ops.image.sobel_edges(images(d, t)),
    # linalg
    "linalg.Cholesky": lambda ops, d, t: ops.linalg.cholesky(positive(d, t, ops), **({"upper": d.flag()} if hasattr(ops, "cdist") else {})),
    "linalg.CholeskyInverse": lambda ops, d, t: ops.linalg.cholesky_inverse(ops.tril(t((3, 3))) + 2 * np.eye(3, dtype="float32") if d.flag() else positive(d, t, ops), **some(d, upper=lambda: d.flag())),
    "linalg.Det": lambda ops, d, t: ops.linalg.det(matrices(d, t, ops)),
    "linalg.Eig": lambda ops, d, t: ops.linalg.eig(regular(d, t, ops))[0],
    "linalg.Eigh": lambda ops, d, t: ops.linalg.eigh(symmetric(d, t, ops))[0],
    "linalg.Inv": lambda ops, d, t: ops.linalg.inv(regular(d, t, ops)),
    "linalg.Lstsq": lambda ops, d, t: ops.linalg.lstsq(t((3,), batch=5) if d.flag() else t((4,), batch=3), t(d.pick((2,), ()), batch=5), **some(d, rcond=lambda: 0.3)),
    "linalg.LuFactor": lambda ops, d, t: ops.linalg.lu_factor(t((3,), batch=3) + 3 * np.eye(3, dtype="float32")),
    "linalg.MatrixRank": lambda ops, d, t: ops.linalg.matrix_rank(matrices(d, t, ops), **some(d, tol=lambda: 0.8)),
    "linalg.Norm": norm,
    "linalg.Pinv": lambda ops, d, t: ops.linalg.pinv(matrices(d, t, ops, 3, d.pick(3, 4, 2)), **some(d, rcond=lambda: 0.2)),
    "linalg.Qr": lambda ops, d, t: ops.linalg.qr(matrices(d, t, ops, 4, 3), **some(d, mode=lambda: d.pick("reduced", "complete"))),
    "linalg.SVD": svd,
    "linalg.Solve": lambda ops, d, t: ops.linalg.solve(t((3, 3)) + 3 * np.eye(3, dtype="float32"), t(d.pick((3,), (3, 2)))),
    "linalg.SolveTriangular": lambda ops, d, t: ops.linalg.solve_triangular(t((3, 3)) + 3 * np.eye(3, dtype="float32"), t(d.pick((3,), (3, 2))), **some(d, lower=lambda: d.flag())),
    # math
    "math.CDist": lambda ops, d, t: ops.cdist(t((4, 3)), t((5, 3))),
    "math.Erf": lambda ops, d, t: ops.erf(t((4,))),
    "math.Erfc": lambda ops, d, t: ops.erfc(t((4,))),
    "math.Erfinv": lambda ops, d, t: ops.erfinv(x_of(d, t, (4,), -0.9, 0.9, FLOATS)),
    "math.ExtractSequences": lambda ops, d, t: ops.extract_sequences(t(d.pick((9,), (2, 9))), d.whole(2, 4), d.whole(1, 3)),
    "math.FFT": lambda ops, d, t: ops.fft(pair_of(d, t)),
    "math.FFT2": lambda ops, d, t: ops.fft2(pair_of(d, t)),
    "math.IFFT2": lambda ops, d, t: ops.ifft2(pair_of(d, t)),
    "math.IRFFT": lambda ops, d, t: ops.irfft(pair_of(d, t, (4, 5)), **some(d, fft_length=lambda: d.pick(8, 6, 7))),
    "math.RFFT": lambda ops, d, t: ops.rfft(x_of(d, t, (4, 6), dtypes=("float32", "float64")), **some(d, fft_length=lambda: d.pick(8, 6, 5))),
    "math.ISTFT": istft,
    "math.STFT": stft,
    "math.InTopK": lambda ops, d, t: ops.in_top_k(t((), "int32", 0, 5), t((5,)), d.whole(1, 3)),
    "math.Logdet": lambda ops, d, t: ops.logdet(positive(d, t, ops)),
    "math.Logsumexp": reduction("logsumexp", FLOATS, **KEEP),
    "math.Rsqrt": unary("rsqrt", 0.2, 3, FLOATS),
    "math.SegmentMax": segments("segment_max"),
    "math.SegmentMin": segments("segment_min"),
    "math.SegmentProd": segments("segment_prod"),
    "math.SegmentSum": segments("segment_sum"),
    "math.TopK": lambda ops, d, t: ops.top_k(x_of(d, t, (6,), dtypes=("float32", "float64")), d.whole(1, 4), **some(d, sorted=lambda: True)),
    "math.ViewAsComplex": lambda ops, d, t: ops.real(ops.view_as_complex(t((4, 2)))),
    "math.ViewAsReal": lambda ops, d, t: ops.view_as_real(ops.view_as_complex(t((4, 2)))),
    # nn
    "nn.AdaptiveAveragePool": adaptive("adaptive_average_pool"),
    "nn.AdaptiveMaxPool": adaptive("adaptive_max_pool"),
    "nn.AveragePool": pooled("average_pool"),
    "nn.MaxPool": pooled("max_pool"),
    "nn.BatchNorm": batch_norm,
    "nn.BinaryCrossentropy": entropy("binary_crossentropy"),
    "nn.CategoricalCrossentropy": entropy("categorical_crossentropy"),
    "nn.SparseCategoricalCrossentropy": entropy("sparse_categorical_crossentropy"),
    "nn.CTCDecode": ctc_decode,
    "nn.CTCLoss": ctc_loss,
    "nn.Conv": convolution("conv"),
    "nn.ConvTranspose": convolution("conv_transpose"),
    "nn.DepthwiseConv": convolution("depthwise_conv"),
    "nn.SeparableConv": convolution("separable_conv"),
    "nn.DepthToSpace": lambda ops, d, t: ops.depth_to_space(t((8, 4, 6)) if (f := d.chance(0.3)) else t((4, 6, 8)), 2, **({"data_format": "channels_first"} if f else {})),
    "nn.SpaceToDepth": lambda ops, d, t: ops.space_to_depth(t((8, 4, 6)) if (f := d.chance(0.3)) else t((4, 6, 8)), 2, **({"data_format": "channels_first"} if f else {})),
    "nn.DotProductAttention": attention,
    "nn.Fold": lambda ops, d, t: ops.fold(t((2 * 4, 12)) if (f := d.flag()) else t((2 * 4, 20)), (4, 5) if f else (4, 3), 2, **({} if f else {"padding": 1})),
    "nn.Unfold": lambda ops, d, t: ops.unfold(t((2, 6, 5)), d.pick(2, (2, 3)), **some(d, dilation=lambda: d.pick(1, 2), padding=lambda: d.pick(1, (0, 1)), stride=lambda: d.pick(2, (1, 2)))),
    "nn.Celu": lambda ops, d, t: ops.celu(t((4,)), **some(d, alpha=lambda: 0.7)),
    "nn.Elu": lambda ops, d, t: ops.elu(t((4,)), **some(d, alpha=lambda: 0.7)),
    "nn.Gelu": lambda ops, d, t: ops.gelu(t((4,)), **some(d, approximate=lambda: d.flag())),
    "nn.Glu": lambda ops, d, t: ops.glu(t((4, 6)), **some(d, axis=lambda: d.pick(1, -1))),
    "nn.HardShrink": lambda ops, d, t: ops.hard_shrink(t((4,)), **some(d, threshold=lambda: 0.3)),
    "nn.SoftShrink": lambda ops, d, t: ops.soft_shrink(t((4,)), **some(d, threshold=lambda: 0.3)),
    "nn.LeakyRelu": lambda ops, d, t: ops.leaky_relu(t((4,)), **some(d, negative_slope=lambda: 0.3)),
    "nn.Squareplus": lambda ops, d, t: ops.squareplus(t((4,)), **some(d, b=lambda: 2)),
    "nn.Threshold": lambda ops, d, t: ops.threshold(t((4,)), 0.2, -0.5),
    "nn.LogSoftmax": lambda ops, d, t: ops.log_softmax(t((4, 3)), **some(d, axis=lambda: d.pick(1, -1, None, (1, 2)))),
    "nn.Softmax": lambda ops, d, t: ops.softmax(t((4, 3)), **some(d, axis=lambda: d.pick(1, -1, None, (1, 2)))),
    "nn.Sparsemax": lambda ops, d, t: ops.sparsemax(t((4, 3)), **some(d, axis=lambda: d.pick(1, -1))),
    "nn.LayerNorm": layer_norm,
    "nn.RMSNorm": lambda ops, d, t: ops.rms_normalization(t((4, 3)), **some(d, scale=lambda: kernel(d, 3), epsilon=lambda: 1e-2)),
    "nn.Moments": lambda ops, d, t: ops.moments(x_of(d, t, (4, 3), dtypes=("float32", "float64", "float16")), d.pick([1], [1, 2], [0, 1], -1, 1), **some(d, keepdims=lambda: d.flag())),
    "nn.MultiHot": lambda ops, d, t: ops.multi_hot(t(d.pick((4,), (3, 4)), "int32", 0, 6), num_classes=6, **some(d, axis=lambda: -1, dtype=lambda: d.pick("int32", "float16"))),
    "nn.OneHot": lambda ops, d, t: ops.one_hot(t(d.pick((4,), (3, 4)), d.pick("int32", "uint8"), 0, 6), 6, **some(d, axis=lambda: d.pick(-1, 1), dtype=lambda: d.pick("int32", "bool"))),
    "nn.Normalize": lambda ops, d, t: ops.normalize(x_of(d, t, (4, 3), dtypes=("float32", "int32", "float64")), **some(d, axis=lambda: d.pick(1, -1), order=lambda: d.pick(1, 2, 3, 2.5))),
    "nn.PSNR": lambda ops, d, t: ops.psnr(t((4, 3)), t((4, 3)), 2.0),
    "nn.Polar": lambda ops, d, t: ops.real(ops.nn.polar(t((4,), "float32", 0, 2), t((4,)))),
}
CALLS.update({"nn." + name: (lambda function: lambda ops, d, t: getattr(ops, function)(x_of(d, t, (4,), dtypes=FLOATS if function != "relu" else ("float32", "int32"))))(function) for name, function in (
    ("HardSigmoid", "hard_sigmoid"), ("HardSilu", "hard_silu"), ("HardTanh", "hard_tanh"), ("LogSigmoid", "log_sigmoid"), ("Relu", "relu"), ("Relu6", "relu6"),
    ("Selu", "selu"), ("Sigmoid", "sigmoid"), ("Silu", "silu"), ("Softplus", "softplus"), ("Softsign", "softsign"), ("SparsePlus", "sparse_plus"), ("SparseSigmoid", "sparse_sigmoid"),
    ("TanhShrink", "tanh_shrink"))})
CALLS.update({"numpy." + name: unary(function, *more) for name, function, *more in (
    ("Abs", "abs"), ("Absolute", "absolute"), ("Angle", "angle"), ("Arccos", "arccos", -0.9, 0.9), ("Arccosh", "arccosh", 1, 3), ("Arcsin", "arcsin", -0.9, 0.9),
    ("Arcsinh", "arcsinh"), ("Arctan", "arctan"), ("Arctanh", "arctanh", -0.9, 0.9), ("BitwiseInvert", "bitwise_invert", -9, 9, ("int32", "int8", "uint8", "bool", "int64")),
    ("BitwiseNot", "bitwise_not", -9, 9, ("int32", "int8", "uint8", "bool", "int64")), ("Cbrt", "cbrt"), ("Ceil", "ceil"), ("Conj", "conj"), ("Conjugate", "conjugate"),
    ("Copy", "copy"), ("Corrcoef", "corrcoef"), ("Cos", "cos"), ("Cosh", "cosh"), ("Deg2rad", "deg2rad"), ("Exp", "exp"), ("Exp2", "exp2"), ("Expm1", "expm1"), ("Fabs", "fabs"),
    ("Floor", "floor"), ("I0", "i0"), ("Imag", "imag"), ("Isfinite", "isfinite"), ("Isinf", "isinf"), ("Isnan", "isnan"), ("Isneginf", "isneginf"), ("Isposinf", "isposinf"),
    ("Isreal", "isreal"), ("Log", "log", 0.2, 3), ("Log10", "log10", 0.2, 3), ("Log1p", "log1p", 0, 3), ("Log2", "log2", 0.2, 3), ("LogicalNot", "logical_not"), ("Ndim", "ndim"),
    ("Negative", "negative", -2, 2, ("float32", "int32", "int8", "float16")), ("Rad2deg", "rad2deg"), ("Ravel", "ravel"), ("Real", "real"), ("Reciprocal", "reciprocal", 0.3, 2),
    ("Sign", "sign"), ("Signbit", "signbit"), ("Sin", "sin"), ("Sinc", "sinc"), ("Sinh", "sinh"), ("Size", "size"), ("Sqrt", "sqrt", 0, 3), ("Square", "square"), ("Tan", "tan", -1, 1),
    ("Tanh", "tanh"), ("Trunc", "trunc"), ("Bartlett", "bartlett"), ("Fliplr", "fliplr"), ("Flipud", "flipud"))})
CALLS.update({"numpy." + name: binary(function, *more) for name, function, *more in (
    ("Add", "add"), ("Arctan2", "arctan2"), ("Divide", "divide", -2, 2, ANY, 0.5), ("DivideNoNan", "divide_no_nan"), ("Equal", "equal"), ("FloorDivide", "floor_divide", 1, 4, ANY, 1), ("Fmax", "fmax"),
    ("Fmin", "fmin"), ("Fmod", "fmod", 1, 5, ANY, 1), ("Gcd", "gcd", 1, 20, ("int32", "int64", "uint8", "int8")), ("Lcm", "lcm", 1, 20, ("int32", "int64")), ("Greater", "greater"), ("GreaterEqual", "greater_equal"),
    ("Heaviside", "heaviside"), ("Hypot", "hypot"), ("Isclose", "isclose"), ("AllClose", "allclose"), ("Less", "less"), ("LessEqual", "less_equal"), ("Logaddexp", "logaddexp"), ("Logaddexp2", "logaddexp2"),
    ("LogicalAnd", "logical_and"), ("LogicalOr", "logical_or"), ("LogicalXor", "logical_xor"), ("Maximum", "maximum"), ("Minimum", "minimum"), ("Mod", "mod", 1, 5, ANY, 1), ("Multiply", "multiply"),
    ("Nextafter", "nextafter"), ("NotEqual", "not_equal"), ("Power", "power", 1, 3), ("Subtract", "subtract", -2, 2, FLOATS + ("int32", "int64")), ("TrueDivide", "true_divide", -2, 2, ANY, 0.5),
    ("BitwiseAnd", "bitwise_and", 0, 9, ("int32", "int8", "uint8", "bool", "int64")), ("BitwiseOr", "bitwise_or", 0, 9, ("int32", "int8", "uint8", "bool", "int64")),
    ("BitwiseXor", "bitwise_xor", 0, 9, ("int32", "int8", "uint8", "bool", "int64")), ("BitwiseLeftShift", "bitwise_left_shift", 0, 4, ("int32", "int8", "uint8")), ("LeftShift", "left_shift", 0, 4, ("int32", "int64")),
    ("BitwiseRightShift", "bitwise_right_shift", 0, 4, ("int32", "int8", "uint8")), ("RightShift", "right_shift", 0, 4, ("int32", "int64")))})
CALLS.update({"numpy." + name: reduction(function, *more, **dict(KEEP)) for name, function, *more in (
    ("All", "all"), ("Amax", "amax"), ("Amin", "amin"), ("Any", "any"), ("Mean", "mean"), ("Median", "median"), ("Ptp", "ptp"), ("Std", "std"), ("Sum", "sum"), ("Var", "var"))})
CALLS.update({"numpy." + name: nans(function, **dict(KEEP)) for name, function in (
    ("Nanmax", "nanmax"), ("Nanmin", "nanmin"), ("Nanmean", "nanmean"), ("Nanmedian", "nanmedian"), ("Nanprod", "nanprod"), ("Nanstd", "nanstd"), ("Nansum", "nansum"), ("Nanvar", "nanvar"))})
CALLS.update({
    "numpy.Max": reduction("max", **dict(KEEP, initial=lambda d: d.pick(0.5, 1, 7))),
    "numpy.Min": reduction("min", **dict(KEEP, initial=lambda d: d.pick(0.5, 1, -7))),
    "numpy.Prod": reduction("prod", **dict(KEEP, dtype=lambda d: d.pick("float32", "int32", "float64"))),
    "numpy.Argmax": reduction("argmax", one=True, **KEEP), "numpy.Argmin": reduction("argmin", one=True, **KEEP),
    "numpy.CountNonzero": reduction("count_nonzero"),
    "numpy.Cumsum": reduction("cumsum", one=True, dtype=lambda d: d.pick("float32", "int32", "float64")),
    "numpy.Cumprod": reduction("cumprod", one=True, dtype=lambda d: d.pick("float32", "int32", "float64")),
    "numpy.Nancumsum": nans("nancumsum", one=True, dtype=lambda d: d.pick("float32", "int32", "float64")),
    "numpy.Nancumprod": nans("nancumprod", one=True, dtype=lambda d: d.pick("float32", "float64")),
    "numpy.Nanargmax": lambda ops, d, t: ops.nanargmax(holed(d, t, ops), **some(d, axis=lambda: axis_of(d, 3), keepdims=lambda: d.flag())),
    "numpy.Nanargmin": lambda ops, d, t: ops.nanargmin(holed(d, t, ops), **some(d, axis=lambda: axis_of(d, 3), keepdims=lambda: d.flag())),
    "numpy.Quantile": quantile("quantile", 1), "numpy.Percentile": quantile("percentile", 100),
    "numpy.Nanquantile": quantile("nanquantile", 1), "numpy.Nanpercentile": quantile("nanpercentile", 100),
    "numpy.Append": lambda ops, d, t: ops.append(x_of(d, t, (4, 3)), x_of(d, t, (4, 3)), **some(d, axis=lambda: axis_of(d, 3))),
    "numpy.Arange": lambda ops, d, t: ops.arange(t((), "int32", 3, 8, batch=1)[0]),
    "numpy.Argpartition": lambda ops, d, t: ops.argpartition(t((6,), "int32", 0, 99), d.whole(1, 3)),
    "numpy.Argsort": lambda ops, d, t: ops.argsort(x_of(d, t, (4, 3)), **some(d, axis=lambda: axis_of(d, 3, None))),
    "numpy.Array": lambda ops, d, t: ops.array(x_of(d, t), **some(d, dtype=lambda: d.pick("float32", "int32"))),
    "numpy.ArraySplit": lambda ops, d, t: ops.array_split(t((7, 6)), d.pick(3, [2, 5], 2), axis=d.pick(1, 2, -1)),
    "numpy.Average": lambda ops, d, t: ops.average(x_of(d, t, (4, 3)), **(lambda a: dict({"axis": a}, **some(d, weights=lambda: np.asarray(d.random.uniform(0.2, 1, size=(4, 3)[a - 1]), "float32"))))(d.pick(1, 2)) if d.chance(0.7) else {}),
    "numpy.Bincount": lambda ops, d, t: ops.bincount(t(d.pick((4,), ()), "int32", 0, 5), **(dict({"minlength": d.pick(5, 8)}))),
    "numpy.Blackman": lambda ops, d, t: ops.blackman(t((), "int32", 4, 9, batch=1)[0]),
    "numpy.Hamming": lambda ops, d, t: ops.hamming(t((), "int32", 4, 9, batch=1)[0]),
    "numpy.Hanning": lambda ops, d, t: ops.hanning(t((), "int32", 4, 9, batch=1)[0]),
    "numpy.Bartlett": lambda ops, d, t: ops.bartlett(t((), "int32", 4, 9, batch=1)[0]),
    "numpy.Kaiser": lambda ops, d, t: ops.kaiser(t((), "int32", 4, 9, batch=1)[0], 2.5),
    "numpy.BroadcastTo": lambda ops, d, t: ops.broadcast_to(t((1, 4), batch=3), (2, 3, 5, 4)),
    "numpy.Clip": lambda ops, d, t: ops.clip(x_of(d, t), d.pick(-1, -0.5, 0), d.pick(1, 0.7)),
    "numpy.Concatenate": lambda ops, d, t: ops.concatenate([x_of(d, t, (4, 3)) for _ in range(d.whole(1, 3))], **some(d, axis=lambda: axis_of(d, 3))),
    "numpy.Correlate": lambda ops, d, t: ops.correlate(x_of(d, t, (), dtypes=("float32", "int32", "int64"), batch=3), np.asarray(d.random.normal(size=2), "float32"), **some(d, mode=lambda: d.pick("valid", "same", "full"))),
    "numpy.Cross": lambda ops, d, t: ops.cross(t((4, d.pick(2, 3))), t((4, d.pick(2, 3)))) if d.flag() else ops.cross(t((3, 4)), t((3, 4)), axis=1) if d.flag() else ops.cross(t((4, 3)), t((3, 4)), axisa=2, axisb=1, axisc=d.pick(1, 2)),
    "numpy.Diag": lambda ops, d, t: ops.diag(t(d.pick((), (4,)), batch=3), **some(d, k=lambda: d.whole(-1, 1))),
    "numpy.Diagflat": lambda ops, d, t: ops.diagflat(t((2,), batch=3), **some(d, k=lambda: d.whole(-1, 1))),
    "numpy.Diagonal": lambda ops, d, t: ops.diagonal(t((4, 3)), **dict({"axis1": 1, "axis2": 2}, **some(d, offset=lambda: d.whole(-1, 1)))),
    "numpy.Diff": lambda ops, d, t: ops.diff(x_of(d, t, (4, 5)), **some(d, n=lambda: d.whole(1, 2), axis=lambda: axis_of(d, 3))),
    "numpy.Digitize": lambda ops, d, t: ops.digitize(x_of(d, t, (4,), dtypes=("float32", "int32", "float16", "float64", "uint8")), np.asarray([-0.5, 0.0, 1.0])),
    "numpy.Dot": lambda ops, d, t: ops.dot(x_of(d, t, (4, 3), dtypes=("float32", "int32", "int8", "float64")), np.asarray(d.random.normal(size=d.pick((3,), (3, 2), (2, 3, 5))), "float32")),
    "numpy.Hsplit": lambda ops, d, t: ops.hsplit(t((4, 3)), d.pick(2, [1, 3])),
    "numpy.Vsplit": lambda ops, d, t: ops.vsplit(t((4, 3), batch=3), d.pick(3, [1, 2])),
    "numpy.Dsplit": lambda ops, d, t: ops.dsplit(t((3, 4)), d.pick(2, [1, 3])),
    "numpy.Hstack": lambda ops, d, t: ops.hstack([x_of(d, t, (4, 3)), x_of(d, t, (4, 3))]),
    "numpy.Vstack": lambda ops, d, t: ops.vstack([x_of(d, t, (4, 3)), x_of(d, t, (4, 3))]) if d.flag() else ops.vstack([t((), batch=3), t((), batch=3)]),
    "numpy.Dstack": lambda ops, d, t: ops.dstack([x_of(d, t, (4,)), x_of(d, t, (4,))]),
    "numpy.Einsum": lambda ops, d, t: ops.einsum(*d.pick(lambda: ("abc->acb", t((4, 3))), lambda: ("abc,acd->abd", t((4, 3)), t((3, 5))), lambda: ("abc,dc->abd", t((4, 3)), kernel(d, 5, 3)), lambda: ("...c->...", t((4, 3))), lambda: ("abc,acd,ade->abe", t((2, 3)), t((3, 4)), t((4, 2))), lambda: ("abc,acd", t((4, 3)), t((3, 5))), lambda: ("abc,acd->abd", x_of(d, t, (4, 3), dtypes=("int32", "int8")), x_of(d, t, (3, 2), dtypes=("int32", "int8"))))()),
    "numpy.EmptyLike": lambda ops, d, t: ops.empty_like(x_of(d, t), **some(d, dtype=lambda: "int32")),
    "numpy.ExpandDims": lambda ops, d, t: ops.expand_dims(t((4, 3)), d.pick(1, -1, 3, (1, 2), [-1, 1])),
    "numpy.Flip": lambda ops, d, t: ops.flip(x_of(d, t), **some(d, axis=lambda: d.pick(1, -1, 0))),
    "numpy.Full": lambda ops, d, t: ops.full((2, 3), t((), batch=1), **some(d, dtype=lambda: "float16")),
    "numpy.FullLike": lambda ops, d, t: ops.full_like(x_of(d, t), d.pick(2, 0.5), **some(d, dtype=lambda: d.pick("float32", "int32"))),
    "numpy.Geomspace": lambda ops, d, t: ops.geomspace(t((4,), "float32", 0.5, 2), t((4,), "float32", 2, 9), num=d.whole(2, 5), **some(d, endpoint=lambda: d.flag(), axis=lambda: d.pick(0, -1))),
    "numpy.GetItem": lambda ops, d, t: ops.get_item(t((4, 3)), key_of(d)),
    "numpy.Histogram": histogram,
    "numpy.Inner": lambda ops, d, t: ops.inner(x_of(d, t, (3,), dtypes=("float32", "int32")), x_of(d, t, (3,), dtypes=("float32", "int32"))),
    "numpy.IsIn": lambda ops, d, t: ops.isin(t((4,), "int32", 0, 5), [1, 3], **some(d, invert=lambda: d.flag(), assume_unique=lambda: False)),
    "numpy.Kron": lambda ops, d, t: ops.kron(x_of(d, t, d.pick((2,), (2, 3))), x_of(d, t, d.pick((3,), (2, 2)))),
    "numpy.Ldexp": lambda ops, d, t: ops.ldexp(x_of(d, t, (4,)), t((4,), "int32", -3, 4)),
    "numpy.Linspace": lambda ops, d, t: ops.linspace(x_of(d, t, (4,), dtypes=("float32", "int32")), d.pick(3.0, 4, t((4,), "float32", 2, 5)), num=d.whole(1, 5), **some(d, endpoint=lambda: d.flag(), axis=lambda: d.pick(0, -1), dtype=lambda: d.pick("float32", "int32"), retstep=lambda: d.flag())),
    "numpy.Logspace": lambda ops, d, t: ops.logspace(t((4,), "float32", -1, 1), d.pick(2, t((4,), "float32", 1, 2)), num=d.whole(1, 5), **some(d, endpoint=lambda: d.flag(), axis=lambda: d.pick(0, -1), base=lambda: d.pick(2, 3.5))),
    "numpy.Matmul": lambda ops, d, t: ops.matmul(x_of(d, t, (4, 3), dtypes=("float32", "float64", "int32", "int8")), d.pick(lambda: x_of(d, t, (3, 2), dtypes=("float32", "int32", "int8")), lambda: kernel(d, 3, 2), lambda: kernel(d, 3))()),
    "numpy.Meshgrid": meshgrid,
    "numpy.Moveaxis": lambda ops, d, t: ops.moveaxis(t((4, 3, 2)), *d.pick((1, -1), ([1, 2], [2, 3]), (-1, 1), ([0, 1], [1, 0]))),
    "numpy.NanToNum": lambda ops, d, t: ops.nan_to_num(holed(d, t, ops) / d.pick(1.0, 0.0), **some(d, nan=lambda: 0.5, posinf=lambda: 3.0, neginf=lambda: -3.0)),
    "numpy.Nonzero": lambda ops, d, t: ops.nonzero(t((4,), "int32", 0, 2)),
    "numpy.OnesLike": lambda ops, d, t: ops.ones_like(x_of(d, t), **some(d, dtype=lambda: "int32")),
    "numpy.ZerosLike": lambda ops, d, t: ops.zeros_like(x_of(d, t), **some(d, dtype=lambda: "int32")),
    "numpy.Outer": lambda ops, d, t: ops.outer(x_of(d, t, (3,), dtypes=("float32", "int32", "int8")), x_of(d, t, (2,), dtypes=("float32", "int32", "bool"))),
    "numpy.Pad": lambda ops, d, t: ops.pad(t((4, 3)), *d.pick((((0, 0), (1, 2), (0, 1)), "constant"), (1, "reflect"), (((0, 0), (1, 0), (1, 1)), "symmetric"), ((1, 2), "constant"), (((0, 0), (2, 1), (0, 0)), "constant", 0.5))),
    "numpy.Reshape": lambda ops, d, t: ops.reshape(t((4, 3)), d.pick((-1, 12), (-1, 2, 6), (-1,))),
    "numpy.Repeat": lambda ops, d, t: ops.repeat(t((2, 3)), d.pick(lambda: 2, lambda: 3)(), **some(d, axis=lambda: axis_of(d, 3))) if d.flag() else ops.repeat(t((2, 3)), [1, 2], axis=1),
    "numpy.Roll": lambda ops, d, t: ops.roll(t((4, 3)), *d.pick((1,), (-2,), (1, 1), ((1, -1), (1, 2)))),
    "numpy.Rot90": lambda ops, d, t: ops.rot90(t((4, 4)), **dict({"axes": (1, 2)}, **some(d, k=lambda: d.whole(-1, 5)))) if d.flag() else ops.rot90(t((4, 3)), k=d.pick(1, 3), axes=d.pick((1, 2), (2, 1), (0, 1))),
    "numpy.Round": lambda ops, d, t: ops.round(x_of(d, t, low=-200, high=200), **some(d, decimals=lambda: d.whole(-1, 2))),
    "numpy.SearchSorted": lambda ops, d, t: ops.searchsorted(np.asarray([-1.0, 0.0, 0.5, 1.0], "float32"), t((), "float32", -2, 2), **some(d, side=lambda: d.pick("left", "right"))),
    "numpy.Select": select,
    "numpy.Slogdet": lambda ops, d, t: ops.slogdet(matrices(d, t, ops)),
    "numpy.Sort": lambda ops, d, t: ops.sort(x_of(d, t, (4, 3)), **some(d, axis=lambda: axis_of(d, 3))),
    "numpy.Split": lambda ops, d, t: ops.split(t((4, 6)), *d.pick((2, 1), (3, -1), ([1, 3], 1), ([1, 3, 6], 2), ([-2], 2))),
    "numpy.Squeeze": lambda ops, d, t: ops.squeeze(t((1, 3, 1)), **some(d, axis=lambda: d.pick(1, -1, (1, 3)))),
    "numpy.Stack": lambda ops, d, t: ops.stack([x_of(d, t, (4, 3)) for _ in range(d.whole(1, 3))], **some(d, axis=lambda: axis_of(d, 3))),
    "numpy.Swapaxes": lambda ops, d, t: ops.swapaxes(t((4, 3)), *d.pick((1, 2), (-1, 1), (0, 1))),
    "numpy.Take": lambda ops, d, t: ops.take(t((4, 3)), take_indices(d, t, 2), axis=axis_of(d, 3)) if d.chance(0.7) else ops.take(t((4, 3)), take_indices(d, t, 2)),
    "numpy.TakeAlongAxis": lambda ops, d, t: ops.take_along_axis(t((4, 3)), t((2, 3), d.pick("int32", "int64"), -4, 4), axis=1) if d.flag() else ops.take_along_axis(t((4, 3), batch=3), t((), "int32", 0, 9, batch=2)),
    "numpy.Tensordot": lambda ops, d, t: ops.tensordot(x_of(d, t, (4, 3), dtypes=("float32", "int32")), d.pick(kernel(d, 3, 2), kernel(d, 3, 4)), **{"axes": 1}) if d.flag() else ops.tensordot(t((4, 3)), kernel(d, 3, 4), axes=d.pick([[2, 1], [0, 1]], [[2], [0]])),
    "numpy.Tile": lambda ops, d, t: ops.tile(t((2, 3)), d.pick(2, (1, 2), (1, 2, 2), (2, 1, 1, 2))),
    "numpy.Trace": lambda ops, d, t: ops.trace(x_of(d, t, (4, 3)), axis1=1, axis2=2, **some(d, offset=lambda: d.whole(-1, 1))),
    "numpy.Transpose": lambda ops, d, t: ops.transpose(t((4, 3)), **some(d, axes=lambda: d.pick((0, 2, 1), [2, 0, 1], (1, 0, 2)))),
    "numpy.Trapezoid": lambda ops, d, t: ops.trapezoid(x_of(d, t, (4, 5)), **(some(d, dx=lambda: 0.5, axis=lambda: d.pick(1, -1)) if d.flag() else {"x": d.pick([0.0, 0.5, 1.5, 2.0, 4.0], np.asarray([0.0, 1, 2, 4, 5], "float32"))})),
    "numpy.Tril": lambda ops, d, t: ops.tril(x_of(d, t, (4, 3)), **some(d, k=lambda: d.whole(-2, 2))),
    "numpy.Triu": lambda ops, d, t: ops.triu(x_of(d, t, (4, 3)), **some(d, k=lambda: d.whole(-2, 2))),
    "numpy.Unique": unique,
    "numpy.UnravelIndex": lambda ops, d, t: ops.unravel_index(t(d.pick((), (4,)), d.pick("int32", "int64"), 0, 24), d.pick((2, 3, 4), (6, 4))),
    "numpy.Vander": lambda ops, d, t: ops.vander(x_of(d, t, (), dtypes=("float32", "int32"), batch=3), **some(d, N=lambda: 4, increasing=lambda: d.flag())),
    "numpy.Vdot": lambda ops, d, t: ops.vdot(x_of(d, t, (3,), dtypes=("float32", "int32")), x_of(d, t, (3,), dtypes=("float32", "int32"))),
    "numpy.View": lambda ops, d, t: ops.view(t((4,), "float32", -2, 2, batch=3), dtype=d.pick("int32", "uint8", "int64", "float32")),
    "numpy.Where": lambda ops, d, t: ops.where(x_of(d, t, (4,)) > 0, second(d, t, (4,), -2, 2, ANY), second(d, t, (4,), -2, 2, ANY)),
    "quantizers.FakeQuantWithMinMaxVars": lambda ops, d, t: __import__("keras").src.quantizers.fake_quant_with_min_max_vars(t((4,)), -1.0, 1.5, **some(d, num_bits=lambda: d.pick(4, 8), narrow_range=lambda: d.flag())),
})


class OperationCall(object):
    """One random call as a model: `model`, `tensors`, and the operations that it holds. Fails where this version refuses."""

    def __init__(self, framework, draw, name, call):
        inputs, self.tensors = [], []

        def tensor(shape, dtype="float32", low=None, high=None, batch=None):
            self.tensors.append(Tensor(tuple(shape), dtype, low, high))
            inputs.append(framework.input(self.tensors[-1], batch=batch))
            return inputs[-1]

        result = call(framework.keras.ops, draw, tensor)
        found = [part for part in flatten(result) if isinstance(part, framework.keras.KerasTensor)]
        if not found:
            raise ValueError("no tensor comes out")
        self.model = framework.model(inputs if len(inputs) > 1 else inputs[0], found if len(found) > 1 else found[0])
        self.layers = sorted({module(one) for one in self.model.operations if module(one)})


def module(operation):
    """`numpy.Add`; None of what is a layer."""
    path = type(operation).__module__
    inside = [part for part in (".ops.", ".activations.", ".quantizers.") if part in path]
    return (path.split(".")[-1] if inside else None) and path.split(".")[-1] + "." + type(operation).__name__
