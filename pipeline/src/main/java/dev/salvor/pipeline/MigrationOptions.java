package dev.salvor.pipeline;

import dev.salvor.target.TargetRuntime;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptions;
import org.jspecify.annotations.Nullable;

/** The options of {@code migrate}, beside Beam's own. */
public interface MigrationOptions extends PipelineOptions {

  @Description("The store to read: a directory, or a bucket with a prefix.")
  @Nullable String getInput();

  void setInput(@Nullable String input);

  @Description("Where models, manifest and report go.")
  @Nullable String getOutput();

  void setOutput(@Nullable String output);

  @Description("The TensorFlow that the models are for; see `salvor targets`.")
  @Default.String(TargetRuntime.DEFAULT)
  String getTarget();

  void setTarget(String target);

  @Description(
      "incremental: what is new or changed; full: everything; retry-failed: also what failed.")
  @Default.String("incremental")
  String getMode();

  void setMode(String mode);

  @Description("Convert and compare, but publish nothing.")
  @Default.Boolean(false)
  boolean isDryRun();

  void setDryRun(boolean dryRun);

  @Description(
      "Recorded inputs and outputs, <artifact path>.golden.npz, beside those in the store.")
  @Nullable String getGoldens();

  void setGoldens(@Nullable String goldens);

  @Description("A JSON file with tolerances, aliases and inputs and outputs of bare graphs.")
  @Nullable String getPolicy();

  void setPolicy(@Nullable String policy);

  @Description("Where models are run: auto, cpu or gpu. gpu fails where there is none.")
  @Default.String("auto")
  String getDevice();

  void setDevice(String device);

  @Description("Absolute tolerance of comparisons, in place of the default of the type.")
  @Nullable Double getAtol();

  void setAtol(@Nullable Double atol);

  @Description("Relative tolerance of comparisons, in place of the default of the type.")
  @Nullable Double getRtol();

  void setRtol(@Nullable Double rtol);

  @Description(
      "How many artifacts may be rejected before the exit code is 1; any number by default.")
  @Default.Long(Long.MAX_VALUE)
  long getMaxRejected();

  void setMaxRejected(long maxRejected);

  @Description("Artifacts with more bytes are refused.")
  @Default.Long(64L << 30)
  long getMaxArtifactBytes();

  void setMaxArtifactBytes(long maxArtifactBytes);

  @Description("Leave artifacts whose files are younger than this to the next run: 90s, 10m, 2h.")
  @Default.String("0s")
  String getMinAge();

  void setMinAge(String minAge);
}
