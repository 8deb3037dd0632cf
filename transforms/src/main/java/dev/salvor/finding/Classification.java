package dev.salvor.finding;

import java.util.Locale;

/**
 * What an artifact is. Where several hold, the first in this order is reported: a pickle that is
 * both damaged and unsafe is unsafe.
 */
public enum Classification {
  /** Permissions or I/O denied the bytes: not the file's fault. */
  UNREADABLE,
  /** A pickle that does more than build known inert data, or is not proven not to. */
  UNSAFE_PICKLE,
  /** Code or effects elsewhere: Lambda bytecode, PyFunc, file and network ops. */
  UNSAFE_CODE,
  /** Damaged or incomplete. */
  CORRUPT,
  /** Nothing that holds a model. */
  NOT_A_MODEL,
  /** Healthy and safe, but something named is missing: a layer, an op, the weights. */
  UNSUPPORTED,
  /** A SavedModel that the target runtime loads as it stands. */
  LOADABLE,
  /** Anything else that can be converted. */
  NEEDS_MIGRATION;

  /** The word in the manifest. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether an artifact of this class goes on to conversion. */
  public boolean convertible() {
    return this == LOADABLE || this == NEEDS_MIGRATION;
  }

  /** The one that is reported where both hold. */
  public Classification or(Classification other) {
    return compareTo(other) <= 0 ? this : other;
  }
}
