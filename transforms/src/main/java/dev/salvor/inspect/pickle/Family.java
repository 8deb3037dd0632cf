package dev.salvor.inspect.pickle;

/** What kind of thing an allowed class or function belongs to. */
enum Family {
  /** Containers, strings and numbers of Python itself. */
  DATA("plain Python data"),
  NUMPY("NumPy arrays"),
  JOBLIB("joblib arrays"),
  /** A Keras model, whole. */
  MODEL("Keras model"),
  /** What stands in the configuration of a Keras model. */
  CONFIG("Keras configuration"),
  /** A scikit-learn style object around a Keras model. */
  WRAPPER("wrapper of a Keras model"),
  /** What Keras keeps about a training. */
  TRAINING("Keras training record"),
  /** A text tokenizer of Keras. */
  TOKENIZER("Keras tokenizer"),
  /** An estimator or transformer of another library. */
  ESTIMATOR("estimator of another library"),
  /** A pandas table. */
  TABLE("pandas table"),
  TORCH("PyTorch tensors");

  private final String label;

  Family(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }
}
