package dev.salvor.format.hdf5;

import java.util.Map;

/** What an object header describes. */
sealed interface Hdf5Object {

  /** Address of the header. */
  long address();

  Map<String, Attribute> attributes();

  /** A group. */
  record Container(long address, Map<String, Attribute> attributes, Map<String, Link> links)
      implements Hdf5Object {}

  /** A dataset. */
  record Data(long address, Map<String, Attribute> attributes, Stored stored)
      implements Hdf5Object {}

  /** A datatype with a name of its own. */
  record Committed(long address, Map<String, Attribute> attributes) implements Hdf5Object {}
}
