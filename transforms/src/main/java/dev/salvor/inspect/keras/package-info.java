/**
 * Inspectors of Keras files: who wrote them, whether architecture and weights are there, and
 * whether they carry code.
 */
@NullMarked
package dev.salvor.inspect.keras;

import org.jspecify.annotations.NullMarked;
