package dev.salvor.savedmodel;

import java.io.Serializable;

/**
 * A file of a written model.
 *
 * @param path relative to the model's directory, {@code /} as separator
 * @param size bytes
 * @param sha256 lower-case hex
 */
public record WrittenFile(String path, long size, String sha256) implements Serializable {}
