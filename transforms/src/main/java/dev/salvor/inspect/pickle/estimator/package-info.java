/**
 * What scikit-learn objects around a Keras model compute: scalers before it, class labels behind
 * it. Read from inert nodes; start at {@link dev.salvor.inspect.pickle.estimator.EstimatorReader},
 * what is understood of each class stands in {@link
 * dev.salvor.inspect.pickle.estimator.Transformers}.
 */
@NullMarked
package dev.salvor.inspect.pickle.estimator;

import org.jspecify.annotations.NullMarked;
