/**
 * The command line: what the user asks becomes settings, the job is run and watched, and what came
 * of it is told. Start at {@link dev.salvor.pipeline.Salvor}, then {@link
 * dev.salvor.pipeline.MigrateCommand}.
 */
@NullMarked
package dev.salvor.pipeline;

import org.jspecify.annotations.NullMarked;
