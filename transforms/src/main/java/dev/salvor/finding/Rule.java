package dev.salvor.finding;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The catalogue of everything that can be found in an artifact: id, level, the class that an error
 * states, and what to do. One entry a rule; the message of a {@link Finding} brings the values.
 */
public enum Rule {
  // The store
  STORE_PERMISSION(
      "store/permission",
      Level.ERROR,
      Classification.UNREADABLE,
      "Grant the job read access to this path and run again."),
  STORE_VANISHED(
      "store/vanished",
      Level.ERROR,
      Classification.UNREADABLE,
      "It was listed but gone when read: run again, or see who removes files there."),
  STORE_READ_FAILED(
      "store/read-failed",
      Level.ERROR,
      Classification.UNREADABLE,
      "The storage failed to deliver the bytes; check the disk or the bucket and run again."),
  STORE_LINK_OUTSIDE(
      "store/link-outside",
      Level.ERROR,
      Classification.UNSAFE_CODE,
      "A link leads out of the input; copy the real file to its place."),

  // Any file
  FILE_EMPTY("file/empty", Level.ERROR, Classification.CORRUPT, "Fetch it again from its source."),
  FILE_TOO_LARGE(
      "file/too-large",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Raise --maxArtifactBytes to admit it."),
  FILE_LFS_POINTER(
      "file/lfs-pointer",
      Level.ERROR,
      Classification.CORRUPT,
      "Run `git lfs pull` in the repository it comes from and copy the real file."),
  FILE_ERROR_PAGE(
      "file/error-page",
      Level.ERROR,
      Classification.NOT_A_MODEL,
      "A server's answer was saved in place of the file; download it again, logged in."),
  FILE_PARTIAL(
      "file/partial",
      Level.ERROR,
      Classification.CORRUPT,
      "A transfer tool left it unfinished; let the transfer complete or fetch the file again."),
  FILE_TEXT_MODE(
      "file/text-mode",
      Level.ERROR,
      Classification.CORRUPT,
      "A transfer in text mode changed its bytes; transfer it again in binary mode."),
  FILE_NOT_A_MODEL(
      "file/not-a-model", Level.ERROR, Classification.NOT_A_MODEL, "Nothing needs to be done."),
  FILE_FOREIGN_FRAMEWORK(
      "file/foreign-framework",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Convert it with the tools of the framework that wrote it."),
  FILE_FORMAT_UNSUPPORTED(
      "file/format-unsupported",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Unpack or save it again in a format that is listed in the documentation."),
  FILE_DAMAGED(
      "file/damaged", Level.ERROR, Classification.CORRUPT, "Fetch it again from its source."),

  FILE_DAMAGE_TRACE(
      "file/damage-trace",
      Level.NOTE,
      null,
      "A trace of what happened to the file; fetch it again from its source."),
  FILE_POLYGLOT(
      "file/polyglot",
      Level.ERROR,
      Classification.UNSAFE_CODE,
      "Do not load it. Ask whoever made it for a file of one format."),

  // HDF5 and Keras files
  H5_TRUNCATED(
      "h5/truncated", Level.ERROR, Classification.CORRUPT, "Fetch it again from its source."),
  H5_DAMAGED("h5/damaged", Level.ERROR, Classification.CORRUPT, "Fetch it again from its source."),
  H5_EXTERNAL(
      "h5/external",
      Level.ERROR,
      Classification.UNSAFE_CODE,
      "It reads other files when opened; save the model again into one file."),
  H5_UNSUPPORTED(
      "h5/unsupported",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Save the model again with Keras' own writer."),
  H5_NOT_KERAS(
      "h5/not-keras",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "It is a healthy HDF5 file, but not one that Keras wrote."),
  KERAS_CONFIG_DAMAGED(
      "keras/config-damaged",
      Level.ERROR,
      Classification.CORRUPT,
      "Restore the file, or rebuild the model from its source code and load these weights."),
  KERAS_CONFIG_UNKNOWN(
      "keras/config-unknown",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Please report the file's Keras version and this message."),
  KERAS_NO_ARCHITECTURE(
      "keras/no-architecture",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Put the architecture (model.to_json()) beside the weights, under the same name."),
  KERAS_NO_WEIGHTS(
      "keras/no-weights",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Put the weights (model.save_weights()) beside the architecture, under the same name."),
  KERAS_LAYER_UNKNOWN(
      "keras/layer-unknown",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Name a built-in equivalent in the policy file, or supply a Java class for it."),
  KERAS_ARGUMENT_UNKNOWN(
      "keras/argument-unknown",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "The argument may change the outputs, so the model is not converted without it."),
  KERAS_LAMBDA(
      "keras/lambda",
      Level.ERROR,
      Classification.UNSAFE_CODE,
      "Rebuild the model without the Lambda, or replace it through the policy file."),
  KERAS_CODE(
      "keras/code",
      Level.ERROR,
      Classification.UNSAFE_CODE,
      "The configuration imports or runs code; rebuild the model without it."),
  KERAS_WEIGHTS_MISMATCH(
      "keras/weights-mismatch",
      Level.ERROR,
      Classification.CORRUPT,
      "Architecture and weights are not of the same model; find the pair that belongs together."),
  KERAS_WEIGHTS_MISSING(
      "keras/weights-missing",
      Level.ERROR,
      Classification.CORRUPT,
      "Fetch the file again from its source."),
  KERAS_WEIGHTS_NON_FINITE(
      "keras/weights-non-finite",
      Level.ERROR,
      Classification.CORRUPT,
      "Training diverged or the file was damaged; use an earlier snapshot."),
  KERAS_WEIGHTS_DOUBTFUL(
      "keras/weights-doubtful",
      Level.WARNING,
      null,
      "Compare it with another copy or an earlier snapshot: nothing in the file can tell."),
  KERAS_ERA_ASSUMED(
      "keras/era-assumed",
      Level.WARNING,
      null,
      "The file does not say; add recorded outputs (a golden) to settle it."),

  KERAS_BACKEND_ASSUMED(
      "keras/backend-assumed",
      Level.WARNING,
      null,
      "If it was trained with Theano, add recorded outputs (a golden): they decide."),

  // Graphs, SavedModels, checkpoints
  GRAPH_DAMAGED(
      "graph/damaged", Level.ERROR, Classification.CORRUPT, "Fetch it again from its source."),
  GRAPH_UNSAFE_OP(
      "graph/unsafe-op",
      Level.ERROR,
      Classification.UNSAFE_CODE,
      "The op reaches outside the model; export the inference part without it."),
  GRAPH_OP_UNPROVEN(
      "graph/op-unproven",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Export the model without the op, or permit it in the policy file if you know it has no effect"
          + " outside the model."),
  GRAPH_OP_PERMITTED(
      "graph/op-permitted",
      Level.WARNING,
      null,
      "The policy file vouches for the op; nothing else does."),
  NOT_EXECUTED(
      "validation/not-executed",
      Level.WARNING,
      null,
      "Run the model in the target and compare what it computes."),
  GRAPH_OP_UNKNOWN(
      "graph/op-unknown",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "The target runtime has no such op; export the model without it or pin another target."),
  GRAPH_ATTRIBUTE_UNKNOWN(
      "graph/attribute-unknown",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "The target runtime would ignore the attribute; pin a newer target."),
  GRAPH_NO_KERNEL(
      "graph/no-kernel",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "The target runtime knows the op but cannot run it on this device."),
  GRAPH_UNPROVABLE(
      "graph/unprovable",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "What it computes cannot be compared here; check it with the target itself."),
  GRAPH_AMBIGUOUS(
      "graph/ambiguous",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Name inputs and outputs of this graph in the policy file."),
  GRAPH_NO_VALUES(
      "graph/no-values",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Put the checkpoint that holds the variables beside the graph."),
  GRAPH_INPUT_UNNAMED(
      "graph/input-unnamed",
      Level.WARNING,
      null,
      "The signature cannot run without it; it becomes an input of the signature."),
  GRAPH_AVERAGES(
      "graph/averages",
      Level.NOTE,
      null,
      "To take the averages name the artifact under \"averages\" in the policy file."),
  GRAPH_REWRITTEN(
      "graph/rewritten",
      Level.WARNING,
      null,
      "The target does not load it as it stands; it is written again without the part."),
  GRAPH_NO_SIGNATURE(
      "graph/no-signature",
      Level.WARNING,
      null,
      "A signature was derived from the graph; check its inputs and outputs."),
  SAVED_MODEL_INCOMPLETE(
      "saved-model/incomplete",
      Level.ERROR,
      Classification.CORRUPT,
      "Copy the whole directory again from its source."),
  SAVED_MODEL_SIGNATURE(
      "saved-model/signature",
      Level.ERROR,
      Classification.CORRUPT,
      "The signature names what the graph does not hold; export the model again."),
  SAVED_MODEL_ASSET_TWICE(
      "saved-model/asset-twice",
      Level.WARNING,
      null,
      "Python loads it, C++ and Java do not; it is written again with each asset named once."),
  SAVED_MODEL_FINGERPRINT(
      "saved-model/fingerprint",
      Level.WARNING,
      null,
      "The files were changed after they were saved, or mixed; compare them with their source."),
  SAVED_MODEL_UNRESTORED(
      "saved-model/unrestored",
      Level.WARNING,
      null,
      "Servers find no value for it; it is written again with all its variables restored."),
  CHECKPOINT_DAMAGED(
      "checkpoint/damaged", Level.ERROR, Classification.CORRUPT, "Copy the files again."),
  CHECKPOINT_INCOMPLETE(
      "checkpoint/incomplete",
      Level.ERROR,
      Classification.CORRUPT,
      "Copy all files of the checkpoint again."),
  CHECKPOINT_UNSUPPORTED(
      "checkpoint/unsupported",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Save the checkpoint again without it."),
  CHECKPOINT_ALONE(
      "checkpoint/alone",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Put the graph (.meta) or the Keras architecture (.json) beside it."),

  // Pickles and archives
  PICKLE_UNSAFE(
      "pickle/unsafe",
      Level.ERROR,
      Classification.UNSAFE_PICKLE,
      "Do not load it. Ask whoever made it for a SavedModel or an HDF5 file."),
  PICKLE_UNPROVEN(
      "pickle/unproven",
      Level.ERROR,
      Classification.UNSAFE_PICKLE,
      "It could not be proved safe. Export the model inside as a SavedModel or HDF5 file."),
  PICKLE_TRUNCATED(
      "pickle/truncated", Level.ERROR, Classification.CORRUPT, "Fetch it again from its source."),
  PICKLE_DAMAGED(
      "pickle/damaged", Level.ERROR, Classification.CORRUPT, "Fetch it again from its source."),
  PICKLE_SALVAGED(
      "pickle/salvaged",
      Level.NOTE,
      null,
      "The model was taken out of the pickle without running it."),
  ARCHIVE_DAMAGED(
      "archive/damaged", Level.ERROR, Classification.CORRUPT, "Fetch it again from its source."),
  ARCHIVE_UNSAFE(
      "archive/unsafe",
      Level.ERROR,
      Classification.UNSAFE_CODE,
      "Do not unpack it. Ask whoever made it for a plain archive."),
  ARCHIVE_BOMB(
      "archive/bomb",
      Level.ERROR,
      Classification.UNSAFE_CODE,
      "It unpacks to far more than a model. If it is one, raise the limit that is named, in the"
          + " policy file."),
  ARCHIVE_UNEXPECTED_MEMBER(
      "archive/unexpected-member",
      Level.WARNING,
      null,
      "Ask whoever made the archive what it is for, and pack it without."),
  ARCHIVE_UNSUPPORTED(
      "archive/unsupported",
      Level.ERROR,
      Classification.UNSUPPORTED,
      "Unpack it and put the files into the store."),

  // Validation and publishing
  OUTPUTS_DIFFER(
      "validation/outputs-differ",
      Level.ERROR,
      null,
      "The converted model does not reproduce the recorded outputs and was not published."),
  RUN_FAILED(
      "validation/run-failed",
      Level.ERROR,
      null,
      "The converted model does not run on the embedded runtime and was not published."),
  GOLDEN_UNUSABLE(
      "validation/golden-unusable",
      Level.ERROR,
      null,
      "Record it again in the old environment (scripts/record_golden.py), or take it away."),
  NO_EVIDENCE(
      "validation/no-evidence",
      Level.NOTE,
      null,
      "Record inputs and outputs in the old environment (scripts/record_golden.py) to prove it."),
  INTERNAL(
      "salvor/internal",
      Level.ERROR,
      null,
      "A defect of Salvor: please report it with the row of this artifact.");

  private final String id;
  private final Level level;
  private final @Nullable Classification classification;
  private final String advice;

  Rule(String id, Level level, @Nullable Classification classification, String advice) {
    this.id = id;
    this.level = level;
    this.classification = classification;
    this.advice = advice;
  }

  /** The id in manifest and SARIF, {@code room/thing}. */
  public String id() {
    return id;
  }

  public Level level() {
    return level;
  }

  /** The class that an error of this rule states; empty where it states none. */
  public Optional<Classification> classification() {
    return Optional.ofNullable(classification);
  }

  /** What to do, one sentence. */
  public String advice() {
    return advice;
  }
}
