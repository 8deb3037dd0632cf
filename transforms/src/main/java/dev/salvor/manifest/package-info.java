/**
 * The record of a run: one {@link dev.salvor.manifest.MigrationRecord} an artifact as a line of
 * JSON, the summary, the findings as SARIF and the report for people; and the reading of prior
 * runs. Last on the way of the data.
 */
@NullMarked
package dev.salvor.manifest;

import org.jspecify.annotations.NullMarked;
