package dev.salvor.inspect.pickle;

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
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.inspect.Inspection;
import dev.salvor.inspect.InspectionContext;
import dev.salvor.inspect.Inspector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Explains files of PyTorch. None is converted; the pickles in them are judged all the same,
 * because whoever is told that a file is PyTorch's will load it there.
 */
public final class TorchInspector implements Inspector {

  /** Larger than any pickle beside its storages. */
  private static final int MAX_PICKLE = 64 << 20;

  private static final String FRAMEWORK = "torch";
  private static final int PROTO = 0x80;

  @Override
  public Inspection inspect(StagedArtifact staged, InspectionContext context) throws IOException {
    String path = staged.artifact().main().path();
    List<Finding> findings = new ArrayList<>();
    try (FileView file = FileView.open(staged.main())) {
      if (!file.has(0, "PK")) {
        return new PickleInspector().inspect(staged, context);
      }
      Optional<ZipDirectory> zip = ZipDirectory.read(file);
      if (zip.isEmpty()) {
        findings.add(
            Finding.of(
                Rule.ARCHIVE_DAMAGED,
                Location.NONE,
                "the end of the PyTorch archive is missing: it has no central directory"));
      } else {
        findings.addAll(pickles(file, zip.get()));
        findings.add(origin(zip.get()));
      }
    }
    return Inspection.of(
        staged.artifact(),
        Kind.TORCH,
        Producer.of(FRAMEWORK, null),
        findings.stream().map(finding -> finding.inFile(path)).toList(),
        Classification.UNSUPPORTED);
  }

  private static Finding origin(ZipDirectory zip) {
    return Finding.of(
        Rule.FILE_FOREIGN_FRAMEWORK,
        Location.NONE,
        isScript(zip)
            ? "it is a TorchScript archive of PyTorch; export it to ONNX with PyTorch, then use"
                + " onnx2tf"
            : "it is a PyTorch file (torch.save); load it where its Python classes are, and export"
                + " it to ONNX");
  }

  private static boolean isScript(ZipDirectory zip) {
    return zip.entries().stream()
        .map(ZipEntryRecord::name)
        .anyMatch(name -> name.equals("constants.pkl") || name.endsWith("/constants.pkl"));
  }

  /**
   * What the pickles do. Those of TorchScript are read by PyTorch's C++ reader, whose classes are
   * in the archive itself: only what is known to be unsafe counts there.
   */
  private static List<Finding> pickles(FileView file, ZipDirectory zip) throws IOException {
    boolean script = isScript(zip);
    List<Finding> findings = new ArrayList<>();
    for (ZipEntryRecord entry : zip.entries()) {
      byte[] start = ZipMember.read(file, zip, entry, 2);
      boolean pickle =
          entry.name().endsWith(".pkl") || (start.length == 2 && (start[0] & 0xFF) == PROTO);
      if (!pickle || entry.isDirectory()) {
        continue;
      }
      if (entry.size() > MAX_PICKLE) {
        findings.add(
            Finding.of(
                Rule.PICKLE_UNPROVEN,
                Location.member(entry.name()),
                "the pickle '%s' has %,d bytes",
                entry.name(),
                entry.size()));
        continue;
      }
      byte[] bytes = ZipMember.read(file, zip, entry, MAX_PICKLE);
      for (Finding finding : PickledPart.judge(ByteSource.of(bytes))) {
        boolean counts = entry.name().endsWith(".pkl") || finding.rule() == Rule.PICKLE_UNSAFE;
        if (counts && (!script || finding.rule() == Rule.PICKLE_UNSAFE)) {
          findings.add(in(entry.name(), finding));
        }
      }
    }
    return findings;
  }

  private static Finding in(String member, Finding finding) {
    Location at = finding.location();
    return new Finding(
        finding.rule(),
        finding.level(),
        member + ": " + finding.message(),
        new Location(at.file(), at.offset(), member, at.tensor(), at.layer(), at.node()));
  }
}
