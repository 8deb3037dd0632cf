package dev.salvor.artifact;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;

/**
 * Digest of a set of files as OpenSSF model signing computes it: SHA-256 over the SHA-256 digests
 * of the files, sorted by path segment by segment (model-transparency, manifest.py and
 * _signing/signing.py, serialization method {@code files}). The names of the files are not part of
 * it.
 *
 * @param files sorted as they were hashed
 * @param sha256 the root digest, lower-case hex
 */
public record Fingerprint(List<FileDigest> files, String sha256) implements Serializable {

  /**
   * One file.
   *
   * @param path relative to what the fingerprint is of, {@code /} as separator
   * @param size bytes
   * @param sha256 lower-case hex
   */
  public record FileDigest(String path, long size, String sha256) implements Serializable {}

  public Fingerprint {
    files = List.copyOf(files);
  }

  /** The fingerprint of files whose digests are known. */
  public static Fingerprint of(Collection<FileDigest> digests) {
    List<FileDigest> sorted = new ArrayList<>(digests);
    sorted.sort(Comparator.comparing(FileDigest::path, Fingerprint::comparePaths));
    MessageDigest root = newSha256();
    sorted.forEach(file -> root.update(HexFormat.of().parseHex(file.sha256())));
    return new Fingerprint(sorted, HexFormat.of().formatHex(root.digest()));
  }

  /** Reads and hashes the files of an artifact once; paths are relative to the input. */
  public static Fingerprint of(StagedArtifact staged) throws IOException {
    List<FileDigest> digests = new ArrayList<>();
    for (ArtifactFile file : staged.artifact().files()) {
      digests.add(digest(file.path(), staged.local(file)));
    }
    return of(digests);
  }

  /** Reads and hashes {@code file}. */
  public static FileDigest digest(String path, Path file) throws IOException {
    MessageDigest sha256 = newSha256();
    byte[] buffer = new byte[1 << 16];
    long size = 0;
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        sha256.update(buffer, 0, n);
        size += n;
      }
    }
    return new FileDigest(path, size, HexFormat.of().formatHex(sha256.digest()));
  }

  /** Python's order of PurePosixPath: by segments, each by code points. */
  private static int comparePaths(String a, String b) {
    String[] left = a.split("/", -1);
    String[] right = b.split("/", -1);
    for (int i = 0; i < Math.min(left.length, right.length); i++) {
      int order = Arrays.compareUnsigned(left[i].getBytes(UTF_8), right[i].getBytes(UTF_8));
      if (order != 0) {
        return order;
      }
    }
    return Integer.compare(left.length, right.length);
  }

  private static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
