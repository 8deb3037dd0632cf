/**
 * Rewrites graphs into the ops and attributes of an older TensorFlow, where these compute the same
 * numbers. It comes before the checks against the target, in inspection and in conversion. Start at
 * {@link dev.salvor.inspect.graph.vocabulary.Vocabulary}; the recipes are in {@code OpRecipes}.
 */
@NullMarked
package dev.salvor.inspect.graph.vocabulary;

import org.jspecify.annotations.NullMarked;
