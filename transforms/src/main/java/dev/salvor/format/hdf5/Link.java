package dev.salvor.format.hdf5;

/** What a name in a group leads to. Links into other files are refused when the file is opened. */
sealed interface Link {

  /** An object header in this file. */
  record Hard(long address) implements Link {}

  /** A path in this file, from the root where it begins with a slash, else from the group. */
  record Soft(String path) implements Link {}
}
