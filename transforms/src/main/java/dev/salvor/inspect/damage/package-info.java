/**
 * What can be said of damaged files: what is left whole in them ({@link
 * dev.salvor.inspect.damage.Survey}) and what happened to them ({@link
 * dev.salvor.inspect.damage.DamageTraces}). Nothing here is ever converted.
 */
@NullMarked
package dev.salvor.inspect.damage;

import org.jspecify.annotations.NullMarked;
