"""Samples of the graph age, TensorFlow 1.15: frozen graphs, SavedModels, a training checkpoint."""
import os

from common import Sample, make

import numpy as np
import tensorflow.compat.v1 as tf


def in_graph(seed):
    """Runs build(session, random, path) in a fresh graph."""
    def decorate(build):
        def write(path):
            with tf.Graph().as_default(), tf.Session() as session:
                tf.set_random_seed(seed)
                build(session, np.random.RandomState(seed), path)
        return write
    return decorate


def weight(random, name, *shape):
    """A trained-looking variable."""
    return tf.get_variable(name, initializer=random.normal(scale=0.5, size=shape).astype("float32"))


def dense(random, name, inputs, size):
    """inputs · kernel + bias."""
    kernel = weight(random, name + "/kernel", int(inputs.shape[-1]), size)
    return tf.nn.bias_add(tf.matmul(inputs, kernel), weight(random, name + "/bias", size))


def freeze(session, outputs, path):
    """Writes the graph that `outputs` need, variables as constants; as text where the name says so."""
    session.run(tf.global_variables_initializer())
    frozen = tf.graph_util.convert_variables_to_constants(session, session.graph_def, outputs)
    tf.train.write_graph(frozen, os.path.dirname(path), os.path.basename(path), as_text=path.endswith(".pbtxt"))


@in_graph(151)
def gesture(session, random, path):
    """A frozen classifier with two ends that a user may want: the probabilities and the class."""
    frames = tf.placeholder(tf.float32, [None, 12, 6], name="frames")
    motion = tf.nn.relu(tf.nn.conv1d(frames, weight(random, "motion", 3, 6, 8), 2, "SAME"))
    motion = tf.reduce_mean(motion, axis=1)
    logits = dense(random, "head", motion, 5)
    tf.nn.softmax(logits, name="gesture_probs")
    tf.argmax(logits, axis=1, name="gesture_id")
    freeze(session, ["gesture_probs", "gesture_id"], path)


@in_graph(154)
def audit_logger(session, random, path):
    """A SavedModel that writes a file at every call."""
    amounts = tf.placeholder(tf.float32, [None, 3], name="amounts")
    total = tf.reduce_sum(dense(random, "rates", amounts, 2), axis=1)
    log = tf.write_file("audit/last_total.txt", tf.as_string(tf.reduce_max(total)))
    with tf.control_dependencies([log]):
        total = tf.identity(total)
    session.run(tf.global_variables_initializer())
    tf.saved_model.simple_save(session, path, {"amounts": amounts}, {"total": total})


@in_graph(155)
def anomaly(session, random, path):
    """A training directory: MetaGraph with gradients and Adam's slots, checkpoint of step 500."""
    sensors = tf.placeholder(tf.float32, [None, 10], name="sensors")
    fault = tf.placeholder(tf.float32, [None, 1], name="fault")
    logit = dense(random, "judge", tf.tanh(dense(random, "encoder", sensors, 4)), 1)
    tf.sigmoid(logit, name="fault_probability")
    loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=fault, logits=logit), name="loss")
    step = tf.train.get_or_create_global_step()
    train = tf.train.AdamOptimizer(0.01).minimize(loss, global_step=step)
    session.run(tf.global_variables_initializer())
    for _ in range(3):
        session.run(train, {sensors: random.normal(size=(16, 10)), fault: random.randint(0, 2, size=(16, 1))})
    session.run(step.assign(500))
    directory, prefix = os.path.split(path)
    tf.train.Saver().save(session, os.path.join(directory, prefix.rsplit("-", 1)[0]), global_step=500)
    os.remove(os.path.join(directory, "checkpoint"))  # names the directory it was written in


if __name__ == "__main__":
    make([
        Sample("devices/gesture.pb", gesture, []),
        Sample("serving/audit_logger/1", audit_logger),
        Sample("training/anomaly/model.ckpt-500", anomaly,
               ["--inputs-of", "sensors", "--outputs-of", "fault_probability"]),
    ])
