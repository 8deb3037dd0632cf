/**
 * From an {@link dev.salvor.convert.ExportableModel} to a SavedModel on disk: graph with saver and
 * initialiser, variables, assets. Weights are streamed; equal models give equal bytes. Start at
 * {@link dev.salvor.savedmodel.SavedModelWriter}.
 */
@NullMarked
package dev.salvor.savedmodel;

import org.jspecify.annotations.NullMarked;
