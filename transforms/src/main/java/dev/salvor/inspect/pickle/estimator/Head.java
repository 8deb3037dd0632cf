package dev.salvor.inspect.pickle.estimator;

/** What the last object of a pipeline makes of the outputs of the network. */
public sealed interface Head {

  /** A Keras model as it is: {@code predict} gives its outputs. */
  record Network() implements Head {}

  /**
   * A classifier.
   *
   * @param columns of what {@code predict} gives; 0 where that is a vector
   */
  record Classifier(Decision decision, Labels labels, int columns) implements Head {}

  /** How a classifier decides. */
  enum Decision {
    /**
     * {@code keras.wrappers}: the label of the largest output; of a single one, whether it is over
     * 0.5 (keras/wrappers/scikit_learn.py, KerasClassifier).
     */
    KERAS,
    /**
     * scikeras, two classes: a single output p stands for {@code [1-p, p]}
     * (scikeras/utils/transformers.py, ClassifierLabelEncoder.inverse_transform).
     */
    BINARY,
    /** scikeras: the label of the largest output. */
    MULTICLASS,
    /** scikeras: 1 for the largest output, 0 for the others. */
    ONE_HOT,
    /** scikeras: each output rounded. */
    MULTILABEL
  }

  /**
   * A regressor.
   *
   * @param columns of what {@code predict} gives; 0 where that is a vector
   */
  record Regressor(int columns) implements Head {}

  /** A regressor whose {@code predict} leaves out dimensions of size 1 ({@code keras.wrappers}). */
  record Squeezed() implements Head {}
}
