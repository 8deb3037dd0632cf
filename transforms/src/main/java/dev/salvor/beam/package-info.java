/**
 * The seven transforms of the job, thin wrappers around {@code stage}, and the store on Beam's file
 * systems. The only package that imports Beam. Start at {@link dev.salvor.beam.MigrateStore}.
 */
@NullMarked
package dev.salvor.beam;

import org.jspecify.annotations.NullMarked;
