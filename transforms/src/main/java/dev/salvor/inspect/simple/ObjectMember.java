package dev.salvor.inspect.simple;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.archive.ZipDirectory;
import dev.salvor.artifact.archive.ZipEntryRecord;
import dev.salvor.artifact.archive.ZipMember;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.inspect.pickle.PickledPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An array of Python objects in a zip of arrays: behind its header stands a pickle
 * (numpy/lib/format.py, write_array).
 *
 * @param zip where it lies
 * @param name of the member, with {@code .npy}
 * @param start where the pickle begins in the member
 */
record ObjectMember(Path zip, String name, int start) {
  private static final int MAX_PICKLE = 256 << 20;
  private static final int MAX_HEADER = 1 << 20;
  private static final Pattern OBJECTS = Pattern.compile("'[<>|=]?O\\d*'");

  /** Those of a file; none where it is no zip. */
  static List<ObjectMember> in(Path path) throws IOException {
    List<ObjectMember> members = new ArrayList<>();
    try (FileView file = FileView.open(path)) {
      Optional<ZipDirectory> zip = file.has(0, "PK") ? ZipDirectory.read(file) : Optional.empty();
      if (zip.isEmpty()) {
        return members;
      }
      for (ZipEntryRecord entry : zip.get().entries()) {
        int start = pickleStart(ZipMember.read(file, zip.get(), entry, MAX_HEADER));
        if (start > 0) {
          members.add(new ObjectMember(path, entry.name(), start));
        }
      }
    }
    return members;
  }

  /** Those that are inert and hold arrays that can only be weights. */
  static List<ObjectMember> ofWeights(List<ObjectMember> members) throws IOException {
    List<ObjectMember> weights = new ArrayList<>();
    for (ObjectMember member : members) {
      if (PickledPart.explain(member.pickle()).stream()
          .allMatch(finding -> finding.rule() == Rule.KERAS_NO_ARCHITECTURE)) {
        weights.add(member);
      }
    }
    return weights;
  }

  /** The pickle, in memory. */
  ByteSource pickle() throws IOException {
    try (FileView file = FileView.open(zip)) {
      ZipDirectory directory = ZipDirectory.read(file).orElseThrow();
      ZipEntryRecord entry =
          directory.entries().stream()
              .filter(each -> each.name().equals(name))
              .findFirst()
              .orElseThrow();
      ByteSource array = ByteSource.of(ZipMember.read(file, directory, entry, MAX_PICKLE));
      return array.part(start, array.size() - start);
    }
  }

  /** Where the pickle of an array of objects begins; 0 where the array is of something else. */
  private static int pickleStart(byte[] head) {
    if (head.length < 12 || head[1] != 'N' || head[2] != 'U') {
      return 0;
    }
    int low = (head[8] & 0xFF) | (head[9] & 0xFF) << 8;
    int start = head[6] == 1 ? 10 + low : 12 + (low | (head[10] & 0xFF) << 16);
    if (start > head.length) {
      return 0;
    }
    return OBJECTS.matcher(new String(head, 0, start, ISO_8859_1)).find() ? start : 0;
  }
}
