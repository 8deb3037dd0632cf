"""The Keras of one environment: its layers by name, whatever the version. Python 2.7 and later."""
import inspect
import os
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import record_golden

# Functions of keras.activations that are none, or need more than a tensor.
NO_ACTIVATIONS = {"get", "serialize", "deserialize", "threshold", "glu", "absolute_import", "division", "print_function",
                  "deserialize_keras_object", "serialize_keras_object", "warnings", "six", "K", "Layer", "get_from_module"}


POLICIES = ["mixed_float16", "mixed_bfloat16", "float16", "float64"]


class Framework(object):
    """`keras` (standalone) or `tf.keras`; `version` is its version as a tuple.

    policy  the precision of all models; without it that of each is drawn
    """

    def __init__(self, name, policy=None):
        if name == "keras":
            import keras
        else:
            import tensorflow
            keras = tensorflow.keras
        self.name, self.keras, self.policy, self.given = name, keras, "float32", policy
        text = getattr(keras, "__version__", None) or tensorflow.__version__  # tf.keras of TF 2.13 to 2.15 has none
        self.legacy = text.endswith("-tf")
        self.version = tuple(int(part) for part in text.split("-")[0].split(".")[:2])
        self.places = [keras.layers]
        for path in (("experimental",), ("experimental", "preprocessing")):
            place = keras.layers
            for part in path:
                place = getattr(place, part, None)
            if place is not None:
                self.places.append(place)
        self.places += [place for place in [getattr(keras.layers, "advanced_activations", None)] if place]
        self.activations = sorted(name for name in dir(keras.activations)
                                  if not name.startswith("_") and name not in NO_ACTIVATIONS
                                  and callable(getattr(keras.activations, name)))

    def classes(self):
        """{name: class} of everything in keras.layers that is a layer; aliases only where their class has that name."""
        found = {}
        for place in self.places:
            for name in dir(place):
                value = getattr(place, name)
                if inspect.isclass(value) and name not in found and name[0].isupper():
                    found[name] = value
        return found

    def has(self, name):
        return any(hasattr(place, name) for place in self.places)

    def layer(self, name, needed, optional=()):
        """The layer `name` with those arguments that this version knows."""
        cls = next(getattr(place, name) for place in self.places if hasattr(place, name))
        arguments = dict(optional)
        arguments.update(needed)
        known = accepted(cls)
        return cls(**{key: value for key, value in arguments.items() if key in known})

    def input(self, tensor, length=None, batch=None):
        """An input; `length` replaces the first size (None for unknown)."""
        shape = tuple(tensor.shape)
        if batch:
            return self.keras.layers.Input(batch_shape=(batch,) + shape, dtype=tensor.dtype)
        return self.keras.layers.Input(shape=shape, dtype=tensor.dtype)

    def model(self, inputs, outputs):
        return self.keras.models.Model(inputs, outputs)

    def precision(self, seed):
        """Sets the policy of the models to come: for one seed in ten half precision, where this version has policies."""
        mixed = getattr(self.keras, "mixed_precision", None)
        random = np.random.RandomState(seed + 1)  # not the stream that draws the model
        wanted = POLICIES[random.randint(len(POLICIES))] if random.randint(10) == 0 else "float32"
        wanted = self.given or wanted
        setter = getattr(mixed, "set_global_policy", None) or getattr(mixed, "set_dtype_policy", None)
        self.policy = wanted if setter else "float32"
        if setter:
            setter(self.policy)

    @property
    def yaml(self):
        """Whether this version writes YAML: Keras up to 2.4, TensorFlow up to 2.5."""
        return self.version < (2, 5)

    def clear(self):
        """Forgets all models, for versions with one graph for everything."""
        backend = getattr(self.keras, "backend", None)
        if hasattr(backend, "clear_session"):
            backend.clear_session()

    @property
    def eager(self):
        """Whether models can be called on arrays."""
        return self.version >= (3, 0) or self.name == "tf.keras" and hasattr(self.keras, "__internal__") or self.name == "tf.keras" and self.version >= (2, 3)


def shape_of(tensor):
    """Static shape without the batch axis."""
    return tuple(record_golden.shape_of(tensor))[1:]


def dtype_of(tensor):
    return record_golden.dtype_name(tensor)


def accepted(cls):
    """Names of the arguments that a class and its bases take, those of every layer left out."""
    names = set()
    for base in cls.__mro__:
        init = base.__dict__.get("__init__")
        if init is None or base is object:
            continue
        for _ in range(4):  # decorators of Keras 2 and TensorFlow
            inner = getattr(init, "_original_function", None) or getattr(init, "__wrapped__", None)
            init = inner or init
        spec = (inspect.getfullargspec if hasattr(inspect, "getfullargspec") else inspect.getargspec)(init)
        names.update(spec.args[1:])
        names.update(getattr(spec, "kwonlyargs", None) or [])
        if (getattr(spec, "varkw", None) or getattr(spec, "keywords", None)) is None:
            break  # takes nothing for its bases
    return names
