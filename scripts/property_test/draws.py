"""Random choices, seeded, and what is known of the tensor that a layer is given. Python 2.7 and later."""
import collections

import numpy as np

# A tensor without its batch axis: its shape, its dtype, and where values have a range [low, high), that.
Tensor = collections.namedtuple("Tensor", "shape dtype low high")
Tensor.__new__.__defaults__ = ("float32", None, None)


class Draw(object):
    """A seeded source of arguments; `activations` are the names this version knows."""

    def __init__(self, seed, activations=("relu", "tanh")):
        self.random = np.random.RandomState(seed)
        self.activations = list(activations)

    def pick(self, *options):
        return options[self.random.randint(len(options))]

    def chance(self, share):
        return self.random.uniform() < share

    def flag(self):
        return self.chance(0.5)

    def whole(self, low, high):
        """An integer of [low, high]."""
        return int(self.random.randint(low, high + 1))

    def number(self, low, high):
        return round(float(self.random.uniform(low, high)), 3)

    def activation(self):
        return self.pick(*self.activations)

    def sizes(self, rank, low, high):
        """A size for every axis: one number for all or a tuple."""
        return self.whole(low, high) if self.flag() else tuple(self.whole(low, high) for _ in range(rank))

    def some(self, arguments, share=0.5):
        """Some of the optional arguments, in order of their names so that a seed is one model everywhere."""
        return {name: arguments[name] for name in sorted(arguments) if self.chance(share)}
