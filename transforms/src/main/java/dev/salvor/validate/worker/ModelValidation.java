package dev.salvor.validate.worker;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.validate.Comparison;
import dev.salvor.validate.Evidence;
import dev.salvor.validate.Tolerance;
import dev.salvor.validate.ValidationResult;
import dev.salvor.validate.WorkerRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.SignatureDef;

/** Loads one model, runs it and compares what it returns. */
final class ModelValidation {
  private final WorkerRequest request;
  private final TensorFlowRuntime runtime;
  private final List<Comparison> outputs = new ArrayList<>();
  private final List<Finding> findings = new ArrayList<>();
  private Evidence evidence = Evidence.NONE;
  private long samples;

  private ModelValidation(WorkerRequest request, TensorFlowRuntime runtime) {
    this.request = request;
    this.runtime = runtime;
  }

  static ValidationResult run(WorkerRequest request, TensorFlowRuntime runtime) throws IOException {
    return new ModelValidation(request, runtime).run();
  }

  private ValidationResult run() throws IOException {
    try {
      Golden golden = request.golden() == null ? null : Golden.read(request.golden());
      evidence = golden == null ? Evidence.NONE : Evidence.GOLDEN;
      ModelSignatures model = ModelSignatures.read(request.model());
      try (NativeModel loaded = NativeModel.load(request.model(), model.tags(), runtime)) {
        if (golden == null) {
          new TrialRun(loaded, model, request).run().ifPresent(findings::add);
        } else {
          golden.calls().forEach((signature, call) -> call(loaded, model, signature, call));
        }
      }
    } catch (ArtifactException e) {
      findings.add(e.finding());
    } catch (RuntimeException | InvalidProtocolBufferException e) {
      findings.add(failed("it does not load", e));
    }
    return new ValidationResult(
        evidence,
        runtime.device(),
        samples,
        request.golden() == null ? request.seed() : null,
        outputs,
        findings);
  }

  private void call(NativeModel loaded, ModelSignatures model, String signature, Golden.Call call) {
    SignatureDef definition = model.signatures().get(signature);
    if (definition == null) {
      differ(
          "the golden records signature '%s', the model has %s",
          signature, model.signatures().keySet());
      return;
    }
    try {
      Map<String, TensorSpec> feeds = TensorSpec.of(definition.getInputsMap());
      Map<String, TensorSpec> fetches = TensorSpec.of(definition.getOutputsMap());
      Optional<Map<String, String>> given = Names.match(feeds, call.inputs());
      Optional<Map<String, String>> recorded = Names.match(fetches, call.outputs());
      if (given.isEmpty()) {
        differ(
            "signature '%s' takes %s, the golden records inputs %s",
            signature, feeds.keySet(), call.inputs().keySet());
      } else if (recorded.isEmpty()) {
        differ(
            "signature '%s' returns %s, the golden records outputs %s",
            signature, fetches.keySet(), call.outputs().keySet());
      } else {
        Map<String, TensorData> inputs = new LinkedHashMap<>();
        given.get().forEach((name, key) -> inputs.put(name, value(call.inputs(), key)));
        samples += call.samples();
        try (NativeModel.Outputs results = loaded.run(feeds, inputs, fetches)) {
          for (Map.Entry<String, String> pair : recorded.get().entrySet()) {
            compare(
                model,
                signature,
                pair.getKey(),
                value(call.outputs(), pair.getValue()),
                value(results.tensors(), pair.getKey()).values());
          }
        }
      }
    } catch (RuntimeException | IOException e) {
      findings.add(failed("signature '" + signature + "' does not run on the recorded inputs", e));
    }
  }

  private static <T> T value(Map<String, T> map, String key) {
    T value = map.get(key);
    if (value == null) {
      throw new IllegalStateException("no " + key);
    }
    return value;
  }

  private void compare(
      ModelSignatures model, String signature, String name, TensorData expected, TensorData actual)
      throws IOException {
    TensorComparator comparator = new TensorComparator(signature, name, expected, actual);
    Tolerance tolerance = request.tolerance();
    Comparison comparison =
        comparator.compare(tolerance != null ? tolerance : byType(expected, actual));
    if (!comparison.pass() && comparator.comparable() && tolerance == null && model.coarse()) {
      comparison = comparator.compare(Tolerance.COARSE);
    }
    outputs.add(comparison);
    if (!comparison.pass()) {
      findings.add(
          Finding.of(
              Rule.OUTPUTS_DIFFER,
              Location.tensor(name),
              Differences.describe(comparison, expected, actual)));
    }
  }

  private static Tolerance byType(TensorData expected, TensorData actual) {
    return byType(expected.type()).looser(byType(actual.type()));
  }

  private static Tolerance byType(ElementType type) {
    return switch (type) {
      case FLOAT16 -> Tolerance.HALF;
      case BFLOAT16, FLOAT8_E5M2, FLOAT8_E4M3FN -> Tolerance.COARSE;
      case FLOAT32, FLOAT64, COMPLEX64, COMPLEX128 -> Tolerance.SINGLE;
      case INT8,
          UINT8,
          INT16,
          UINT16,
          INT32,
          UINT32,
          INT64,
          UINT64,
          BOOL,
          STRING,
          QINT8,
          QUINT8,
          QINT16,
          QUINT16,
          QINT32 ->
          Tolerance.EXACT;
    };
  }

  private void differ(String format, Object... args) {
    findings.add(Finding.of(Rule.OUTPUTS_DIFFER, Location.NONE, format, args));
  }

  private Finding failed(String what, Throwable cause) {
    return Finding.of(
        Rule.RUN_FAILED, Location.NONE, what + ": " + Messages.of(cause, request.model()));
  }
}
