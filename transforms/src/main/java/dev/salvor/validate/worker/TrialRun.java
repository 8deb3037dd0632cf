package dev.salvor.validate.worker;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.validate.WorkerRequest;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tensorflow.proto.SignatureDef;

/**
 * Runs a signature once on made-up inputs. It proves nothing about values: a failure may be the
 * inputs' fault, so it is only noted.
 */
record TrialRun(NativeModel loaded, ModelSignatures model, WorkerRequest request) {
  /** Sizes of unknown dimensions that are tried in turn: a sequence, an image, a larger image. */
  private static final int[] SIZES = {2, 16, 64, 256};

  Optional<Finding> run() throws IOException {
    SignatureDef definition = model.signatures().get("serving_default");
    if (definition == null) {
      return Optional.of(note("the model loads; it has no serving_default to try"));
    }
    RuntimeException last = null;
    for (int size : SIZES) {
      try {
        Map<String, TensorSpec> feeds = TensorSpec.of(definition.getInputsMap());
        Map<String, TensorData> inputs = SeededInputs.of(feeds, request.seed(), size);
        loaded.run(feeds, inputs, TensorSpec.of(definition.getOutputsMap())).close();
        return Optional.of(
            note("no recorded outputs: the model loads and runs on made-up inputs, no more"));
      } catch (RuntimeException e) {
        last = e;
      }
    }
    return Optional.of(failed(last));
  }

  private Finding failed(@Nullable RuntimeException cause) {
    return note(
        "no recorded outputs: the model loads, but does not run on made-up inputs, which may be"
            + " their fault: "
            + Messages.of(cause, request.model()));
  }

  private static Finding note(String message) {
    return Finding.of(Rule.NO_EVIDENCE, Location.NONE, message);
  }
}
