package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.pickle.PickleValues;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * How Keras models of every generation pickle themselves (reduce methods of keras/engine/network.py
 * 2.2.3–2.3.1, keras/engine/training.py 2.7–2.15, keras/src/saving/keras_saveable.py 3.3 on), the
 * recipes people used before, and the objects found around and inside such models.
 */
final class KerasTable {
  /** Modules that have held Sequential, Model and Functional. */
  private static final List<String> MODEL_MODULES =
      List.of(
          "keras.models",
          "keras.engine.sequential",
          "keras.engine.training",
          "keras.engine.functional",
          "keras.src.engine.sequential",
          "keras.src.engine.training",
          "keras.src.engine.functional",
          "tf_keras.src.engine.sequential",
          "tf_keras.src.engine.training",
          "tf_keras.src.engine.functional",
          "tensorflow.python.keras.models",
          "tensorflow.python.keras.engine.sequential",
          "tensorflow.python.keras.engine.training",
          "tensorflow.python.keras.engine.functional",
          "tensorflow.python.keras._impl.keras.models",
          "tensorflow.python.keras._impl.keras.engine.training",
          "tensorflow.python.keras._impl.keras.engine.sequential");

  private static final List<String> MODEL_CLASSES = List.of("Sequential", "Model", "Functional");

  private static final List<String> WRAPPER_MODULES =
      List.of(
          "keras.wrappers.scikit_learn",
          "keras.src.wrappers.scikit_learn",
          "tensorflow.python.keras.wrappers.scikit_learn",
          "tensorflow.python.keras._impl.keras.wrappers.scikit_learn",
          "scikeras.wrappers");
  private static final List<String> WRAPPER_CLASSES =
      List.of("KerasClassifier", "KerasRegressor", "BaseWrapper");

  private KerasTable() {}

  static void fill(BiConsumer<String, Allowed> table) {
    for (String module : MODEL_MODULES) {
      for (String name : MODEL_CLASSES) {
        table.accept(module + " " + name, Allowed.instance(Family.MODEL, KerasTable::modelState));
      }
    }
    for (String qualified : KerasUnpickler.CLASSES) {
      int dot = qualified.lastIndexOf('.');
      table.accept(
          qualified.substring(0, dot) + " " + qualified.substring(dot + 1),
          Allowed.instance(Family.MODEL, KerasTable::modelState));
    }
    KerasUnpickler.fill(table);
    table.accept("_io BytesIO", Allowed.instance(Family.DATA, KerasTable::bytesIo));
    for (String keras : List.of("keras", "keras.src", "tf_keras", "tf_keras.src")) {
      table.accept(
          keras + ".saving.pickle_utils deserialize_model_from_bytecode",
          Allowed.function(Family.MODEL, Shapes.args(KerasTable::modelBytes)));
    }
    table.accept(
        "scikeras._saving_utils unpack_keras_model",
        Allowed.function(
            Family.MODEL,
            Shapes.args(KerasTable::modelBytes)
                .or(Shapes.args(KerasTable::modelBytes, KerasTable::arraysOrNone))));
    table.accept(
        "scikeras._utils unpack_keras_model", Allowed.function(Family.MODEL, KerasTable::unpack));
    table.accept("__main__ unpack", Allowed.function(Family.MODEL, KerasTable::unpack));

    for (String module : WRAPPER_MODULES) {
      for (String name : WRAPPER_CLASSES) {
        table.accept(module + " " + name, Allowed.instance(Family.WRAPPER, Shapes::attributes));
      }
    }
    for (String name :
        List.of("ClassifierLabelEncoder", "RegressorTargetEncoder", "TargetReshaper")) {
      table.accept(
          "scikeras.utils.transformers " + name,
          Allowed.instance(Family.WRAPPER, Shapes::attributes));
    }
    configuration(table);
    training(table);
  }

  private static void configuration(BiConsumer<String, Allowed> table) {
    for (String module :
        List.of(
            "tensorflow.python.keras.utils.generic_utils",
            "keras.utils.generic_utils",
            "keras.saving.legacy.serialization",
            "keras.src.saving.legacy.serialization",
            "tf_keras.src.saving.legacy.serialization")) {
      table.accept(
          module + " SharedObjectConfig",
          Allowed.instance(Family.CONFIG, KerasTable::sharedObject).withItems());
    }
    for (String module :
        List.of(
            "tensorflow.python.training.tracking.data_structures",
            "tensorflow.python.trackable.data_structures",
            "tensorflow.python.training.checkpointable.data_structures")) {
      table.accept(
          module + " ListWrapper", Allowed.function(Family.CONFIG, Shapes.args(Shapes::list)));
      table.accept(
          module + " _DictWrapper", Allowed.function(Family.CONFIG, Shapes.args(Shapes::dict)));
    }
  }

  private static void training(BiConsumer<String, Allowed> table) {
    for (String module :
        List.of(
            "keras.callbacks",
            "keras.callbacks.callbacks",
            "keras.src.callbacks",
            "keras.src.callbacks.history",
            "tf_keras.src.callbacks",
            "tensorflow.python.keras.callbacks",
            "tensorflow.python.keras._impl.keras.callbacks")) {
      table.accept(module + " History", Allowed.instance(Family.TRAINING, Shapes::attributes));
    }
    for (String module :
        List.of(
            "keras.preprocessing.text",
            "keras.src.preprocessing.text",
            "keras.src.legacy.preprocessing.text",
            "tf_keras.src.preprocessing.text",
            "keras_preprocessing.text",
            "tensorflow.python.keras.preprocessing.text",
            "tensorflow.python.keras._impl.keras.preprocessing.text")) {
      table.accept(module + " Tokenizer", Allowed.instance(Family.TOKENIZER, Shapes::attributes));
    }
  }

  /**
   * An HDF5 file as {@code model_str}, the tree of dictionaries that Keras 2.2.3 to 2.3 write, or
   * an architecture with its weights: what the recipes of the time let {@code __getstate__} return.
   */
  static boolean modelState(PickleNode state) {
    return SideBySide.alone(state)
        || (state instanceof DictNode dict
            && ((dict.size() == 1 && dict.value("model_str").filter(Shapes::bytes).isPresent())
                || (dict.value("_is_group").isPresent()
                    && dict.value("model_weights").isPresent())));
  }

  /** The state of a stream over bytes: {@code (bytes, position, None)}. */
  private static boolean bytesIo(PickleNode state) {
    return state instanceof Tuple tuple
        && tuple.items().size() == 3
        && Shapes.bytes(tuple.items().get(0))
        && Shapes.integer(tuple.items().get(1))
        && (Shapes.none(tuple.items().get(2))
            || (tuple.items().get(2) instanceof DictNode dict && dict.size() == 0));
  }

  /** A file as bytes, or as an array of bytes. */
  private static boolean modelBytes(PickleNode node) {
    return Shapes.bytes(node)
        || (node instanceof CallNode call
            && !call.arguments().isEmpty()
            && call.arguments().get(0) instanceof PickleNode.OutOfBand)
        || NumpyArray.of(node)
            .filter(array -> array.dtype().kind() == 'u' && array.dtype().itemSize() == 1)
            .isPresent();
  }

  private static boolean arraysOrNone(PickleNode node) {
    return Shapes.none(node)
        || PickleValues.sequence(node)
            .filter(items -> items.stream().allMatch(item -> NumpyArray.of(item).isPresent()))
            .isPresent();
  }

  /** {@code ({class_name, config}, training_config, [array, …])}. */
  private static boolean unpack(CallNode call) {
    return Shapes.args(
            architecture ->
                architecture instanceof DictNode dict
                    && dict.value("class_name").isPresent()
                    && dict.value("config").isPresent(),
            training -> training == Constant.NONE || Shapes.dict(training),
            weights ->
                PickleValues.sequence(weights)
                    .filter(
                        items -> items.stream().allMatch(item -> NumpyArray.of(item).isPresent()))
                    .isPresent())
        .test(call);
  }

  private static boolean sharedObject(PickleNode state) {
    return state instanceof DictNode dict
        && dict.keys().stream()
            .allMatch(
                key ->
                    PickleValues.text(key, 64)
                        .filter(Set.of("ref_count", "object_id")::contains)
                        .isPresent())
        && dict.values().stream().allMatch(Shapes::integer);
  }
}
