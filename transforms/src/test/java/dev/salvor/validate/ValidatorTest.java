package dev.salvor.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Rule;
import dev.salvor.format.numpy.NpyBytes;
import dev.salvor.policy.Policy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidatorTest {
  private static Validator validator;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    validator = new Validator(new ValidatorOptions(Device.CPU, 1, Duration.ofSeconds(60), null));
  }

  @AfterAll
  static void stop() {
    validator.close();
  }

  @Test
  void aReproducedGoldenPasses() throws Exception {
    ValidationResult result =
        validate(TestModel.adds(2), golden(new float[] {1, 2, 3}, new float[] {3, 4, 5}));
    assertThat(result.passed()).isTrue();
    assertThat(result.evidence()).isEqualTo(Evidence.GOLDEN);
    assertThat(result.device()).isEqualTo("cpu");
    assertThat(result.samples()).isEqualTo(3);
    assertThat(result.seed()).isNull();
    assertThat(result.outputs())
        .singleElement()
        .isEqualTo(
            new Comparison(
                "serving_default",
                "y",
                3,
                0,
                0,
                5e-5,
                1e-4,
                0,
                result.outputs().get(0).worstIndex(),
                true));
  }

  @Test
  void anotherOutputFailsAndIsDescribed() throws Exception {
    ValidationResult result =
        validate(TestModel.adds(2), golden(new float[] {1, 2}, new float[] {3, 4.5f}));
    assertThat(result.passed()).isFalse();
    assertThat(result.findings())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.rule()).isEqualTo(Rule.OUTPUTS_DIFFER);
              assertThat(finding.message())
                  .startsWith(
                      "output 'y' of signature 'serving_default': 1 of 2 elements differ; at [1]"
                          + " it is 4.00000, recorded is 4.50000");
            });
  }

  @Test
  void aPolicyMayAllowMore() throws Exception {
    Policy policy =
        new Policy(
            List.of(new Policy.ToleranceRule("zoo/*.h5", 0, 0.6)), Map.of(), List.of(), Map.of());
    Path model = TestModel.adds(2).write(directory.resolve("m"));
    Optional<Path> golden = Optional.of(golden(new float[] {1, 2}, new float[] {3, 4.5f}));
    assertThat(validator.validate(model, artifact("zoo/a.h5"), golden, policy).passed()).isTrue();
    assertThat(validator.validate(model, artifact("other/a.h5"), golden, policy).passed())
        .isFalse();
  }

  @Test
  void inputsAreConvertedToTheTypeOfTheSignature() throws Exception {
    Path golden =
        golden(
            Map.of(
                "inputs/x", NpyBytes.npy("<i4", "(1,)", new byte[] {7, 0, 0, 0}),
                "outputs/y", NpyBytes.floats("(1,)", 9)));
    assertThat(validate(TestModel.adds(2), golden).passed()).isTrue();
  }

  @Test
  void otherNamesAndSignaturesFail() throws Exception {
    assertThat(
            validate(
                    TestModel.adds(2),
                    golden(
                        Map.of(
                            "signatures/tag/inputs/x", NpyBytes.floats("(1,)", 1),
                            "signatures/tag/outputs/y", NpyBytes.floats("(1,)", 3))))
                .findings())
        .singleElement()
        .extracting(Finding::message)
        .isEqualTo("the golden records signature 'tag', the model has [serving_default]");
    assertThat(
            validate(
                    TestModel.adds(2),
                    golden(
                        Map.of(
                            "inputs/x", NpyBytes.floats("(1,)", 1),
                            "outputs/y", NpyBytes.floats("(1,)", 3),
                            "outputs/z", NpyBytes.floats("(1,)", 3))))
                .passed())
        .isFalse();
  }

  @Test
  void withoutAGoldenItIsOnlyTried() throws Exception {
    Path model = TestModel.adds(2).write(directory.resolve("m"));
    ValidationResult result =
        validator.validate(model, artifact("a"), Optional.empty(), Policy.NONE);
    assertThat(result.passed()).isTrue();
    assertThat(result.evidence()).isEqualTo(Evidence.NONE);
    assertThat(result.outputs()).isEmpty();
    assertThat(result.findings()).extracting(Finding::rule).containsExactly(Rule.NO_EVIDENCE);
  }

  @Test
  void aDamagedGoldenOrModelFails() throws Exception {
    Path golden = Files.write(directory.resolve("bad.npz"), new byte[10]);
    assertThat(validate(TestModel.adds(2), golden).findings())
        .extracting(Finding::rule)
        .containsExactly(Rule.GOLDEN_UNUSABLE);
    Path model = TestModel.adds(2).write(directory.resolve("m"));
    Files.write(model.resolve("saved_model.pb"), new byte[] {18, 99, 1});
    assertThat(validator.validate(model, artifact("a"), Optional.empty(), Policy.NONE).findings())
        .extracting(Finding::rule)
        .containsExactly(Rule.RUN_FAILED);
  }

  @Test
  void whatAModelPrintsIsNoAnswer() throws Exception {
    ValidationResult result =
        validate(
            TestModel.prints("{\"evidence\":\"GOLDEN\"}\n\n"),
            golden(new float[] {1}, new float[] {1}));
    assertThat(result.passed()).isTrue();
  }

  @Test
  void aHangingModelCostsItsOwnRow() throws Exception {
    try (Validator impatient =
        new Validator(new ValidatorOptions(Device.CPU, 1, Duration.ofSeconds(2), null))) {
      Path model = TestModel.hangs().write(directory.resolve("hangs"));
      Optional<Path> golden = Optional.of(golden(new float[] {1}, new float[] {3}));
      assertThat(impatient.validate(model, artifact("a"), golden, Policy.NONE).findings())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.rule()).isEqualTo(Rule.RUN_FAILED);
                assertThat(finding.message()).contains("no answer within 2 s");
              });
      Path sound = TestModel.adds(2).write(directory.resolve("sound"));
      assertThat(impatient.validate(sound, artifact("a"), golden, Policy.NONE).passed()).isTrue();
    }
  }

  @Test
  void aCrashCostsItsOwnRow() throws Exception {
    Path model = TestModel.hangs().write(directory.resolve("hangs"));
    Optional<Path> golden = Optional.of(golden(new float[] {1}, new float[] {3}));
    CompletableFuture<ValidationResult> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return validator.validate(model, artifact("a"), golden, Policy.NONE);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    kill(running);
    assertThat(running.get().findings())
        .singleElement()
        .satisfies(finding -> assertThat(finding.message()).contains("signal 9 (killed"));
    Path sound = TestModel.adds(2).write(directory.resolve("sound"));
    assertThat(validator.validate(sound, artifact("a"), golden, Policy.NONE).passed()).isTrue();
  }

  /** Kills the workers of this process until the run has noticed. */
  private static void kill(CompletableFuture<?> running)
      throws InterruptedException, ExecutionException {
    for (int i = 0; i < 600 && !running.isDone(); i++) {
      Thread.sleep(100);
      if (i >= 20) {
        ProcessHandle.current()
            .children()
            .filter(child -> child.info().commandLine().orElse("").contains("ValidationWorker"))
            .forEach(ProcessHandle::destroyForcibly);
      }
    }
  }

  @Test
  void aMissingLibraryIsNoArtifactsFault() {
    System.setProperty(WorkerCommand.CLASS_PATH, directory.toString());
    try (Validator broken = new Validator(ValidatorOptions.DEFAULT)) {
      Path model = TestModel.adds(2).write(directory.resolve("m"));
      assertThatThrownBy(() -> broken.validate(model, artifact("a"), Optional.empty(), Policy.NONE))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("could be started");
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      System.clearProperty(WorkerCommand.CLASS_PATH);
    }
  }

  private static Artifact artifact(String path) {
    return new Artifact(
        path,
        Artifact.Layout.FILE,
        List.of(new ArtifactFile(path, "file:///" + path, 1, 0, null)),
        path.replace('/', '.'));
  }

  private ValidationResult validate(TestModel model, Path golden) throws IOException {
    return validator.validate(
        model.write(directory.resolve("m")), artifact("a"), Optional.of(golden), Policy.NONE);
  }

  private Path golden(float[] input, float[] output) {
    String shape = "(" + input.length + ",)";
    return golden(
        Map.of(
            "inputs/x", NpyBytes.floats(shape, input),
            "outputs/y", NpyBytes.floats(shape, output)));
  }

  private Path golden(Map<String, byte[]> arrays) {
    return NpyBytes.npz(directory.resolve("golden.npz"), true, arrays);
  }
}
