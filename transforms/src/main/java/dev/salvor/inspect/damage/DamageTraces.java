package dev.salvor.inspect.damage;

import dev.salvor.artifact.FileView;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Hdf5Survey;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the bytes of a damaged file show of the accident: blocks of zeros, blocks that stand there
 * twice, an end at a block's border, and parts that are of another file. For files that are known
 * to be damaged; a sound file may show the same.
 */
public final class DamageTraces {
  private static final long SEARCHED = 256L << 20;
  private static final int BLOCK = 4096;

  private DamageTraces() {}

  /** Notes; empty where the file shows nothing. */
  public static List<Finding> find(Path file) throws IOException {
    List<Finding> notes = new ArrayList<>();
    try (FileView view = FileView.open(file)) {
      long size = view.size();
      if (size == 0 || size > SEARCHED) {
        return notes;
      }
      for (ZeroRuns.Run run : ZeroRuns.of(view)) {
        notes.add(
            note(
                run.start(),
                "the %,d bytes from %,d on %sare zeros: a disk or a transfer lost them",
                run.length(),
                run.start(),
                run.start() + run.length() == size ? "to the end " : ""));
      }
      Optional<Repeats.Repeat> repeat = Repeats.longest(view);
      repeat.ifPresent(
          found ->
              notes.add(
                  note(
                      found.second(),
                      "the %,d bytes from %,d on stand again at %,d: a block was written twice",
                      found.length(),
                      found.first(),
                      found.second())));
      if (notes.isEmpty() && view.has(0, Survey.HDF5)) {
        otherFile(file, size).ifPresent(notes::add);
      }
      if (notes.isEmpty() && size % BLOCK == 0) {
        notes.add(
            note(
                size,
                "its size is a multiple of %,d bytes, as where an upload was cut between blocks",
                Long.lowestOneBit(size)));
      }
    }
    return notes;
  }

  /** Where all that lies low is whole and all that lies high is not. */
  private static Optional<Finding> otherFile(Path file, long size) throws IOException {
    List<Hdf5Survey.Entry> entries;
    try {
      entries = Hdf5Survey.of(file, 0, size);
    } catch (ArtifactException e) {
      return Optional.empty();
    }
    long lowestBroken =
        entries.stream()
            .filter(entry -> entry.damage() != null)
            .mapToLong(Hdf5Survey.Entry::address)
            .min()
            .orElse(-1);
    long highestWhole =
        entries.stream()
            .filter(entry -> entry.damage() == null)
            .mapToLong(Hdf5Survey.Entry::address)
            .max()
            .orElse(-1);
    long broken = entries.stream().filter(entry -> entry.damage() != null).count();
    return broken > 1 && highestWhole >= 0 && highestWhole < lowestBroken && lowestBroken < size
        ? Optional.of(
            note(
                lowestBroken,
                "every object up to byte %,d is whole and every one from %,d on is not: the bytes"
                    + " in between and behind are of another file, as where two uploads were mixed",
                highestWhole,
                lowestBroken))
        : Optional.empty();
  }

  private static Finding note(long offset, String format, Object... values) {
    return Finding.of(Rule.FILE_DAMAGE_TRACE, Location.offset(offset), format, values);
  }
}
