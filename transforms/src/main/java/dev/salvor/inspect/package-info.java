/**
 * From structure to {@link dev.salvor.inspect.Inspection}: what an artifact is, who wrote it and
 * what is wrong with it. {@link dev.salvor.inspect.KindDetector} tells the kind by content; {@link
 * dev.salvor.inspect.Inspectors} is the table of one {@link dev.salvor.inspect.Inspector} a kind.
 * Default deny: what no inspector proves inert and understood is never published.
 */
@NullMarked
package dev.salvor.inspect;

import org.jspecify.annotations.NullMarked;
