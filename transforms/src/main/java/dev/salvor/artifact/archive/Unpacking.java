package dev.salvor.artifact.archive;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Writes the members of one archive below one directory, within the budget. */
final class Unpacking {

  /** A member that was written. */
  record Member(String path, long size) {}

  private final Path directory;
  private final Budget budget;
  private final MemberNames names = new MemberNames();
  private final List<Member> members = new ArrayList<>();
  private final byte[] buffer = new byte[1 << 16];

  Unpacking(Path directory, Budget budget) {
    this.directory = directory;
    this.budget = budget;
  }

  List<Member> members() {
    return List.copyOf(members);
  }

  Budget budget() {
    return budget;
  }

  void directory(String name) {
    budget.entry(name);
    names.directory(name);
  }

  /** Checks name and declared size; gives the path. */
  String admit(String name, long declared) {
    budget.entry(name);
    String path = names.file(name);
    budget.declare(path, Math.max(0, declared));
    return path;
  }

  /**
   * Writes one member.
   *
   * @param path as {@link #admit} gave it
   * @return bytes written
   */
  long write(String path, InputStream in) throws IOException {
    Path target = directory.resolve(path);
    Path parent = target.getParent();
    if (parent != null) {
      writing(() -> Files.createDirectories(parent));
    }
    long size = 0;
    try (OutputStream out = writing(() -> Files.newOutputStream(target))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        budget.written(path, n);
        int count = n;
        writing(
            () -> {
              out.write(buffer, 0, count);
              return out;
            });
        size += n;
      }
    }
    members.add(new Member(path, size));
    return size;
  }

  /** A fault of the local disk is not the archive's. */
  private static <T> T writing(Writing<T> step) throws StoreFault {
    try {
      return step.run();
    } catch (IOException e) {
      throw new StoreFault(e);
    }
  }

  @FunctionalInterface
  private interface Writing<T> {
    T run() throws IOException;
  }

  /** The archive is damaged at {@code member}. */
  static RuntimeException damaged(String member, String format, Object... values) {
    return Finding.of(Rule.ARCHIVE_DAMAGED, Location.member(member), format, values).exception();
  }

  /** What a decoder said, for a sentence. */
  static String why(Exception e) {
    return e.getMessage() == null ? "it ends too early" : String.valueOf(e.getMessage());
  }

  static RuntimeException unsafe(String member, String format, Object... values) {
    return Finding.of(Rule.ARCHIVE_UNSAFE, Location.member(member), format, values).exception();
  }

  static RuntimeException unsupported(String member, String format, Object... values) {
    return Finding.of(Rule.ARCHIVE_UNSUPPORTED, Location.member(member), format, values)
        .exception();
  }
}
