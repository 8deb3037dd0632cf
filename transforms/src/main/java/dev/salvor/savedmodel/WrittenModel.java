package dev.salvor.savedmodel;

import java.io.Serializable;
import java.util.Comparator;
import java.util.List;

/**
 * A SavedModel as it was written, so that nobody needs to read it again to know its digests.
 *
 * @param files all of them, sorted by path
 */
public record WrittenModel(List<WrittenFile> files) implements Serializable {

  public WrittenModel {
    files = files.stream().sorted(Comparator.comparing(WrittenFile::path)).toList();
  }
}
