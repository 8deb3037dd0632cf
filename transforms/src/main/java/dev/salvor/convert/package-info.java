/**
 * From an inspected artifact to an {@link dev.salvor.convert.ExportableModel}: a graph, variables
 * that are read lazily, signatures, assets and initialisers. One {@link
 * dev.salvor.convert.Converter} a kind, listed in {@link dev.salvor.convert.Converters}.
 */
@NullMarked
package dev.salvor.convert;

import org.jspecify.annotations.NullMarked;
