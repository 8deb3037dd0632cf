/**
 * What the user decides and no file says: tolerances, aliases of custom objects, inputs and outputs
 * of bare graphs, limits. One JSON file, validated whole at the start of a run. Start at {@link
 * dev.salvor.policy.Policy}.
 */
@NullMarked
package dev.salvor.policy;

import org.jspecify.annotations.NullMarked;
