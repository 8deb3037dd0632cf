/**
 * The runtime that published models are pinned to: its op registry, its kernels and its graph
 * version, from registries packed into the jar. Start at {@link dev.salvor.target.TargetRuntime}.
 */
@NullMarked
package dev.salvor.target;

import org.jspecify.annotations.NullMarked;
