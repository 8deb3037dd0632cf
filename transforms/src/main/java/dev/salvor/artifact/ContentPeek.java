package dev.salvor.artifact;

/**
 * A first look into a file, so that only files that belong together by content are grouped. {@link
 * ArtifactLayout} asks it for candidates alone: a text that may be an architecture, a file that may
 * be its weights, a lone {@code saved_model.pb}.
 */
@FunctionalInterface
public interface ContentPeek {

  /** Looks into nothing: names alone decide. */
  ContentPeek NAMES_ONLY = file -> Content.UNKNOWN;

  /** What the file holds; {@link Content#UNKNOWN} where it cannot be read. */
  Content of(ArtifactFile file);

  /**
   * Whether the layers of an architecture, or of a whole model, are those that the weights name;
   * false where one of them does not say.
   */
  default boolean sameLayers(ArtifactFile architecture, ArtifactFile weights) {
    return false;
  }

  /** What the head of a file says about its place in a group. */
  enum Content {
    /** A Keras architecture, JSON or YAML. */
    ARCHITECTURE,
    /** HDF5 that holds weights and no architecture. */
    WEIGHTS,
    /** HDF5 that holds architecture and weights. */
    WHOLE_MODEL,
    /** A pickled list, as {@code get_weights()} gives it. */
    PICKLED_LIST,
    /** The start of a SavedModel message, binary or text. */
    SAVED_MODEL,
    /** Something else. */
    OTHER,
    /** Not looked at, or unreadable. */
    UNKNOWN
  }
}
