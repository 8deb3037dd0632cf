package dev.salvor.inspect.sniff;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.archive.ZipDirectory;
import dev.salvor.artifact.archive.ZipEntryRecord;
import dev.salvor.finding.Kind;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Zips, told apart by the names in them: of the directory, or of the local headers where it is
 * gone.
 */
public final class ZipSniffer implements Signature {
  static final String LOCAL = "PK\u0003\u0004";
  private static final String EMPTY = "PK\u0005\u0006";
  private static final String SPANNED = "PK\u0007\u0008";
  private static final Pattern LOCAL_NAME =
      Pattern.compile("PK\u0003\u0004.{22}(.)(.)..", Pattern.DOTALL);

  @Override
  public Optional<Reading> read(FileView file) throws IOException {
    if (file.has(0, LOCAL) || file.has(0, EMPTY) || file.has(0, SPANNED)) {
      return Optional.of(byNames(names(file)));
    }
    return Optional.empty();
  }

  /** A zip behind other bytes: known by its directory at the end of the file. */
  static Optional<Reading> atEnd(FileView file) throws IOException {
    return ZipDirectory.read(file)
        .filter(zip -> !zip.entries().isEmpty() && zip.trailing() == 0)
        .map(zip -> byNames(names(zip)));
  }

  /** Whether {@code offset} lies among the members of a zip. */
  static boolean holds(FileView file, long offset) throws IOException {
    return ZipDirectory.read(file)
        .filter(zip -> offset > 0 && zip.prefix() == 0 && offset < zip.start())
        .isPresent();
  }

  private static Reading byNames(Set<String> names) {
    if (names.contains("config.json")
        && (names.contains("metadata.json")
            || names.stream().anyMatch(name -> name.startsWith("model.weights."))
            || names.contains("variables.h5"))) {
      return Reading.of(Kind.KERAS_V3);
    }
    if (names.contains("metadata.json") && names.size() == 1) {
      return Reading.of(Kind.KERAS_V3);
    }
    if (ends(names, "/data.pkl") || names.contains("data.pkl")) {
      return Reading.of(Kind.TORCH);
    }
    if (!names.isEmpty() && names.stream().allMatch(name -> name.endsWith(".npy"))) {
      return Reading.of(Kind.NUMPY);
    }
    if (names.contains("Manifest.json") && ends(names, ".mlmodel")) {
      return Reading.foreign(
          Kind.CORE_ML, "a Core ML package", "coremltools reads it, TensorFlow does not");
    }
    if (names.contains("configuration.json") && names.contains("coefficients.bin")) {
      return Reading.foreign(
          Kind.OTHER, "a Deeplearning4j model", "Deeplearning4j itself reads it");
    }
    if (names.contains("[Content_Types].xml")) {
      return Reading.notAModel(Kind.OTHER, "an Office document");
    }
    return Reading.of(Kind.ARCHIVE);
  }

  private static boolean ends(Set<String> names, String suffix) {
    return names.stream().anyMatch(name -> name.endsWith(suffix));
  }

  private static Set<String> names(FileView file) throws IOException {
    Optional<ZipDirectory> zip = ZipDirectory.read(file);
    return zip.isPresent() ? names(zip.get()) : localNames(file);
  }

  private static Set<String> names(ZipDirectory zip) {
    Set<String> names = new HashSet<>();
    zip.entries().stream()
        .filter(entry -> !entry.isDirectory())
        .map(ZipEntryRecord::name)
        .forEach(names::add);
    return names;
  }

  /** The names in the local headers of the head, for a file whose end is missing. */
  private static Set<String> localNames(FileView file) {
    Set<String> names = new HashSet<>();
    String head = new String(file.head(), ISO_8859_1);
    Matcher header = LOCAL_NAME.matcher(head);
    while (header.find()) {
      int length = header.group(1).charAt(0) | header.group(2).charAt(0) << 8;
      if (header.end() + length <= head.length()) {
        names.add(head.substring(header.end(), header.end() + length));
      }
    }
    return names;
  }
}
