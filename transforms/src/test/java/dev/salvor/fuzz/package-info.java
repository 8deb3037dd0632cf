/**
 * Hostile and damaged inputs for everything that reads a file. Start at {@link
 * dev.salvor.fuzz.Fuzz}; {@code scripts/fuzz} drives it.
 */
package dev.salvor.fuzz;
