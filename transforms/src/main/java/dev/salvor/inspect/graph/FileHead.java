package dev.salvor.inspect.graph;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.protobuf.ProtoFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What lies in place of a model file that never was one: nothing, a pointer, a server's answer. */
final class FileHead {
  private static final int BYTES = 2048;
  private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,80})</Code>");

  /** What git writes for a symbolic link where links are not supported. */
  private static final Pattern LINK = Pattern.compile("(\\.\\.?/){1,64}[\\w./ -]{1,512}");

  private static final Pattern OID = Pattern.compile("oid (sha256:[0-9a-f]{8})");

  private FileHead() {}

  /** Why the file cannot be one of the model; empty where its first bytes do not tell. */
  static Optional<Finding> impostor(ProtoFile file) throws IOException {
    String head = file.head(BYTES).toString(StandardCharsets.ISO_8859_1);
    String name = file.path().getFileName().toString();
    Location where = Location.file(file.name());
    if (head.isEmpty()) {
      return Optional.of(Finding.of(Rule.FILE_EMPTY, where, "%s has zero bytes", name));
    }
    String start = head.stripLeading().toLowerCase(Locale.ROOT);
    if (head.startsWith("version https://git-lfs.github.com/spec/")) {
      Matcher oid = OID.matcher(head);
      return Optional.of(
          Finding.of(
              Rule.FILE_LFS_POINTER,
              where,
              "%s is a git-lfs pointer (%s), not the file itself",
              name,
              oid.find() ? oid.group(1) + "…" : "without a checksum"));
    }
    if (start.startsWith("<!doctype html") || start.startsWith("<html")) {
      return Optional.of(
          Finding.of(
              Rule.FILE_DAMAGED, where, "%s is an HTML page, saved in place of the file", name));
    }
    if (start.startsWith("<?xml") || start.startsWith("<error>")) {
      Matcher code = CODE.matcher(head);
      return Optional.of(
          Finding.of(
              Rule.FILE_DAMAGED,
              where,
              "%s is an XML document%s, saved in place of the file",
              name,
              code.find() ? ", a server's error " + code.group(1) : ""));
    }
    if (LINK.matcher(head).matches()) {
      return Optional.of(
          Finding.of(
              Rule.FILE_DAMAGED,
              where,
              "%s holds only the path %s: a symbolic link that a copy turned into text",
              name,
              head));
    }
    return Optional.empty();
  }
}
