package dev.salvor.inspect.pickle;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleText;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * The pickles among the members of a zip: {@code data.pkl} of PyTorch, arrays of objects in a
 * {@code .npz}. A member counts by its bytes, not by its name.
 */
public final class ZippedPickles {
  private static final long LIMIT = 1L << 30;

  private ZippedPickles() {}

  /** What is unsafe, not proved or damaged in any of them. */
  public static List<Finding> judge(Path zip) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Path scratch = Files.createTempFile("salvor-member", null);
    try (ZipFile file = ZipFile.builder().setPath(zip).get()) {
      for (ZipArchiveEntry entry : Collections.list(file.getEntries())) {
        if (!entry.isDirectory()) {
          findings.addAll(judge(file, entry, scratch));
        }
      }
    } catch (IOException | IllegalArgumentException e) {
      findings.add(
          Finding.of(
              Rule.ARCHIVE_DAMAGED, Location.NONE, "the zip archive is damaged: " + e.getMessage()));
    } finally {
      Files.deleteIfExists(scratch);
    }
    return findings;
  }

  private static List<Finding> judge(ZipFile file, ZipArchiveEntry entry, Path scratch)
      throws IOException {
    if (!mayBePickle(file, entry)) {
      return List.of();
    }
    String name = PickleText.printable(entry.getName());
    if (!copy(file, entry, scratch)) {
      return List.of(
          Finding.of(
              Rule.PICKLE_UNPROVEN,
              Location.member(name),
              name + " unpacks to more than " + LIMIT + " bytes and was not read"));
    }
    ByteSource bytes = ByteSource.of(scratch);
    Optional<ByteSource> objects = ObjectArrays.pickle(bytes);
    if (objects.isEmpty() && isArray(bytes)) {
      return List.of();
    }
    List<Finding> findings = new ArrayList<>();
    Judgement judgement = PickleJudge.judge(PickleMachine.read(objects.orElse(bytes)));
    for (Finding finding : judgement.findings()) {
      findings.add(
          new Finding(
              finding.rule(),
              finding.level(),
              "in " + name + ": " + finding.message(),
              new Location(null, finding.location().offset(), name, null, null, null)));
    }
    return findings;
  }

  private static boolean mayBePickle(ZipFile file, ZipArchiveEntry entry) throws IOException {
    try (InputStream in = file.getInputStream(entry)) {
      byte[] head = in.readNBytes(2);
      boolean protocol = head.length == 2 && head[0] == (byte) 0x80 && head[1] >= 0 && head[1] <= 5;
      boolean array = head.length == 2 && head[0] == (byte) 0x93 && head[1] == 'N';
      return protocol || array || entry.getName().endsWith(".pkl");
    }
  }

  private static boolean isArray(ByteSource bytes) {
    return bytes.size() > 1 && bytes.at(0) == (byte) 0x93 && bytes.at(1) == 'N';
  }

  private static boolean copy(ZipFile file, ZipArchiveEntry entry, Path target)
      throws IOException {
    byte[] buffer = new byte[1 << 16];
    long done = 0;
    try (InputStream in = file.getInputStream(entry);
        OutputStream out = Files.newOutputStream(target)) {
      for (int more; (more = in.read(buffer)) > 0; ) {
        done += more;
        if (done > LIMIT) {
          return false;
        }
        out.write(buffer, 0, more);
      }
    }
    return true;
  }
}
