package dev.salvor.inspect.simple;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.artifact.archive.ZipDirectory;
import dev.salvor.artifact.archive.ZipEntryRecord;
import dev.salvor.artifact.archive.ZipMember;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.format.numpy.NpyFile;
import dev.salvor.format.numpy.NpzFile;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import dev.salvor.inspect.pickle.PickleInspector;
import dev.salvor.inspect.pickle.PickledPart;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Arrays: of numbers, weights at best and never an architecture; of Python objects, a pickle behind
 * the header of an array (numpy/lib/format.py), judged like any other.
 */
public final class NumpyInspector implements Inspector {
  private static final int SHOWN = 3;
  private static final int MAX_PICKLE = 256 << 20;
  private static final int MAX_HEADER = 1 << 20;
  private static final Pattern OBJECTS = Pattern.compile("'[<>|=]?O\\d*'");

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    if (PickleInspector.isObjectArray(staged.main())) {
      return new PickleInspector().inspect(staged, context);
    }
    String path = staged.artifact().main().path();
    List<Finding> findings = objects(staged.main());
    if (findings.isEmpty()) {
      findings.add(numbers(shapes(staged.main())));
    }
    return Inspection.of(
        staged.artifact(),
        Kind.NUMPY,
        Producer.of("numpy", null),
        findings.stream().map(finding -> finding.inFile(path)).toList(),
        Classification.UNSUPPORTED);
  }

  private static Finding numbers(List<String> shapes) {
    return Finding.of(
        Rule.KERAS_NO_ARCHITECTURE,
        Location.NONE,
        "%d NumPy array%s (%s%s): weights at best, without the architecture of a model",
        shapes.size(),
        shapes.size() == 1 ? "" : "s",
        String.join(", ", shapes.subList(0, Math.min(SHOWN, shapes.size()))),
        shapes.size() > SHOWN ? ", …" : "");
  }

  /** What the arrays of Python objects in a zip are; empty where all arrays are of numbers. */
  private static List<Finding> objects(Path path) throws IOException {
    List<Finding> findings = new ArrayList<>();
    try (FileView file = FileView.open(path)) {
      Optional<ZipDirectory> zip = file.has(0, "PK") ? ZipDirectory.read(file) : Optional.empty();
      if (zip.isEmpty()) {
        return findings;
      }
      for (ZipEntryRecord entry : zip.get().entries()) {
        int start = pickleStart(ZipMember.read(file, zip.get(), entry, MAX_HEADER));
        if (start > 0) {
          findings.addAll(
              member(entry.name(), ZipMember.read(file, zip.get(), entry, MAX_PICKLE), start));
        }
      }
    }
    return findings;
  }

  private static List<Finding> member(String name, byte[] array, int start) {
    ByteSource source = ByteSource.of(array);
    return PickledPart.explain(source.part(start, source.size() - start)).stream()
        .map(
            finding ->
                new Finding(
                    finding.rule(),
                    finding.level(),
                    name + ": " + finding.message(),
                    Location.member(name)))
        .toList();
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

  private static List<String> shapes(Path file) throws IOException {
    List<String> shapes = new ArrayList<>();
    try (FileView view = FileView.open(file)) {
      if (!view.has(0, "PK")) {
        shapes.add(describe(NpyFile.open(file)));
        return shapes;
      }
    }
    try (NpzFile arrays = NpzFile.open(file)) {
      for (String name : arrays.names()) {
        shapes.add(name + " " + describe(arrays.tensor(name)));
      }
    }
    return shapes;
  }

  private static String describe(TensorData array) {
    return array.type().toString().toLowerCase(Locale.ROOT) + array.shape();
  }
}
