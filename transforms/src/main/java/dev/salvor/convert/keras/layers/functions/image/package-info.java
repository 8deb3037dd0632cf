/**
 * Functions of pictures: sizes, colors, projections, measures, boxes. The tables of functions name
 * them; start at {@link dev.salvor.convert.keras.layers.functions.image.Images}.
 */
@NullMarked
package dev.salvor.convert.keras.layers.functions.image;

import org.jspecify.annotations.NullMarked;
