/**
 * From a proven model to its final place, in the layout of TensorFlow Serving: {@code
 * models/<model>/<version>/}, with saved_model.pb written last, because loaders take it as the sign
 * that a model is there. Start at {@link dev.salvor.publish.ModelPublisher}.
 */
@NullMarked
package dev.salvor.publish;

import org.jspecify.annotations.NullMarked;
