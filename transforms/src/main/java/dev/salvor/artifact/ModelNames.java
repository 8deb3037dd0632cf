package dev.salvor.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Names under which models are published: the artifact path without its extension, {@code /} as
 * {@code .}, other characters outside {@code [A-Za-z0-9_.-]} as {@code _}. Those that collide get
 * {@code -} and six hex digits of the SHA-256 of their path, so a name depends on the paths of a
 * store and on nothing else.
 */
public final class ModelNames {
  private static final int HEX_DIGITS = 6;
  private static final Pattern EXTENSION = Pattern.compile("\\.[A-Za-z0-9_]{1,16}$");
  private static final Pattern FOREIGN = Pattern.compile("[^A-Za-z0-9_.\\-]");

  /** A plain path that could be read as a path inside an archive: {@code a.zip!/b}. */
  private static final String INSIDE = "_.";

  private ModelNames() {}

  static List<Artifact> assign(List<FileGroup> groups) {
    List<String> plain = new ArrayList<>();
    Map<String, Integer> count = new HashMap<>();
    for (FileGroup group : groups) {
      String name = plain(group.path(), group.layout());
      plain.add(name);
      count.merge(name, 1, Integer::sum);
    }
    List<Artifact> artifacts = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      FileGroup group = groups.get(i);
      String name = plain.get(i);
      boolean ambiguous =
          count.getOrDefault(name, 0) > 1 || looksAssigned(name) || looksInside(group.path(), name);
      artifacts.add(
          new Artifact(
              group.path(),
              group.layout(),
              group.files(),
              ambiguous ? distinct(name, group.path()) : name,
              group.near()));
    }
    return artifacts;
  }

  /**
   * The name of an artifact inside an archive. It cannot meet the name of a plain path, nor one
   * from another archive: where the archive's own name collides, so do those of all its members.
   *
   * @param archive the archive
   * @param member an artifact grouped from the archive's listing, its path inside the archive
   * @param path its whole path, {@code archive!/member}
   */
  public static String inside(Artifact archive, Artifact member, String path) {
    String name = plain(path, member.layout());
    boolean archiveCollides = !archive.model().equals(plain(archive.path(), archive.layout()));
    boolean memberCollides = !member.model().equals(plain(member.path(), member.layout()));
    return archiveCollides || memberCollides ? distinct(name, path) : name;
  }

  private static String plain(String path, Artifact.Layout layout) {
    String name =
        switch (layout) {
          // a directory and a prefix have no extension: serving/7, model.ckpt-1000
          case SAVED_MODEL, KERAS_DIRECTORY, CHECKPOINT -> path;
          case ARCHITECTURE_AND_WEIGHTS, JOBLIB, TFJS, SPLIT_ARCHIVE, FILE ->
              withoutExtension(path);
        };
    if (name.endsWith("/.")) {
      name = name.substring(0, name.length() - 1) + "model"; // the root of an archive
    }
    name = FOREIGN.matcher(name.replace('/', '.')).replaceAll("_");
    return name.chars().allMatch(c -> c == '.') ? "model" : name;
  }

  private static String withoutExtension(String path) {
    int start = path.lastIndexOf('/') + 1;
    String name = path.substring(start);
    String stem = EXTENSION.matcher(name).replaceFirst("");
    return path.substring(0, start) + (stem.isEmpty() ? name : stem);
  }

  /** Whether a plain name ends as a distinct one does: it could be taken for another's. */
  private static boolean looksAssigned(String name) {
    int dash = name.length() - HEX_DIGITS - 1;
    return dash > 0
        && name.charAt(dash) == '-'
        && name.substring(dash + 1).chars().allMatch(c -> "0123456789abcdef".indexOf(c) >= 0);
  }

  private static boolean looksInside(String path, String name) {
    return !path.contains("!/") && name.contains(INSIDE);
  }

  private static String distinct(String name, String path) {
    return name + "-" + HexFormat.of().formatHex(sha256(path), 0, HEX_DIGITS / 2);
  }

  private static byte[] sha256(String path) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(path.getBytes(UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
