package dev.salvor.format.kerasarchive;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Hdf5File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * An opened {@code .keras} archive, zip or directory, whose container is sound: both directories of
 * the zip agree and the CRC-32 of every member was verified. Names of members are those of keras
 * 3.15.1, src/saving/saving_lib.py; {@code variables.h5} is that of tf.keras 2.11, {@code
 * keras/saving/experimental/saving_lib.py}.
 */
public final class KerasArchive implements AutoCloseable {
  /** The architecture. */
  public static final String CONFIG = "config.json";

  private static final String METADATA = "metadata.json";
  private static final String SHARD_INDEX = "model.weights.json";
  private static final String NUMPY_WEIGHTS = "model.weights.npz";
  private static final List<String> WEIGHTS = List.of("model.weights.h5", "variables.h5");
  private static final String ASSETS = "assets/";
  private static final Pattern SHARD = Pattern.compile("model_\\d{5,}\\.weights\\.h5");
  private static final long MAX_TEXT = 1L << 28;

  private final Container container;
  private final List<String> names;

  private KerasArchive(Container container) {
    this.container = container;
    this.names = container.names();
  }

  /**
   * @param file the zip or the directory
   * @param tempDir where a weights member is unpacked if it is compressed; the caller removes it
   * @throws ArtifactException where the archive is damaged ({@code archive/damaged}, {@code
   *     file/text-mode}), hostile ({@code archive/unsafe}, {@code archive/bomb}) or uses what no
   *     writer of Keras uses ({@code archive/unsupported})
   */
  public static KerasArchive open(Path file, Path tempDir) throws IOException {
    return new KerasArchive(
        Files.isDirectory(file) ? DirectoryContainer.open(file) : ZipContainer.open(file, tempDir));
  }

  /** {@code config.json}, the architecture. */
  public String config() throws IOException {
    if (!names.contains(CONFIG)) {
      throw Finding.of(
              Rule.KERAS_CONFIG_DAMAGED,
              Location.member(CONFIG),
              "the archive has no config.json, the architecture of the model")
          .exception();
    }
    return text(CONFIG);
  }

  /** {@code metadata.json}; Keras loads archives that lack it. */
  public Optional<String> metadata() throws IOException {
    return optional(METADATA);
  }

  /**
   * The weights as one file, read in place where the member is not compressed.
   *
   * @throws ArtifactException where there is none, where they are {@link #shardIndex sharded}, and
   *     where they are NumPy archives of pickles
   */
  public Hdf5File weights() throws IOException {
    for (String name : WEIGHTS) {
      if (names.contains(name)) {
        return hdf5(name);
      }
    }
    if (names.contains(NUMPY_WEIGHTS)) {
      throw Finding.of(
              Rule.FILE_FORMAT_UNSUPPORTED,
              Location.member(NUMPY_WEIGHTS),
              "the weights are pickles in a NumPy archive, model.weights.npz")
          .exception();
    }
    throw Finding.of(
            Rule.KERAS_WEIGHTS_MISSING,
            Location.member(WEIGHTS.get(0)),
            names.contains(SHARD_INDEX)
                ? "the weights are sharded; there is no %s"
                : "the archive has no %s, the weights of the model",
            WEIGHTS.get(0))
        .exception();
  }

  /** {@code model.weights.json} where the weights are sharded (Keras 3.10 and later). */
  public Optional<String> shardIndex() throws IOException {
    return optional(SHARD_INDEX);
  }

  /** A shard that {@link #shardIndex} names. */
  public Hdf5File shard(String name) throws IOException {
    if (!SHARD.matcher(name).matches() || !names.contains(name)) {
      throw Finding.of(
              Rule.KERAS_WEIGHTS_MISSING,
              Location.member(name),
              "the index of the weights names shard %s, which the archive does not hold",
              name)
          .exception();
    }
    return hdf5(name);
  }

  private Hdf5File hdf5(String name) throws IOException {
    try {
      return container.hdf5(name);
    } catch (ArtifactException e) {
      Finding finding = e.finding();
      Location at = finding.location();
      throw new ArtifactException(
          Finding.of(
              finding.rule(),
              new Location(at.file(), at.offset(), name, at.tensor(), at.layer(), at.node()),
              "%s: %s",
              name,
              finding.message()),
          e);
    }
  }

  /** Names of the files below {@code assets/}, with that prefix. */
  public List<String> assets() {
    return names.stream().filter(name -> name.startsWith(ASSETS)).toList();
  }

  /** Bytes of an asset. */
  public InputStream asset(String name) throws IOException {
    return member(name);
  }

  /** Names of all members, known or not. */
  public List<String> members() {
    return names;
  }

  /** Bytes of any member, for scanners. */
  public InputStream member(String name) throws IOException {
    return container.open(name);
  }

  /** What is odd about the archive and does not keep it from being read. */
  public List<Finding> findings() {
    List<Finding> findings = new ArrayList<>(container.findings());
    for (String name : names) {
      if (!known(name)) {
        findings.add(
            Finding.of(
                Rule.ARCHIVE_UNEXPECTED_MEMBER,
                Location.member(name),
                "member %s is none that Keras writes; it is left behind",
                name));
      }
    }
    return findings;
  }

  static boolean known(String name) {
    return name.equals(CONFIG)
        || name.equals(METADATA)
        || name.equals(SHARD_INDEX)
        || name.equals(NUMPY_WEIGHTS)
        || WEIGHTS.contains(name)
        || name.startsWith(ASSETS)
        || SHARD.matcher(name).matches();
  }

  private Optional<String> optional(String name) throws IOException {
    return names.contains(name) ? Optional.of(text(name)) : Optional.empty();
  }

  private String text(String name) throws IOException {
    if (container.size(name) > MAX_TEXT) {
      throw Finding.of(
              Rule.ARCHIVE_BOMB, Location.member(name), "member %s is too long for JSON", name)
          .exception();
    }
    try (InputStream content = container.open(name)) {
      ByteBuffer bytes = ByteBuffer.wrap(content.readAllBytes());
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw new ArtifactException(
          Finding.of(
              Rule.KERAS_CONFIG_DAMAGED, Location.member(name), "%s is not UTF-8 text", name),
          e);
    }
  }

  @Override
  public void close() throws IOException {
    container.close();
  }
}
