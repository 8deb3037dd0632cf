package dev.salvor.inspect.pickle;

/** The forms in which a model lies in a pickle, and whether there is a converter for it. */
public enum SalvageForm {
  KERAS_ARCHIVE("a .keras archive", true),
  HDF5_FILE("an HDF5 model file", true),
  SAVED_MODEL_TAR("a SavedModel in a tar archive", true),
  H5_DICT("the HDF5 tree of Keras 2.2.3 to 2.3 as dictionaries", true),
  CONFIG_AND_WEIGHTS("an architecture with its list of weights", true);

  private final String label;
  private final boolean convertible;

  SalvageForm(String label, boolean convertible) {
    this.label = label;
    this.convertible = convertible;
  }

  /** For a sentence: "holds a .keras archive". */
  public String label() {
    return label;
  }

  /** Whether a converter takes it from here. */
  public boolean convertible() {
    return convertible;
  }
}
