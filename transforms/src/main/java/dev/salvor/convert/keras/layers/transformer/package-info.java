/**
 * Layers of the packages around keras-bert (keras-embed-sim, keras-pos-embd, keras-multi-head,
 * keras-self-attention, keras-position-wise-feed-forward), of which many saved transformers are
 * made. {@code recipes.PackageLayers} tells them by class and arguments and gives them the name of
 * their package.
 */
@NullMarked
package dev.salvor.convert.keras.layers.transformer;

import org.jspecify.annotations.NullMarked;
