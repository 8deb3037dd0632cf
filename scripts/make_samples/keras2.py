"""Samples of 2019: standalone Keras 2.3.1 on TensorFlow 1.15."""
import os
import pickle
import sys
import zipfile

from common import TWIN, Sample, fill, make

from keras import backend as K
from keras import layers
from keras.engine.topology import Layer
from keras.models import Model, Sequential

MEMBER = "churn/model_final_v2.h5"


def churn_network(name, seed):
    """A small Sequential with batch normalization."""
    model = Sequential([
        layers.Dense(10, input_dim=8, kernel_initializer="he_uniform", name="usage"),
        layers.BatchNormalization(epsilon=1e-2, name="scaled"),
        layers.LeakyReLU(alpha=0.15, name="leak"),
        layers.Dropout(0.25, name="drop"),
        layers.Dense(3, activation="softmax", name="segment"),
    ], name=name)
    model.compile("adam", "categorical_crossentropy", metrics=["accuracy"])
    return fill(model, seed)


def churn_2019(path):
    """HDF5 under a name without an extension."""
    churn_network("churn", 193).save(path)


def demand(path):
    """Architecture and weights apart, as Keras tutorials taught: model.json, model_weights.h5."""
    model = Sequential([
        layers.Conv1D(6, 3, padding="causal", dilation_rate=2, activation="relu", input_shape=(12, 3), name="past"),
        layers.GRU(5, name="trend"),
        layers.Dense(2, name="next_week"),
    ], name="demand")
    fill(model, 194)
    with open(path, "w") as out:
        out.write(model.to_json())
    model.save_weights(path.replace(".json", "_weights.h5"))


def steering(path):
    """A Lambda that is plain arithmetic: Salvor reads it without running it."""
    model = Sequential([
        layers.Lambda(lambda x: x / 127.5 - 1.0, input_shape=(10, 16, 3), name="to_unit"),
        layers.Cropping2D(((2, 1), (0, 0)), name="road_only"),
        layers.Conv2D(4, 5, strides=2, activation="elu", name="lanes"),
        layers.Flatten(name="flat"),
        layers.Dense(1, name="angle"),
    ])
    model.compile("adam", "mse")
    fill(model, 195).save(path)


def tuned_scale(path):
    """A Lambda whose function asks the machine it runs on: nothing can say what it computes elsewhere."""
    def site_scale(x):
        import os as system
        return x * float(system.environ.get("SITE_SCALE", "1.0"))

    model = Sequential([layers.Dense(6, input_dim=5, activation="relu", name="sensors"),
                        layers.Lambda(site_scale, name="site_scale"),
                        layers.Dense(1, name="alarm")])
    fill(model, 196).save(path)


class ContextPooling(Layer):
    """A layer of somebody's own: a weighted mean over time."""

    def build(self, input_shape):
        self.context = self.add_weight(name="context", shape=(input_shape[-1], 1), initializer="uniform")
        super(ContextPooling, self).build(input_shape)

    def call(self, inputs):
        return K.sum(inputs * K.softmax(K.dot(inputs, self.context), axis=1), axis=1)

    def compute_output_shape(self, input_shape):
        return input_shape[0], input_shape[-1]


def review_stars(path):
    """Healthy and safe, but its custom layer's code is not in the file."""
    model = Sequential([layers.Embedding(60, 6, input_length=9), ContextPooling(name="context_pooling"),
                        layers.Dense(5, activation="softmax", name="stars")])
    fill(model, 197).save(path)


def backbone(path):
    """save_weights of a training script: no architecture anywhere."""
    churn_network("backbone", 198).save_weights(path)


def pickled_churn(path, twin):
    """pickle.dump(model) in a notebook; only this one version of Keras reads it back."""
    model = churn_network("churn_notebook", 199)
    model.save(twin)
    with open(path, "wb") as out:
        pickle.dump(model, out, protocol=2)


def handover(path, twin):
    """A healthy HDF5 file in a zip, under a folder."""
    churn_network("churn_final", 190).save(twin)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, open(twin, "rb") as model:
        archive.writestr(zipfile.ZipInfo(MEMBER, (2019, 8, 30, 17, 5, 0)), model.read())


def main():
    """Makes every sample of this environment."""
    make([
        Sample("churn/churn_2019", churn_2019, []),
        Sample("demand/model.json", demand, ["--weights", weights_beside("demand/model.json")]),
        Sample("vision/2019/steering.h5", steering, ["--range", "0", "255"]),
        Sample("sensors/tuned_scale.h5", tuned_scale),
        Sample("text/review_stars.h5", review_stars),
        Sample("vision/2019/checkpoints/weights.07-0.31.hdf5", backbone),
        Sample("notebooks/churn_clf.pkl", pickled_churn, TWIN),
        Sample("handover/2019_backup.zip", handover, TWIN, "!/" + MEMBER),
    ])


def weights_beside(architecture):
    """The path of the weights file that lies beside an architecture of the store."""
    return os.path.join(sys.argv[1], architecture.replace(".json", "_weights.h5"))


if __name__ == "__main__":
    main()
