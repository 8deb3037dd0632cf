/**
 * The stages between the bucket and the manifest as plain Java: each takes the value of the stage
 * before and gives that of the next, and every artifact comes out of the last in exactly one row
 * whatever happens to it. {@code beam} wraps them into transforms. Start at {@link
 * dev.salvor.stage.RunSettings}, then follow {@link dev.salvor.stage.Discovery}, {@link
 * dev.salvor.stage.ChangeDetection}, {@link dev.salvor.stage.InspectionStage}, {@link
 * dev.salvor.stage.ConversionStage}, {@link dev.salvor.stage.ValidationStage}, {@link
 * dev.salvor.stage.PublicationStage} and {@link dev.salvor.stage.RunCommit}.
 */
@NullMarked
package dev.salvor.stage;

import org.jspecify.annotations.NullMarked;
