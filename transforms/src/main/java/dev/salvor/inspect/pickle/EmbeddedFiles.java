package dev.salvor.inspect.pickle;

import dev.salvor.artifact.archive.TarHeaders;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleText;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Model files that lie in a pickle as bytes. */
final class EmbeddedFiles {
  private static final byte[] ZIP = {'P', 'K', 3, 4};
  private static final byte[] HDF5 = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};
  private static final int NAMES = 1 << 16;
  private static final Pattern OUTSIDE =
      Pattern.compile("[/\\\\].*|[A-Za-z]:.*|(.*[/\\\\])?\\.\\.([/\\\\].*)?", Pattern.DOTALL);

  private EmbeddedFiles() {}

  /** The file by its first bytes; whatever is neither a zip nor HDF5 is taken for a tar. */
  static PickledModel of(Blob content) {
    byte[] head = content.head(HDF5.length);
    SalvageForm form =
        startsWith(head, ZIP)
            ? SalvageForm.KERAS_ARCHIVE
            : startsWith(head, HDF5) ? SalvageForm.HDF5_FILE : SalvageForm.SAVED_MODEL_TAR;
    return new PickledModel.EmbeddedFile(form, content);
  }

  /** The file where its first bytes are those of a model file, and it is not a mere zip. */
  static Optional<PickledModel> recognized(Blob content) {
    byte[] head = content.head(HDF5.length);
    boolean model =
        startsWith(head, HDF5)
            || (startsWith(head, ZIP)
                && new String(content.head(NAMES), StandardCharsets.ISO_8859_1)
                    .contains("config.json"));
    return model ? Optional.of(of(content)) : Optional.empty();
  }

  private static boolean startsWith(byte[] head, byte[] magic) {
    return head.length >= magic.length && Arrays.equals(Arrays.copyOf(head, magic.length), magic);
  }

  /** What loading would write or link outside the model's own directory, and damage. */
  static Optional<Finding> fault(SalvageForm form, Path file) throws IOException {
    return switch (form) {
      case KERAS_ARCHIVE -> zip(file);
      case SAVED_MODEL_TAR -> tar(file);
      case HDF5_FILE, H5_DICT, CONFIG_AND_WEIGHTS -> Optional.empty();
    };
  }

  private static Optional<Finding> zip(Path file) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(file).get()) {
      for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
        if (outside(entry.getName())) {
          return Optional.of(unsafe(entry.getName(), "lies outside the archive"));
        }
        if (entry.isUnixSymlink()) {
          return Optional.of(unsafe(entry.getName(), "is a link"));
        }
      }
      return Optional.empty();
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(damaged("the .keras archive in it", e));
    }
  }

  private static Optional<Finding> tar(Path file) throws IOException {
    byte[] head =
        new Blob(ByteSource.of(file), 0, Math.min(512, Files.size(file)), Blob.Encoding.PLAIN)
            .head(512);
    if (head.length < 512
        || !new String(head, 257, 5, StandardCharsets.ISO_8859_1).equals("ustar")) {
      return Optional.of(
          Finding.of(
              Rule.PICKLE_DAMAGED,
              Location.NONE,
              "the bytes of the model are neither a .keras archive nor HDF5 nor a tar archive"));
    }
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file));
        TarHeaders tar = new TarHeaders(in)) {
      for (TarArchiveEntry entry = tar.next(); entry != null; entry = tar.next()) {
        if (entry.isDirectory()) {
          continue;
        }
        if (outside(entry.getName())) {
          return Optional.of(unsafe(entry.getName(), "lies outside the SavedModel"));
        }
        if (entry.getLinkFlag() != TarConstants.LF_NORMAL
            && entry.getLinkFlag() != TarConstants.LF_OLDNORM) {
          return Optional.of(unsafe(entry.getName(), "is no plain file but a link or device"));
        }
      }
      return Optional.empty();
    } catch (ArtifactException e) {
      return Optional.of(e.finding());
    } catch (IOException | IllegalArgumentException e) {
      return Optional.of(damaged("the tar archive in it", e));
    }
  }

  private static boolean outside(String name) {
    return OUTSIDE.matcher(name).matches() || name.indexOf('\0') >= 0;
  }

  private static Finding unsafe(String name, String why) {
    return Finding.of(
        Rule.PICKLE_UNSAFE,
        Location.member(name),
        "Loading it unpacks " + PickleText.printable(name) + ", which " + why);
  }

  private static Finding damaged(String what, Exception e) {
    return Finding.of(Rule.PICKLE_DAMAGED, Location.NONE, what + " is damaged: " + e.getMessage());
  }
}
