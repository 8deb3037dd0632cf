package dev.salvor.format.kerasarchive;

import dev.salvor.finding.Finding;
import dev.salvor.format.hdf5.Hdf5File;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/** Where the members of an archive lie: in a zip, or in a directory. */
interface Container extends AutoCloseable {

  /** Names of all members, with slashes; no directories. */
  List<String> names();

  /** Bytes of a member; the end of the stream is only reached where they are sound. */
  InputStream open(String name) throws IOException;

  /** An HDF5 member. */
  Hdf5File hdf5(String name) throws IOException;

  /** Bytes of a member after inflation. */
  long size(String name) throws IOException;

  /** What is odd about the container itself. */
  List<Finding> findings();

  @Override
  void close() throws IOException;
}
