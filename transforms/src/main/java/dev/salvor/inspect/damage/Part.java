package dev.salvor.inspect.damage;

import org.jspecify.annotations.Nullable;

/**
 * A tensor or member that a damaged file still names.
 *
 * @param name its path in the file; in an archive {@code member!/path}
 * @param what shape and type, or size
 * @param damage what is wrong with it; null where all its bytes are there and agree with the
 *     checksums they have
 */
public record Part(String name, String what, @Nullable String damage) {
  public boolean whole() {
    return damage == null;
  }
}
