package dev.salvor.format.kerasarchive;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Hdf5File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The zip form. Every member's CRC-32 is verified when it is opened. */
final class ZipContainer implements Container {
  private final Path file;
  private final Path tempDir;
  private final ZipBytes bytes;
  private final Map<String, ZipMember> members = new LinkedHashMap<>();
  private final List<ZipDirectory.Foreign> foreign;

  private ZipContainer(Path file, Path tempDir, ZipBytes bytes, ZipDirectory directory) {
    this.file = file;
    this.tempDir = tempDir;
    this.bytes = bytes;
    this.foreign = directory.foreign();
    for (ZipMember member : directory.members()) {
      if (!member.directory()) {
        members.put(member.name(), member);
      }
    }
  }

  static ZipContainer open(Path file, Path tempDir) throws IOException {
    ZipBytes bytes = ZipBytes.open(file);
    boolean opened = false;
    try {
      ZipContainer zip = new ZipContainer(file, tempDir, bytes, ZipDirectory.read(bytes));
      zip.verify();
      opened = true;
      return zip;
    } catch (ArtifactException e) {
      throw ZipDamage.explain(bytes, e);
    } finally {
      if (!opened) {
        bytes.close();
      }
    }
  }

  private void verify() throws IOException {
    for (ZipMember member : members.values()) {
      try (InputStream content = new ZipContent(bytes, member)) {
        content.transferTo(OutputStream.nullOutputStream());
      }
    }
  }

  @Override
  public List<String> names() {
    return List.copyOf(members.keySet());
  }

  @Override
  public InputStream open(String name) {
    return new ZipContent(bytes, member(name));
  }

  private ZipMember member(String name) {
    ZipMember member = members.get(name);
    if (member == null) {
      throw new IllegalArgumentException("no member " + name);
    }
    return member;
  }

  @Override
  public Hdf5File hdf5(String name) throws IOException {
    ZipMember member = member(name);
    if (!member.deflated()) {
      return Hdf5File.open(file, member.data(), member.size());
    }
    Files.createDirectories(tempDir);
    Path unpacked = Files.createTempFile(tempDir, "member-", ".h5");
    try (InputStream content = new ZipContent(bytes, member);
        OutputStream out = Files.newOutputStream(unpacked)) {
      content.transferTo(out);
    }
    return Hdf5File.open(unpacked);
  }

  @Override
  public long size(String name) {
    return member(name).size();
  }

  @Override
  public List<Finding> findings() {
    return foreign.stream()
        .map(
            part ->
                Finding.of(
                    Rule.ARCHIVE_UNSAFE,
                    Location.offset(part.start()),
                    "bytes %d to %d belong to no member of the archive: another reader may see"
                        + " another file there",
                    part.start(),
                    part.end()))
        .toList();
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
