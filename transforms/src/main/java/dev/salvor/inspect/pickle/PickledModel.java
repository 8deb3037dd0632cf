package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.PickleNode;
import java.util.List;

/** A model that lies in a pickle as inert data, in one of the forms people have used. */
public sealed interface PickledModel {

  SalvageForm form();

  /** A file of another format, whole, as bytes. */
  record EmbeddedFile(SalvageForm form, Blob content) implements PickledModel {}

  /**
   * The tree of an HDF5 file as dictionaries, arrays as pickles in bytes (Keras 2.2.3 to 2.3,
   * keras/utils/io_utils.py, class H5Dict).
   */
  record H5Dict(DictNode root) implements PickledModel {
    @Override
    public SalvageForm form() {
      return SalvageForm.H5_DICT;
    }
  }

  /** An architecture and the arrays that {@code get_weights()} gave, kept by hand. */
  record ConfigAndWeights(Architecture architecture, Weights weights) implements PickledModel {
    @Override
    public SalvageForm form() {
      return SalvageForm.CONFIG_AND_WEIGHTS;
    }
  }

  /** How the architecture is written. */
  sealed interface Architecture {
    /** {@code model.to_json()}. */
    record Json(Blob text) implements Architecture {}

    /** {@code model.to_yaml()}. */
    record Yaml(Blob text) implements Architecture {}

    /** {@code {class_name, config}}. */
    record Described(DictNode value) implements Architecture {}

    /** {@code model.get_config()} alone; a list of layers or a dictionary with them. */
    record Bare(PickleNode config) implements Architecture {}
  }

  /** How the arrays are arranged. */
  sealed interface Weights {
    /** All arrays of the model in the order of {@code get_weights()}. */
    record InOrder(List<PickleNode> arrays) implements Weights {
      public InOrder {
        arrays = List.copyOf(arrays);
      }
    }

    /** For each layer in model order its arrays; layers without weights may be there or not. */
    record ByPosition(List<List<PickleNode>> layers) implements Weights {
      public ByPosition {
        layers = List.copyOf(layers);
      }
    }

    /** By the name of the layer. */
    record ByName(List<String> names, List<List<PickleNode>> arrays) implements Weights {
      public ByName {
        names = List.copyOf(names);
        arrays = List.copyOf(arrays);
      }
    }

    /**
     * By the name of the variable, which begins with that of its layer: {@code dense/kernel:0}, in
     * Keras 3 also {@code sequential/dense/kernel}.
     */
    record ByVariable(List<String> names, List<PickleNode> arrays) implements Weights {
      public ByVariable {
        names = List.copyOf(names);
        arrays = List.copyOf(arrays);
      }
    }
  }
}
