package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.PickleNode;
import dev.salvor.inspect.pickle.estimator.Classes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Who pickles a model this way, and what other versions answer when they load it: the messages of
 * TensorFlow 1.12 to 2.21, as each of them gave it for pickles of the others.
 *
 * @param writer for a sentence: "as written by …"
 * @param elsewhere what is seen where it is loaded
 */
record Origin(String writer, String elsewhere) {
  private static final String MISSING = "ModuleNotFoundError: No module named ";

  /**
   * How an origin is known.
   *
   * @param names what the pickle names, and the form of its model
   */
  private record Sign(BiPredicate<Set<String>, SalvageForm> names, Origin origin) {}

  private static final List<Sign> SIGNS =
      List.of(
          sign(
              "scikeras.",
              null,
              "a program with scikeras 0.3 or later",
              "without scikeras it fails: " + MISSING + "'scikeras'"),
          sign(
              "tf_keras.",
              null,
              "tf_keras",
              "without tf_keras it fails: " + MISSING + "'tf_keras'"),
          sign(
              "keras.src.saving.pickle_utils.",
              null,
              "TensorFlow 2.13 to 2.15",
              "TensorFlow 2.16 and later say: "
                  + MISSING
                  + "'keras.src.saving.pickle_utils'; 2.12 and before: "
                  + MISSING
                  + "'keras.src'; of these three 2.15 reads only its own (ValueError: Layer … expected"
                  + " … variables, but received 0 variables during loading)"),
          sign(
              "keras.saving.pickle_utils.",
              SalvageForm.SAVED_MODEL_TAR,
              "TensorFlow 2.7 to 2.10",
              "TensorFlow 2.13 and later say: "
                  + MISSING
                  + "'keras.saving.pickle_utils'; 2.11 and 2.12: BadZipFile: File is not a zip file"),
          sign(
              "keras.saving.pickle_utils.",
              null,
              "TensorFlow 2.11 or 2.12",
              "TensorFlow 2.13 and later say: "
                  + MISSING
                  + "'keras.saving.pickle_utils'; 2.7 to 2.10: ReadError: file could not be opened"
                  + " successfully; 2.11 and 2.12 do not read each other's"),
          new Sign(
              (names, form) ->
                  form == SalvageForm.KERAS_ARCHIVE
                      && names.stream().anyMatch(KerasUnpickler.CLASSES::contains),
              new Origin(
                  "Keras 3.3 or later",
                  "TensorFlow 2.13 to 2.15 say: "
                      + MISSING
                      + "'keras.src.models…'; 2.12 and before: "
                      + MISSING
                      + "'keras.src'; Keras 3.0 to 3.2: AttributeError: type object … has no attribute"
                      + " '_unpickle_model'; an older Keras 3 may say: TypeError: … could not be"
                      + " deserialized properly")),
          new Sign(
              (names, form) -> form == SalvageForm.H5_DICT,
              new Origin(
                  "Keras 2.2.3 to 2.3.1",
                  "TensorFlow 2.13 and later say: "
                      + MISSING
                      + "'keras.engine'; 2.5 to 2.12 load it without an error as an object that fails"
                      + " in predict: AttributeError: … object has no attribute"
                      + " '_distribution_strategy', from 2.10 on '_call_spec'")),
          sign(
              "__main__.unpack",
              null,
              "a recipe that gave models a __reduce__ with a function unpack",
              "a program without that function says: AttributeError: Can't get attribute 'unpack'"),
          new Sign(
              (names, form) -> names.stream().anyMatch(Origin::model),
              new Origin(
                  "a recipe that gave models a __getstate__ and a __setstate__",
                  "a program without these gets an object that fails in predict: AttributeError: …"
                      + " object has no attribute '_distribution_strategy', or finds no such class")),
          new Sign(
              (names, form) -> names.stream().anyMatch(name -> name.startsWith("numpy._core.")),
              new Origin("NumPy 2", "NumPy before 1.26 says: " + MISSING + "'numpy._core'")));

  /** The origin of the one model below {@code root}, where it shows. */
  static Optional<Origin> of(PickleNode root, SalvageForm form) {
    Set<String> names = Classes.in(List.of(root));
    return SIGNS.stream()
        .filter(sign -> sign.names().test(names, form))
        .map(Sign::origin)
        .findFirst();
  }

  private static Sign sign(
      String start, @Nullable SalvageForm form, String writer, String elsewhere) {
    return new Sign(
        (names, found) ->
            (form == null || form == found)
                && names.stream().anyMatch(name -> name.startsWith(start)),
        new Origin(writer, elsewhere));
  }

  private static boolean model(String name) {
    String type = name.substring(name.lastIndexOf('.') + 1);
    return name.contains("keras")
        && (type.equals("Sequential") || type.equals("Model") || type.equals("Functional"));
  }
}
