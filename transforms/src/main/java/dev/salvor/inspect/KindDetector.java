package dev.salvor.inspect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.FileView;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.inspect.sniff.BrokenText;
import dev.salvor.inspect.sniff.NamedAs;
import dev.salvor.inspect.sniff.Reading;
import dev.salvor.inspect.sniff.Signature;
import dev.salvor.inspect.sniff.Signatures;
import dev.salvor.inspect.sniff.TableSniffer;
import dev.salvor.inspect.sniff.TransferDamage;
import dev.salvor.inspect.sniff.Unfinished;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells the kind of an artifact by its bytes; names only hint. A file that can be read in more than
 * one way is unsafe: two programs would see two different things in it.
 */
public final class KindDetector {
  private KindDetector() {}

  /**
   * @throws IOException where the store fails
   */
  public static Detection detect(StagedArtifact staged) throws IOException {
    Artifact artifact = staged.artifact();
    return switch (artifact.layout()) {
      case SAVED_MODEL -> new Detection(Kind.SAVED_MODEL, List.of());
      case KERAS_DIRECTORY -> new Detection(Kind.KERAS_V3, List.of());
      case JOBLIB -> new Detection(Kind.JOBLIB, List.of());
      case SPLIT_ARCHIVE -> new Detection(Kind.ARCHIVE, List.of());
      case CHECKPOINT -> new Detection(checkpoint(staged), List.of());
      case ARCHITECTURE_AND_WEIGHTS, TFJS, FILE -> file(staged);
    };
  }

  private static Kind checkpoint(StagedArtifact staged) throws IOException {
    Optional<ArtifactFile> meta =
        staged.artifact().files().stream().filter(f -> f.path().endsWith(".meta")).findFirst();
    if (meta.isPresent()) {
      return isSessionBundle(staged, meta.get()) ? Kind.SESSION_BUNDLE : Kind.METAGRAPH;
    }
    try (FileView main = FileView.open(staged.main())) {
      return TableSniffer.checkpoint(main.head());
    }
  }

  /** {@code export.meta} with the collections of TF Serving before 1.0 (session_bundle.py). */
  private static boolean isSessionBundle(StagedArtifact staged, ArtifactFile meta)
      throws IOException {
    if (!meta.name().equals("export.meta")) {
      return false;
    }
    try (FileView view = FileView.open(staged.local(meta))) {
      int window = FileView.HEAD_BYTES;
      String edges =
          new String(view.head(), ISO_8859_1)
              + new String(view.read(Math.max(0, view.size() - window), window), ISO_8859_1);
      return edges.contains("serving_signatures") || edges.contains("serving_init_op");
    }
  }

  private static Detection file(StagedArtifact staged) throws IOException {
    String name = staged.artifact().main().name();
    try (FileView file = FileView.open(staged.main())) {
      Reading reading = read(file, name);
      List<Finding> findings = new ArrayList<>();
      if (reading.finding() != null) {
        findings.add(reading.finding());
      }
      if (reading.kind() == Kind.SAVED_MODEL && reading.finding() == null) {
        findings.add(outsideItsDirectory(name));
      }
      if (reading.kind() != Kind.EMPTY) {
        Unfinished.byName(name).ifPresent(findings::add);
      }
      return new Detection(reading.kind(), findings);
    }
  }

  /** A SavedModel is a directory; its graph under any other name has lost the rest. */
  private static Finding outsideItsDirectory(String name) {
    return Finding.of(
        Rule.SAVED_MODEL_INCOMPLETE,
        Location.NONE,
        "%s is the graph of a SavedModel outside its directory: saved_model.pb with variables/ and"
            + " assets/ beside it",
        name);
  }

  /** The one reading of a file. */
  static Reading read(FileView file, String name) throws IOException {
    if (file.size() == 0) {
      return stating(Kind.EMPTY, Rule.FILE_EMPTY, "the file is empty: it has 0 bytes");
    }
    Optional<Finding> damage = TransferDamage.find(file);
    List<Reading> readings = readings(file);
    if (damage.isPresent()) {
      Kind kind = readings.isEmpty() ? Kind.KERAS_H5 : readings.get(0).kind();
      return new Reading(kind, kind.label(), damage.get());
    }
    if (readings.size() > 1) {
      return severalReadings(readings);
    }
    return readings.isEmpty() ? unknown(file, name) : readings.get(0);
  }

  /** Every way to read it: by its beginning, as a pickle, and by what stands behind other bytes. */
  private static List<Reading> readings(FileView file) throws IOException {
    Optional<Reading> front = first(Signatures.magics(), file);
    if (front.isEmpty()) {
      front = first(Signatures.trials(), file);
    }
    List<Reading> found = new ArrayList<>();
    front.ifPresent(found::add);
    found.addAll(Signatures.besides(file, front));
    return found;
  }

  private static Optional<Reading> first(List<Signature> signatures, FileView file)
      throws IOException {
    for (Signature signature : signatures) {
      Optional<Reading> reading = signature.read(file);
      if (reading.isPresent()) {
        return reading;
      }
    }
    return Optional.empty();
  }

  /**
   * A pickle in front is the pickle inspector's: it names what the pickle would call. Anything else
   * is refused here.
   */
  private static Reading severalReadings(List<Reading> readings) {
    Reading front =
        readings.stream()
            .filter(reading -> reading.kind() == Kind.PICKLE)
            .findFirst()
            .orElse(readings.get(0));
    String all = readings.stream().map(Reading::format).collect(Collectors.joining(" and as "));
    return switch (front.kind()) {
      case PICKLE, JOBLIB -> front;
      default ->
          new Reading(
              front.kind(),
              front.format(),
              Finding.of(
                  Rule.FILE_POLYGLOT,
                  Location.NONE,
                  "it can be read as %s: programs do not agree on what it is",
                  all));
    };
  }

  private static Reading unknown(FileView file, String name) {
    byte[] head = file.head();
    boolean zeros = true;
    for (int i = 0; i < head.length && zeros; i++) {
      zeros = head[i] == 0;
    }
    if (zeros || leadingZeros(head) >= 512) {
      return stating(
          Kind.OTHER,
          Rule.FILE_DAMAGED,
          String.format(
              java.util.Locale.ROOT,
              "its first %,d bytes are zeros: the disk or the transfer lost them",
              leadingZeros(head)));
    }
    return BrokenText.read(file).orElseGet(() -> NamedAs.expectation(name, file.size()));
  }

  private static int leadingZeros(byte[] head) {
    int zeros = 0;
    while (zeros < head.length && head[zeros] == 0) {
      zeros++;
    }
    return zeros;
  }

  private static Reading stating(Kind kind, Rule rule, String message) {
    return new Reading(kind, kind.label(), Finding.of(rule, Location.NONE, message));
  }
}
