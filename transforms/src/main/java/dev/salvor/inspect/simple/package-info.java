/**
 * Inspectors of what needs no room of its own: {@link dev.salvor.inspect.simple.FirstLookInspector}
 * repeats what the first look already knows (models of other frameworks, pages, pointers, texts);
 * {@link dev.salvor.inspect.simple.NumpyInspector} explains arrays, mostly without a model.
 */
@NullMarked
package dev.salvor.inspect.simple;

import org.jspecify.annotations.NullMarked;
