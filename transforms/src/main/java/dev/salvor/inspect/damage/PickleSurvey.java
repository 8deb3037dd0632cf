package dev.salvor.inspect.damage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleStream;
import dev.salvor.format.pickle.PickleValues;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The arrays of a pickle that were complete before it breaks off. A model file that lies in it as
 * bytes is surveyed as far as it is there.
 */
final class PickleSurvey {
  private static final int DEPTH = 64;
  private static final int EMBEDDED = 1 << 26;
  private static final int NAME = 256;

  private final ByteSource source;
  private final List<Part> parts;
  private final Set<PickleNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());

  private PickleSurvey(ByteSource source, List<Part> parts) {
    this.source = source;
    this.parts = parts;
  }

  static void of(Path file, Path scratch, List<Part> parts) throws IOException {
    ByteSource source = ByteSource.of(file);
    PickleStream stream = PickleMachine.read(source);
    PickleSurvey survey = new PickleSurvey(source, parts);
    stream.roots().forEach(root -> survey.walk("", root, 0));
    survey.sequence("", stream.remains(), 0);
    survey.embedded(file, scratch);
  }

  /** Items that no SETITEMS took yet stand as key and value behind each other. */
  private void sequence(String path, List<PickleNode> nodes, int depth) {
    for (int i = 0; i < nodes.size(); i++) {
      Optional<String> key = i == 0 ? Optional.empty() : PickleValues.text(nodes.get(i - 1), NAME);
      walk(join(path, key.orElse("[" + i + "]")), nodes.get(i), depth);
    }
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  private void walk(String path, PickleNode node, int depth) {
    if (depth > DEPTH || (node instanceof CallNode && !seen.add(node))) {
      return;
    }
    Optional<NumpyArray> array = NumpyArray.of(node).filter(found -> found.data() != null);
    if (array.isPresent()) {
      array(path, array.get());
    } else if (node instanceof DictNode dict) {
      if (seen.add(dict)) {
        for (int i = 0; i < dict.size(); i++) {
          walk(join(path, dict.keyAt(i).orElse("[" + i + "]")), dict.values().get(i), depth + 1);
        }
      }
    } else if (node instanceof CallNode call) {
      sequence(path, call.arguments(), depth + 1);
      sequence(path, call.states(), depth + 1);
    } else if (node instanceof PickleNode.Bytes bytes) {
      nested(path, bytes.blob(), depth);
    } else if (PickleValues.sequence(node).isPresent() && seen.add(node)) {
      List<PickleNode> items = PickleValues.sequence(node).get();
      for (int i = 0; i < items.size(); i++) {
        walk(join(path, "[" + i + "]"), items.get(i), depth + 1);
      }
    }
  }

  /** Keras 2.2.3 to 2.3 keep each array as a pickle of its own. */
  private void nested(String path, Blob bytes, int depth) {
    if (depth < DEPTH && bytes.plain() && bytes.length() > 2 && bytes.head(1)[0] == (byte) 0x80) {
      PickleStream inside = PickleMachine.read(source.part(bytes.offset(), bytes.length()));
      inside.root().ifPresent(root -> walk(path, root, depth + 1));
    }
  }

  private void array(String path, NumpyArray array) {
    Blob data = array.data();
    String what = array.shape() + " " + array.dtype().kind() + array.dtype().itemSize();
    try {
      boolean complete = data != null && data.contentLength() == array.byteSize();
      parts.add(new Part(path, what, complete ? null : "does not have all its bytes"));
    } catch (IOException e) {
      parts.add(new Part(path, what, "its bytes cannot be decoded"));
    }
  }

  /** A .keras archive or an HDF5 file, from where it begins. */
  private void embedded(Path file, Path scratch) throws IOException {
    String bytes =
        new String(
            new Blob(source, 0, Math.min(EMBEDDED, source.size()), Blob.Encoding.PLAIN)
                .head((int) Math.min(EMBEDDED, source.size())),
            ISO_8859_1);
    int zip = bytes.indexOf("PK\u0003\u0004");
    int hdf5 = bytes.indexOf(Survey.HDF5);
    List<Part> found = new ArrayList<>();
    if (zip >= 0 && (hdf5 < 0 || zip < hdf5)) {
      ZipSurvey.of(file, zip, scratch, found);
    } else if (hdf5 >= 0) {
      found.addAll(Survey.hdf5Parts(file, hdf5, Files.size(file) - hdf5, ""));
    }
    found.forEach(
        part ->
            parts.add(
                new Part(
                    String.format(Locale.ROOT, "byte %d!/%s", zip >= 0 ? zip : hdf5, part.name()),
                    part.what(),
                    part.damage())));
  }
}
