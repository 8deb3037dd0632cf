"""Reads every published model back with real TensorFlow: readback.py OUTPUT

For each saved_model.pb under OUTPUT/models: tf.saved_model.load takes it, it has a signature,
tf.train.load_checkpoint lists and reads every variable, and its fingerprint is the one that TensorFlow computes. Prints the counts and what failed; exits with 1 where something
did or where there is no model at all.
"""
import os
import sys

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("CUDA_VISIBLE_DEVICES", "-1")

import tensorflow as tf  # noqa: E402 (after the settings it reads at import)


def published(output):
    """The directories of the published models."""
    models = os.path.join(output, "models")
    return sorted(parent for parent, _, names in os.walk(models) if "saved_model.pb" in names)


def read_back(directory):
    """Loads one model; returns how many variables its checkpoint gives."""
    tags = {tuple(meta.meta_info_def.tags) for meta in meta_graphs(directory)}
    loaded = tf.saved_model.load(directory, tags=["serve"] if len(tags) > 1 else None)
    if not loaded.signatures:
        raise ValueError("no signatures")
    if os.path.exists(os.path.join(directory, "fingerprint.pb")):
        check_fingerprint(directory)
    if not os.path.exists(os.path.join(directory, "variables", "variables.index")):
        return 0
    reader = tf.train.load_checkpoint(os.path.join(directory, "variables", "variables"))
    shapes = reader.get_variable_to_shape_map()
    for name, shape in shapes.items():
        value = reader.get_tensor(name)
        if list(getattr(value, "shape", ())) != list(shape):
            raise ValueError("%s has shape %s, the index says %s" % (name, value.shape, shape))
    return len(shapes)


def check_fingerprint(directory):
    """Compares fingerprint.pb with what TensorFlow would have written there."""
    from tensorflow.core.protobuf import fingerprint_pb2
    from tensorflow.python.saved_model.pywrap_saved_model import fingerprinting
    computed = fingerprint_pb2.FingerprintDef()
    computed.ParseFromString(fingerprinting.CreateFingerprintDef(directory))
    written = tf.saved_model.experimental.read_fingerprint(directory)
    for name in ("saved_model_checksum", "graph_def_program_hash", "signature_def_hash", "saved_object_graph_hash",
                 "checkpoint_hash"):
        if getattr(written, name) != getattr(computed, name):
            raise ValueError("the %s of fingerprint.pb is %d, TensorFlow computes %d" % (
                name, getattr(written, name), getattr(computed, name)))


def meta_graphs(directory):
    """The MetaGraphs of a SavedModel."""
    from tensorflow.core.protobuf import saved_model_pb2
    proto = saved_model_pb2.SavedModel()
    with open(os.path.join(directory, "saved_model.pb"), "rb") as file:
        proto.ParseFromString(file.read())
    return proto.meta_graphs


def main():
    """Reads all models; returns the exit code."""
    directories, variables, failed = published(sys.argv[1]), 0, 0
    for directory in directories:
        try:
            variables += read_back(directory)
        except Exception as error:  # whatever TensorFlow has against one model must not hide the next
            failed += 1
            print("%s: %s: %s" % (directory, type(error).__name__, str(error).split("\n")[0]))
    print("%d models read back, %d variables, %d failed" % (len(directories) - failed, variables, failed))
    return 1 if failed or not directories else 0


if __name__ == "__main__":
    sys.exit(main())
