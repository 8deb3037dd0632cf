/**
 * Models out of pickles and joblib dumps: what {@code inspect.pickle} found as inert data is handed
 * to the converter of Keras models, arrays still in the file. Models that lie in a pickle as whole
 * files go through their own format's inspector and converter instead. Start at {@link
 * dev.salvor.convert.salvage.SalvageConverter}.
 */
@NullMarked
package dev.salvor.convert.salvage;

import org.jspecify.annotations.NullMarked;
