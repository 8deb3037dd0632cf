"""A sample of TensorFlow 2.6: tf.keras that still writes HDF5 whatever the name says."""
from common import Sample, fill, make

from tensorflow import keras
from tensorflow.keras import layers


def keyword_spotter(path):
    """model.save("….keras") before TensorFlow 2.12: the name of the new format around the old one."""
    sound = keras.Input((24, 5), name="mfcc")
    x = layers.Conv1D(8, 5, strides=2, padding="same", use_bias=False, name="phones")(sound)
    x = layers.BatchNormalization(name="level")(x)
    x = layers.ReLU(max_value=6.0, name="clip")(x)
    context = layers.GRU(5, return_sequences=True, name="context")
    x = layers.Bidirectional(context, merge_mode="ave", name="both_ways")(x)
    x = layers.GlobalAveragePooling1D(name="whole_clip")(x)
    model = keras.Model(sound, layers.Dense(4, activation="softmax", name="keyword")(x), name="keyword_spotter")
    model.compile("adam", "sparse_categorical_crossentropy")
    fill(model, 261).save(path)


if __name__ == "__main__":
    make([Sample("speech/keyword_spotter.keras", keyword_spotter, [])])
