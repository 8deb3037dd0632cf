#!/usr/bin/env python
# -*- coding: utf-8 -*-
"""Records what a model computes, in the old environment that wrote it.

    record_golden.py model.h5
    record_golden.py model.json --weights weights.h5
    record_golden.py export/1                                  (a SavedModel: every signature)
    record_golden.py frozen.pb --inputs-of x --outputs-of probs (a frozen graph; also PREFIX of a checkpoint)

Writes MODEL.golden.npz: seeded inputs and the outputs that this TensorFlow or Keras gives for them. Salvor
compares the converted model with it. Put the file beside the model, or in the tree given to --goldens.

Keys: inputs/NAME and outputs/NAME with the names of the Keras input and output layers (of the signature, of the
graph's tensors); a signature other than serving_default has signatures/SIGNATURE/inputs/NAME and so on.

Runs on Python 2.7 to 3.13, TensorFlow 1.4 to 2.21, Keras 1.2 to 3, and needs nothing but numpy beside them. Loading
a model runs the code inside it (Lambda layers, custom classes): record only models that you trust.

For a model that must be loaded another way (a pickle, a subclass), import this file:
    import record_golden
    record_golden.save("model.pkl.golden.npz", [record_golden.keras_signature(model)])
"""
from __future__ import division, print_function

import argparse
import collections
import io
import os
import sys
import zipfile

import numpy as np

HDF5_MAGIC = b"\x89HDF\r\n\x1a\n"
DEFAULT_SIGNATURE = "serving_default"
WORDS = [b"harbour", b"rope", b"anchor", b"a", b"the", b"storm", b"7", b"lighthouse"]

# One input: its name, dtype and shape, and where it holds tokens the size of the vocabulary (`limit`).
Input = collections.namedtuple("Input", "name dtype shape limit")
# One callable of a model: its inputs, and `run`: {input name: array} -> {output name: array}.
Signature = collections.namedtuple("Signature", "name inputs run")
# How inputs are made: batch size, other unknown sizes, seed, (low, high) of numbers or None.
Making = collections.namedtuple("Making", "samples unknown seed range")
Making.__new__.__defaults__ = (4, 8, 0, None)


class Refusal(Exception):
    """Something the user can put right; its text says what and how."""


# Inputs

def make_inputs(inputs, making):
    """Seeded values for every input, {name: array}; `making` holds samples, unknown, seed and range."""
    random = np.random.RandomState(making.seed)
    return collections.OrderedDict((one.name, make_input(one, making, random)) for one in inputs)


def make_input(one, making, random):
    """Values for one input: numbers near zero or in the range, small integers, words."""
    if one.shape is None:
        raise Refusal("input %s has no known shape: give its values with --inputs" % one.name)
    shape = [int(size) if size is not None else (making.samples if axis == 0 else making.unknown)
             for axis, size in enumerate(one.shape)]
    if one.limit:
        return padded(random.randint(0, one.limit, size=shape)).astype(one.dtype)
    if one.dtype == "string":
        words = [WORDS[i] for i in random.randint(0, len(WORDS), size=int(np.prod(shape)))]
        return np.asarray(words).reshape(shape)
    kind = np.dtype(one.dtype).kind
    if kind == "f" and making.range:
        return random.uniform(making.range[0], making.range[1], size=shape).astype(one.dtype)
    if kind == "f":
        return random.normal(size=shape).astype(one.dtype)
    if kind == "c":
        return (random.normal(size=shape) + 1j * random.normal(size=shape)).astype(one.dtype)
    if kind == "b":
        return random.randint(0, 2, size=shape).astype(bool)
    if kind in "iu":
        return random.randint(0, 256 if one.dtype == "uint8" else 10, size=shape).astype(one.dtype)
    raise Refusal("input %s is of type %s: give its values with --inputs" % (one.name, one.dtype))


def padded(tokens):
    """Token sequences, every second one padded at its front with zeros as pad_sequences does, for models that mask."""
    if tokens.ndim > 1 and tokens.shape[-1] > 2:
        tokens[1::2, ..., :tokens.shape[-1] // 3] = 0
    return tokens


def read_inputs(path, signature):
    """The values that the npz at `path` holds for `signature`; plain names serve as well as golden keys."""
    prefix = key_prefix(signature.name) + "inputs/"
    with np.load(path) as data:
        found = {one.name: data[key] for one in signature.inputs for key in (prefix + one.name, one.name)
                 if key in data.files}
        missing = [one.name for one in signature.inputs if one.name not in found]
        if missing:
            raise Refusal("%s has no value for %s (keys there: %s)" % (path, ", ".join(missing), ", ".join(data.files)))
    return found


# Keras

def load_keras(path, weights, framework, custom):
    """The Keras model at `path`, loaded by the Keras that wrote it as far as the file says."""
    keras = keras_package(framework, path)
    if is_text(path):
        return load_architecture(keras, path, weights, custom)
    if starts_with(path, HDF5_MAGIC) and not h5_attribute(path, "model_config"):
        raise Refusal("%s holds weights only: record its architecture file, with --weights %s" % (path, path))
    options = {"custom_objects": custom, "compile": False, "safe_mode": False}
    while True:
        try:
            return keras.models.load_model(path, **options)
        except TypeError as error:  # an older Keras that does not know the argument
            unknown = [name for name in options if "'%s'" % name in str(error) and name != "custom_objects"]
            if not unknown:
                raise
            del options[unknown[0]]


def load_architecture(keras, path, weights, custom):
    """A model from its JSON or YAML architecture and a weights file."""
    if not weights:
        raise Refusal("%s is an architecture: name its weights file with --weights" % path)
    with io.open(path, encoding="utf-8") as text:
        source = text.read()
    read = keras.models.model_from_json if source.lstrip().startswith(("{", '"')) else keras.models.model_from_yaml
    model = read(source, custom_objects=custom)
    model.load_weights(weights)
    return model


def keras_package(framework, path):
    """`framework`, or the first Keras there is in the order that suits the file."""
    tensorflow_first = h5_attribute(path, "keras_version").endswith("-tf")
    order = [framework] if framework else ["tf.keras", "keras"] if tensorflow_first else ["keras", "tf.keras"]
    problems = []
    for name in order:
        try:
            if name == "tf.keras":
                import tensorflow
                return tensorflow.keras
            return __import__(name)
        except (ImportError, AttributeError) as error:
            problems.append("%s: %s" % (name, error))
    raise Refusal("no Keras in this Python (%s)" % "; ".join(problems))


def h5_attribute(path, name):
    """A text attribute at the root of an HDF5 file; "" where there is none or the file is another kind."""
    if not starts_with(path, HDF5_MAGIC):
        return ""
    import h5py
    with h5py.File(path, "r") as file:
        text = file.attrs.get(name, "")
    return text.decode("utf-8") if isinstance(text, bytes) else str(text)


def keras_signature(model):
    """The one signature of a Keras model: names of its input and output layers, `predict` as its function."""
    if not getattr(model, "inputs", None):
        raise Refusal("the model has no fixed inputs (a subclassed or unbuilt model): call it once on data, then use "
                      "record_golden.keras_signature from Python, or export it as a SavedModel and record that")
    names = input_names(model)
    limits = embedding_limits(model)
    inputs = []
    for name, tensor in zip(names, model.inputs):
        dtype = dtype_name(tensor)
        limit = limits.get(name) or (limits.get(None) if dtype.startswith(("int", "uint")) else None)
        inputs.append(Input(name, dtype, shape_of(tensor), limit))

    def run(feeds):
        if getattr(model, "stateful", False):
            model.reset_states()
        given = [feeds[name] for name in names]
        keys = getattr(model, "_inputs_struct", None)  # Keras 3: a model built on a dict of inputs
        if isinstance(keys, dict):
            given = {key: feeds[tensor.name] for key, tensor in keys.items()}
        elif len(given) == 1:
            given = given[0]
        found = model.predict(given, batch_size=max(1, len(feeds[names[0]])), verbose=0)
        return named(output_names(model), found)

    return Signature(DEFAULT_SIGNATURE, inputs, run)


def input_names(model):
    """The names of the input layers."""
    names = getattr(model, "input_names", None)
    return unique(names or [tensor.name.split(":")[0] for tensor in model.inputs])


def output_names(model):
    """The names of the output layers; a layer with several outputs comes as name, name_1."""
    names = getattr(model, "output_names", None) or getattr(getattr(model, "_functional", None), "output_names", None)
    return unique(names or [model.layers[-1].name])


def unique(names):
    """The names with _1, _2… after those that came before."""
    seen, result = collections.Counter(), []
    for name in names:
        result.append("%s_%d" % (name, seen[name]) if seen[name] else str(name))
        seen[name] += 1
    return result


def named(names, values):
    """{name: array} of what predict gave: one array, a list or a dict."""
    if isinstance(values, dict):
        return collections.OrderedDict(values)
    values = list(values) if isinstance(values, (list, tuple)) else [values]
    if len(values) != len(names):
        raise Refusal("the model names %d outputs (%s) but gives %d" % (len(names), ", ".join(names), len(values)))
    return collections.OrderedDict(zip(names, values))


def embedding_limits(model):
    """{input name: size of the smallest vocabulary it is looked up in}; None holds the smallest of all."""
    limits = {}
    try:
        note_embeddings(model.get_config(), input_names(model), limits)
    except NotImplementedError:  # a custom layer without a config: the inputs are then made without limits
        pass
    return limits


def note_embeddings(config, inputs, limits):
    """Walks a model's config; returns the smallest vocabulary that its own inputs reach, None for none."""
    layers = config.get("layers", []) if isinstance(config, dict) else config
    reached = []
    for position, layer in enumerate(layers):
        inner = layer["config"]
        size = inner.get("input_dim") if layer["class_name"] == "Embedding" else None
        below = [size] if size else [note_embeddings(part, [], limits) for part in sub_models(inner)]
        sizes = [found for found in below if found]
        if not sizes:
            continue
        size = min(sizes)
        limits[None] = min(size, limits.get(None, size))
        feeding = texts(layer.get("inbound_nodes"))
        first = position == 0 or layers[position - 1]["class_name"] == "InputLayer"
        for name in inputs:
            if name in feeding or (not feeding and first and len(inputs) == 1):
                limits[name] = min(size, limits.get(name, size))
        reached.append(size)
    return min(reached) if reached else None


def sub_models(config):
    """The configs of models nested in a layer's config, wrappers and merged branches too."""
    if isinstance(config, list):  # a Sequential before Keras 2.2.3
        return [config]
    if isinstance(config.get("layers"), list):
        return [config]
    return [[config["layer"]]] if isinstance(config.get("layer"), dict) else []


def texts(node):
    """All strings in nested lists and dicts."""
    if isinstance(node, dict):
        node = list(node.values())
    if isinstance(node, (list, tuple)):
        return set().union(*[texts(part) for part in node]) if node else set()
    return {str(node)} if isinstance(node, type(u"")) or isinstance(node, str) else set()


def shape_of(tensor):
    """The static shape of a Keras or graph tensor: a tuple with None, or None where nothing is known."""
    shape = getattr(tensor, "_keras_shape", None)
    shape = tensor.shape if shape is None else shape
    if hasattr(shape, "as_list"):
        return None if shape.ndims is None else tuple(shape.as_list())
    return tuple(shape)


def dtype_name(tensor):
    """float32, int64, string…"""
    dtype = tensor.dtype
    return str(getattr(dtype, "name", dtype)).replace("_ref", "")


# Graphs: SavedModel, frozen GraphDef, MetaGraph with a checkpoint

def v1():
    """TensorFlow with its version 1 names, whatever the version."""
    import tensorflow
    return getattr(getattr(tensorflow, "compat", None), "v1", tensorflow)


def saved_model_signatures(path, tags):
    """Every signature of a SavedModel, run in one session."""
    tf = v1()
    session = tf.Session(graph=tf.Graph())
    with session.graph.as_default():
        meta = tf.saved_model.loader.load(session, choose_tags(path, tags), path)
    names = sorted(name for name in meta.signature_def if not name.startswith("__"))
    if not names:
        raise Refusal("%s has no signature: there is nothing to call" % path)
    return [graph_signature(session, name, infos(meta.signature_def[name].inputs, name),
                            infos(meta.signature_def[name].outputs, name)) for name in names]


def choose_tags(path, wanted):
    """The tag set to load: `wanted`, else the only one, else {serve}."""
    sets = tag_sets(path)
    tags = set(wanted.split(",")) - {""} if wanted is not None else sets[0] if len(sets) == 1 else {"serve"}
    if tags not in sets:
        raise Refusal("no MetaGraph with the tags {%s} in %s; there are: %s (choose with --tags)" % (
            ", ".join(sorted(tags)), path, "; ".join("{%s}" % ", ".join(sorted(one)) for one in sets)))
    return sorted(tags)


def tag_sets(path):
    """The tag sets of the MetaGraphs of a SavedModel."""
    from google.protobuf import text_format
    from tensorflow.core.protobuf import saved_model_pb2
    proto = saved_model_pb2.SavedModel()
    binary = os.path.join(path, "saved_model.pb")
    if os.path.exists(binary):
        with open(binary, "rb") as file:
            proto.ParseFromString(file.read())
    else:
        with io.open(binary + "txt", encoding="utf-8") as file:
            text_format.Merge(file.read(), proto)
    return [set(meta.meta_info_def.tags) for meta in proto.meta_graphs]


def infos(tensors, signature):
    """{name: tensor name} of one side of a signature."""
    for name, info in tensors.items():
        if info.WhichOneof("encoding") != "name":
            raise Refusal("%s of signature %s is sparse or composite: record it from Python" % (name, signature))
    return {name: info.name for name, info in tensors.items()}


def frozen_signature(path, feeds, fetches):
    """The graph of a frozen GraphDef, binary or text."""
    from google.protobuf import text_format
    tf = v1()
    graph_def = tf.GraphDef()
    with open(path, "rb") as file:
        content = file.read()
    if path.endswith("txt"):
        text_format.Merge(content.decode("utf-8"), graph_def)
    else:
        graph_def.ParseFromString(content)
    session = tf.Session(graph=tf.Graph())
    with session.graph.as_default():
        tf.import_graph_def(graph_def, name="")
    return bare_signature(session, feeds, fetches)


def checkpoint_signature(prefix, feeds, fetches):
    """The graph of PREFIX.meta with the variables of the checkpoint PREFIX."""
    tf = v1()
    session = tf.Session(graph=tf.Graph())
    with session.graph.as_default():
        tf.train.import_meta_graph(prefix + ".meta", clear_devices=True).restore(session, prefix)
    return bare_signature(session, feeds, fetches)


def bare_signature(session, feeds, fetches):
    """The signature of a graph that names none: its placeholders and its ends, unless the user names them."""
    operations = session.graph.get_operations()
    feeds = feeds or [op.name for op in operations if op.type == "Placeholder"]
    fetches = fetches or [op.name for op in operations if op.outputs and op.type not in ("Placeholder", "Const")
                          and not any(tensor.consumers() for tensor in op.outputs)]
    return graph_signature(session, DEFAULT_SIGNATURE, tensor_names(session, feeds), tensor_names(session, fetches))


def tensor_names(session, names):
    """{name as it stands in a golden: full tensor name}; output 0 goes without its `:0`."""
    full = [name if ":" in name else name + ":0" for name in names]
    known = set(tensor.name for op in session.graph.get_operations() for tensor in op.outputs)
    for name in full:
        if name not in known:
            raise Refusal("the graph has no tensor %s" % name)
    return {name[:-2] if name.endswith(":0") else name: name for name in full}


def graph_signature(session, name, feeds, fetches):
    """One signature over a session's graph."""
    tensors = {key: session.graph.get_tensor_by_name(tensor) for key, tensor in feeds.items()}
    inputs = [Input(key, dtype_name(tensors[key]), shape_of(tensors[key]), None) for key in sorted(tensors)]

    def run(values):
        return session.run(fetches, {tensors[key]: values[key] for key in tensors})

    return Signature(name, inputs, run)


# Goldens

def record(signature, values):
    """{golden key: array} of one signature run on `values`; refuses a model that does not repeat itself."""
    outputs = plain(signature.run(values))
    again = plain(signature.run(values))
    for name in outputs:
        if differs(again[name], outputs[name], 1e-4, 1e-5):
            raise Refusal("output %s differs from run to run (random operations or kept state): a golden would never "
                          "match it" % name)
    prefix = key_prefix(signature.name)
    keyed = [(prefix + "inputs/" + name, value) for name, value in plain(values).items()]
    keyed += [(prefix + "outputs/" + name, value) for name, value in outputs.items()]
    return collections.OrderedDict(sorted(keyed))


def key_prefix(signature):
    """What stands before inputs/ and outputs/ in the keys of `signature`."""
    return "" if signature == DEFAULT_SIGNATURE else "signatures/%s/" % signature


def plain(arrays):
    """Arrays in types that any numpy reads without pickle: strings as fixed-width bytes, bfloat16 as float32."""
    result = collections.OrderedDict()
    for name in sorted(arrays):
        value = np.asarray(arrays[name])
        if value.dtype.kind in "OU":
            flat = [one if isinstance(one, bytes) else one.encode("utf-8") for one in value.ravel()]
            value = np.asarray(flat, dtype="S" if flat else "S1").reshape(value.shape)
        elif value.dtype.kind == "V" or value.dtype.name == "bfloat16":
            value = value.astype(np.float32)
        result[name] = value
    return result


def differs(actual, expected, rtol, atol):
    """Whether two arrays differ beyond the tolerance (at all, where they are not floating)."""
    if actual.shape != expected.shape:
        return True
    if expected.dtype.kind not in "fc":
        return not np.array_equal(actual, expected)
    return not np.allclose(actual, expected, rtol=rtol, atol=atol, equal_nan=True)


def save(path, signatures, inputs=None, **making):
    """Records all `signatures` and writes the golden at `path`; returns its arrays.

    inputs  npz with the inputs; without it they are made: samples=4, unknown=8, seed=0, range=None
    """
    arrays = collections.OrderedDict()
    for signature in signatures:
        values = read_inputs(inputs, signature) if inputs else make_inputs(signature.inputs, Making(**making))
        arrays.update(record(signature, values))
    write_npz(path, arrays)
    return arrays


def write_npz(path, arrays):
    """Writes an npz whose bytes depend on the arrays alone (np.savez stores the time)."""
    directory = os.path.dirname(path)
    if directory and not os.path.isdir(directory):
        os.makedirs(directory)
    with zipfile.ZipFile(path, "w") as archive:
        for key, value in arrays.items():
            content = io.BytesIO()
            np.lib.format.write_array(content, np.asarray(value, order="C"), allow_pickle=False)
            entry = zipfile.ZipInfo(key + ".npy", date_time=(1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content.getvalue())


def check(path, signatures, rtol, atol):
    """What of the golden at `path` this environment does not reproduce, as lines of text."""
    with np.load(path) as golden:
        wanted = {key: golden[key] for key in golden.files}
    got = {}
    for signature in signatures:
        if any(key.startswith(key_prefix(signature.name) + "outputs/") for key in wanted):
            got.update(record(signature, read_inputs(path, signature)))
    lines = ["%s: only in the %s" % (key, "model" if key in got else "golden") for key in set(got) ^ set(wanted)]
    lines += ["%s: differs" % key for key in set(got) & set(wanted) if differs(got[key], wanted[key], rtol, atol)]
    return sorted(lines)


# Command line

def is_text(path):
    """Whether a file is an architecture in JSON or YAML."""
    return path.lower().endswith((".json", ".yaml", ".yml"))


def starts_with(path, magic):
    """Whether a file begins with `magic`."""
    with open(path, "rb") as file:
        return file.read(len(magic)) == magic


def signatures_of(args):
    """The signatures of the model that the command line names, loaded by its kind."""
    path = args.model.rstrip("/")
    if os.path.isdir(path):
        if not any(os.path.exists(os.path.join(path, name)) for name in ("saved_model.pb", "saved_model.pbtxt")):
            raise Refusal("%s is a directory without saved_model.pb" % path)
        return saved_model_signatures(path, args.tags)
    if os.path.exists(path + ".meta"):
        return [checkpoint_signature(path, args.inputs_of, args.outputs_of)]
    if not os.path.exists(path):
        raise Refusal("there is no %s (a checkpoint is named by its prefix and needs its .meta)" % path)
    if os.path.getsize(path) == 0:
        raise Refusal("%s is empty" % path)
    if path.endswith((".pb", ".pbtxt")) and not starts_with(path, HDF5_MAGIC):
        return [frozen_signature(path, args.inputs_of, args.outputs_of)]
    return [keras_signature(load_keras(path, args.weights, args.framework, custom_objects(args.custom)))]


def load(args):
    """The signatures; what a framework raises at a file that it cannot load comes as one sentence."""
    try:
        return signatures_of(args)
    except (Refusal, MemoryError):
        raise
    except Exception as error:
        hint = " (the code of custom layers comes with --custom FILE.py)" if "nknown" in str(error) else ""
        raise Refusal("%s cannot be loaded here: %s: %s%s" % (args.model, type(error).__name__, first_line(error), hint))


def first_line(error):
    """The first line of an error's text that says something."""
    return next((line.strip() for line in str(error).splitlines() if line.strip()), "no message")


def custom_objects(path):
    """Everything that the Python file `path` defines at its top, by name."""
    if not path:
        return None
    names = {"__name__": "custom", "__file__": path}
    with open(path) as source:
        exec(compile(source.read(), path, "exec"), names)
    return {name: value for name, value in names.items() if not name.startswith("_")}


def parse(arguments):
    """The command line."""
    parser = argparse.ArgumentParser(prog="record_golden.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", help="an .h5, .keras, JSON or YAML file, a SavedModel directory, a frozen .pb or "
                                      ".pbtxt, or the prefix of a checkpoint")
    parser.add_argument("--output", help="the golden to write (default MODEL.golden.npz)")
    parser.add_argument("--samples", type=int, default=4, help="size of an unknown batch (default 4)")
    parser.add_argument("--unknown", type=int, default=8, help="size of other unknown dimensions (default 8)")
    parser.add_argument("--seed", type=int, default=0, help="seed of the made inputs (default 0)")
    parser.add_argument("--range", type=float, nargs=2, metavar=("LOW", "HIGH"),
                        help="range of made numbers, 0 255 for images say (default: normal around 0)")
    parser.add_argument("--inputs", help="npz with your own inputs: keys NAME or inputs/NAME")
    parser.add_argument("--weights", help="weights file of an architecture")
    parser.add_argument("--framework", choices=["keras", "tf.keras", "tf_keras"], help="the Keras that loads the file")
    parser.add_argument("--custom", metavar="FILE.py", help="Python file that defines the model's custom objects")
    parser.add_argument("--tags", help="comma-separated tag set of a SavedModel (default serve)")
    parser.add_argument("--inputs-of", nargs="+", metavar="TENSOR", help="inputs of a frozen graph or checkpoint "
                                                                         "(default: placeholders)")
    parser.add_argument("--outputs-of", nargs="+", metavar="TENSOR", help="outputs of a frozen graph or checkpoint "
                                                                          "(default: what nothing consumes)")
    parser.add_argument("--check", metavar="GOLDEN", help="write nothing: run the model again on the golden's inputs "
                                                          "and say what differs (exit code 1)")
    return parser.parse_args(arguments)


def main(arguments=None):
    """Records or checks one golden; returns the exit code."""
    args = parse(arguments)
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
    try:
        signatures = load(args)
        if args.check:
            lines = check(args.check, signatures, 1e-4, 1e-5)
            print("\n".join(lines) or "%s is reproduced" % args.check)
            return 1 if lines else 0
        output = args.output or args.model.rstrip("/") + ".golden.npz"
        arrays = save(output, signatures, args.inputs, samples=args.samples, unknown=args.unknown, seed=args.seed,
                      range=args.range)
    except Refusal as refusal:
        print("record_golden.py: %s" % refusal, file=sys.stderr)
        return 2
    print("wrote %s" % output)
    for key, value in arrays.items():
        print("  %-40s %-8s %s" % (key, value.dtype, list(value.shape)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
