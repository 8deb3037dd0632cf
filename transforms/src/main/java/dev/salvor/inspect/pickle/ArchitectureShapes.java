package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Bytes;
import dev.salvor.format.pickle.PickleNode.Text;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.format.pickle.PickledInstance;
import dev.salvor.inspect.pickle.PickledModel.Architecture;
import java.util.List;
import java.util.Optional;

/** Tells the architecture of a Keras model from other data, by structure alone. */
final class ArchitectureShapes {
  private static final int HEAD = 1 << 12;

  private ArchitectureShapes() {}

  static Optional<Architecture> of(PickleNode node) {
    if (node instanceof Text text) {
      return written(text.blob());
    }
    if (node instanceof Bytes bytes) {
      return written(bytes.blob());
    }
    if (node instanceof DictNode dict) {
      if (isLayer(dict) && dict.value("config").filter(ArchitectureShapes::hasLayers).isPresent()) {
        return Optional.of(new Architecture.Described(dict));
      }
      return hasLayers(dict) ? Optional.of(new Architecture.Bare(dict)) : Optional.empty();
    }
    return hasLayers(node) ? Optional.of(new Architecture.Bare(node)) : Optional.empty();
  }

  /** The text begins as {@code to_json()} or {@code to_yaml()} writes it, keys in any order. */
  private static Optional<Architecture> written(Blob blob) {
    if (blob.length() < 32) {
      return Optional.empty();
    }
    String head = blob.text(HEAD).stripLeading();
    if (head.startsWith("backend:") || head.startsWith("class_name:")) {
      return head.contains("class_name:") && head.contains("\nconfig:")
          ? Optional.of(new Architecture.Yaml(blob))
          : Optional.empty();
    }
    return head.startsWith("{") && head.contains("\"class_name\"") && head.contains("\"config\"")
        ? Optional.of(new Architecture.Json(blob))
        : Optional.empty();
  }

  /** A list of layers, or a configuration with such a list. */
  private static boolean hasLayers(PickleNode config) {
    PickleNode layers =
        config instanceof DictNode dict ? dict.value("layers").orElse(config) : config;
    Optional<List<PickleNode>> items = PickleValues.sequence(layers);
    return items.isPresent()
        && !items.get().isEmpty()
        && items.get().stream().allMatch(ArchitectureShapes::isLayer);
  }

  /** {@code {class_name: …, config: …}}, as a dictionary or as Keras' subclass of one. */
  private static boolean isLayer(PickleNode node) {
    return fields(node)
        .filter(dict -> dict.value("class_name").isPresent() && dict.value("config").isPresent())
        .isPresent();
  }

  /** The items of a dictionary or of a SharedObjectConfig, which is one. */
  static Optional<DictNode> fields(PickleNode node) {
    if (node instanceof DictNode dict) {
      return Optional.of(dict);
    }
    if (node instanceof CallNode call
        && PickledInstance.type(call).isPresent()
        && AllowList.STANDARD
            .governing(call)
            .filter(entry -> entry.family() == Family.CONFIG)
            .isPresent()) {
      return Optional.of(
          call.arguments().size() == 3 && call.arguments().get(2) instanceof DictNode content
              ? content
              : call.items());
    }
    return Optional.empty();
  }
}
