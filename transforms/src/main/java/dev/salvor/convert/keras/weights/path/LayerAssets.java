package dev.salvor.convert.keras.weights.path;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.kerasarchive.KerasArchive;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The text files that an archive keeps for its layers, {@code assets/<path>/vocabulary.txt} (keras
 * 3.15.1, src/layers/preprocessing/index_lookup.py, save_assets). TextVectorization has its own
 * twice: the second is its lookup layer's.
 */
public final class LayerAssets {
  /** No assets: weights that lie outside an archive. */
  public static final LayerAssets NONE = new LayerAssets(null);

  private static final int MAX_BYTES = 1 << 28;

  private final @Nullable KerasArchive archive;
  private final Map<String, String> members = new HashMap<>();

  private LayerAssets(@Nullable KerasArchive archive) {
    this.archive = archive;
    if (archive != null) {
      archive.assets().forEach(name -> members.put(name.replace('\\', '/'), name));
    }
  }

  /** The assets of an archive, which must stay open. */
  public static LayerAssets of(KerasArchive archive) {
    return new LayerAssets(archive);
  }

  /** The lines of the file of the layer at {@code path}, as Python splits them. */
  Optional<List<byte[]>> lines(String path, String file) throws IOException {
    for (String place : List.of("assets/" + path, "assets/" + path + "/_lookup_layer")) {
      String member = members.get(place + "/" + file);
      if (member != null && archive != null) {
        return Optional.of(split(read(archive, member)));
      }
    }
    return Optional.empty();
  }

  private static byte[] read(KerasArchive archive, String member) throws IOException {
    byte[] bytes;
    try (InputStream content = archive.asset(member)) {
      bytes = content.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw Finding.of(
              Rule.FILE_FORMAT_UNSUPPORTED,
              Location.member(member),
              "%s has more than %d bytes",
              member,
              MAX_BYTES)
          .exception();
    }
    return bytes;
  }

  /** {@code split("\n")} of a text in which a line written on Windows ends with a return. */
  static List<byte[]> split(byte[] bytes) {
    List<byte[]> lines = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= bytes.length; i++) {
      if (i == bytes.length || bytes[i] == '\n') {
        int end = i < bytes.length && i > start && bytes[i - 1] == '\r' ? i - 1 : i;
        lines.add(Arrays.copyOfRange(bytes, start, end));
        start = i + 1;
      }
    }
    return lines;
  }
}
