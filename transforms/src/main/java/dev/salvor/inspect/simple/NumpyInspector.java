package dev.salvor.inspect.simple;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.StagedArtifact;
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
import java.util.function.Function;

/**
 * Arrays: of numbers, weights at best; of Python objects, a pickle behind the header of an array
 * (numpy/lib/format.py), judged like any other; with a string among them, a model: see {@link
 * ArrayModel}.
 */
public final class NumpyInspector implements Inspector {
  private static final int SHOWN = 3;

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    if (PickleInspector.isObjectArray(staged.main())) {
      return new PickleInspector().inspect(staged, context);
    }
    List<ObjectMember> objects = ObjectMember.in(staged.main());
    List<Finding> unsafe = each(objects, PickledPart::judge);
    if (unsafe.isEmpty()) {
      List<ObjectMember> weights = ObjectMember.ofWeights(objects);
      Optional<ArrayModel> model = ArrayModel.in(staged.main(), weights);
      if (model.isPresent()) {
        return row(staged, List.of(together(model.get(), weights)), Classification.NEEDS_MIGRATION);
      }
    }
    List<Finding> findings = each(objects, PickledPart::explain);
    return row(
        staged,
        findings.isEmpty() ? List.of(numbers(shapes(staged.main()))) : findings,
        Classification.UNSUPPORTED);
  }

  private static Inspection row(
      StagedArtifact staged, List<Finding> findings, Classification otherwise) {
    String path = staged.artifact().main().path();
    return Inspection.of(
        staged.artifact(),
        Kind.NUMPY,
        Producer.of("numpy", null),
        findings.stream().map(finding -> finding.inFile(path)).toList(),
        otherwise);
  }

  private static Finding together(ArrayModel model, List<ObjectMember> weights) {
    return Finding.of(
        Rule.PICKLE_SALVAGED,
        Location.member(model.architecture()),
        "the string %s is an architecture, its weights are %s",
        model.architecture(),
        weights.isEmpty()
            ? "the %d other arrays".formatted(model.numbers().size())
            : weights.get(0).name() + ", a pickle that is proved inert");
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

  private static List<Finding> each(
      List<ObjectMember> members, Function<ByteSource, List<Finding>> reading) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (ObjectMember member : members) {
      for (Finding finding : reading.apply(member.pickle())) {
        findings.add(inMember(finding, member));
      }
    }
    return findings;
  }

  private static Finding inMember(Finding finding, ObjectMember member) {
    return new Finding(
        finding.rule(),
        finding.level(),
        member.name() + ": " + finding.message(),
        Location.member(member.name()));
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
