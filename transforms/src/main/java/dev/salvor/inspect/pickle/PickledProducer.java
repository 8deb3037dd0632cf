package dev.salvor.inspect.pickle;

import dev.salvor.finding.Producer;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.format.pickle.PickledInstance;
import java.util.Optional;

/** Who wrote a pickled model, as far as the pickle itself says. */
final class PickledProducer {
  private static final int VERSION = 64;

  private PickledProducer() {}

  static Producer of(PickleNode root, PickledModel model) {
    String framework =
        root instanceof CallNode call
            ? PickledInstance.type(call)
                .or(call::function)
                .map(type -> type.module().startsWith("keras.") ? "keras" : "tf.keras")
                .filter(name -> model.form() != SalvageForm.CONFIG_AND_WEIGHTS)
                .orElse("keras")
            : "keras";
    if (model instanceof PickledModel.H5Dict tree) {
      return new Producer(
          framework,
          string(tree.root().value("keras_version")),
          null,
          null,
          string(tree.root().value("backend")));
    }
    return Producer.of(framework, null);
  }

  private static @org.jspecify.annotations.Nullable String string(Optional<PickleNode> node) {
    return node.flatMap(PickleValues::bytes)
        .filter(blob -> blob.length() <= VERSION)
        .map(blob -> blob.text(VERSION))
        .or(() -> node.flatMap(text -> PickleValues.text(text, VERSION)))
        .orElse(null);
  }
}
