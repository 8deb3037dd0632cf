package dev.salvor.inspect.simple;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Location;
import dev.salvor.finding.Producer;
import dev.salvor.finding.Rule;
import dev.salvor.format.numpy.NpyFile;
import dev.salvor.format.numpy.NpzFile;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import dev.salvor.inspect.pickle.PickleInspector;
import dev.salvor.inspect.pickle.ZippedPickles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Arrays of numbers: weights at best, never an architecture. Arrays of Python objects are pickles and
 * judged as such.
 */
public final class NumpyInspector implements Inspector {
  private static final int SHOWN = 3;

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    if (isSingle(staged.main()) && PickleInspector.isObjectArray(staged.main())) {
      return new PickleInspector().inspect(staged, context);
    }
    List<Finding> pickles =
        isSingle(staged.main()) ? List.of() : ZippedPickles.judge(staged.main());
    if (!pickles.isEmpty()) {
      return Inspection.of(
          staged.artifact(),
          Kind.NUMPY,
          Producer.of("numpy", null),
          pickles,
          Classification.UNSUPPORTED);
    }
    List<String> shapes = shapes(staged.main());
    String shown = String.join(", ", shapes.subList(0, Math.min(SHOWN, shapes.size())));
    Finding finding =
        Finding.of(
            Rule.KERAS_NO_ARCHITECTURE,
            Location.file(staged.artifact().main().path()),
            "%d NumPy array%s (%s%s): weights at best, without the architecture of a model",
            shapes.size(),
            shapes.size() == 1 ? "" : "s",
            shown,
            shapes.size() > SHOWN ? ", …" : "");
    return Inspection.of(
        staged.artifact(),
        Kind.NUMPY,
        Producer.of("numpy", null),
        List.of(finding),
        Classification.UNSUPPORTED);
  }

  private static List<String> shapes(Path file) throws IOException {
    List<String> shapes = new ArrayList<>();
    if (isSingle(file)) {
      shapes.add(describe(NpyFile.open(file)));
      return shapes;
    }
    try (NpzFile arrays = NpzFile.open(file)) {
      for (String name : arrays.names()) {
        shapes.add(name + " " + describe(arrays, name));
      }
    }
    return shapes;
  }

  private static boolean isSingle(Path file) throws IOException {
    ByteBuffer start = ByteBuffer.allocate(6);
    try (FileChannel channel = FileChannel.open(file)) {
      while (start.hasRemaining() && channel.read(start) >= 0) {}
    }
    return NpyFile.matches(start.flip());
  }

  private static String describe(NpzFile arrays, String name) throws IOException {
    try {
      return describe(arrays.tensor(name));
    } catch (ArtifactException e) {
      if (e.finding().rule() == Rule.PICKLE_UNPROVEN) {
        return "objects";
      }
      throw e;
    }
  }

  private static String describe(TensorData array) {
    return array.type().toString().toLowerCase(java.util.Locale.ROOT) + array.shape();
  }
}
