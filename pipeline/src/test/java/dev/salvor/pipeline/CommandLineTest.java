package dev.salvor.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.target.TargetRuntime;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong with a command line is said in one sentence; the exit code is 4. */
class CommandLineTest {
  @TempDir Path temporary;
  private Path store;
  private Path out;

  @BeforeEach
  void paths() throws IOException {
    store = Files.createDirectories(temporary.resolve("store"));
    out = temporary.resolve("out");
  }

  record Said(int code, String out, String err) {}

  private static Said salvor(String... args) {
    PrintStream outBefore = System.out;
    PrintStream errBefore = System.err;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try {
      System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
      System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
      int code = Salvor.run(List.of(args)).code();
      return new Said(
          code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    } finally {
      System.setOut(outBefore);
      System.setErr(errBefore);
    }
  }

  private void assertRefused(String sentence, String... args) {
    Said said = salvor(args);
    assertThat(said.err()).isEqualTo("salvor: " + sentence + System.lineSeparator());
    assertThat(said.code()).isEqualTo(4);
    assertThat(said.out()).isEmpty();
    assertThat(out).doesNotExist();
  }

  private void assertMigrateRefused(String sentence, String... options) {
    assertRefused(
        sentence,
        Stream.concat(
                Stream.of("migrate", "--input=" + store, "--output=" + out), Stream.of(options))
            .toArray(String[]::new));
  }

  @ParameterizedTest
  @CsvSource({
    "inputs, input",
    "ouput, output",
    "golden, goldens",
    "dry-run, dryRun",
    "max-rejected, maxRejected",
    "Target, target",
    "modus, mode",
  })
  void anOptionThatIsAlmostRight(String given, String meant) {
    assertMigrateRefused(
        "there is no option --" + given + "; did you mean --" + meant + "?", "--" + given + "=x");
  }

  @Test
  void anOptionThatIsNothingLikeIt() {
    assertMigrateRefused(
        "there is no option --frobnicate; see salvor help migrate.", "--frobnicate");
  }

  @Test
  void missingValues() {
    assertMigrateRefused("--goldens has no value; write --goldens=VALUE.", "--goldens");
    assertMigrateRefused("--goldens has no value.", "--goldens=");
    assertMigrateRefused("'samples' is no option; options have the form --name=value.", "samples");
  }

  @Test
  void inputAndOutputAreNeeded() {
    assertRefused("--input is missing: the store to read.", "migrate");
    assertRefused("--output is missing: where the results go.", "migrate", "--input=" + store);
  }

  @Test
  void anInputThatIsNotThere() {
    Path nowhere = temporary.resolve("nowhere");
    assertRefused(
        "the input " + nowhere + " does not exist.",
        "migrate",
        "--input=" + nowhere,
        "--output=" + out);
  }

  @Test
  void anInputThatIsAFile() throws IOException {
    Path file = Files.createFile(temporary.resolve("model.h5"));
    assertRefused(
        "the input "
            + file
            + " is a file; give the directory it lies in, or use salvor inspect "
            + file
            + ".",
        "migrate",
        "--input=" + file,
        "--output=" + out);
  }

  @Test
  void anOutputInsideTheInput() throws IOException {
    Path inside = store.resolve("results/here");
    assertRefused(
        "the output " + inside + " lies inside the input " + store + "; choose another place.",
        "migrate",
        "--input=" + store,
        "--output=" + inside);
    assertRefused(
        "the output " + store + " lies inside the input " + store + "; choose another place.",
        "migrate",
        "--input=" + store,
        "--output=" + store);
    Path link = Files.createSymbolicLink(temporary.resolve("link"), store);
    Path linked = link.resolve("results");
    assertRefused(
        "the output " + linked + " lies inside the input " + store + "; choose another place.",
        "migrate",
        "--input=" + store,
        "--output=" + linked);
  }

  @Test
  void anOutputThatIsAFile() throws IOException {
    Path file = Files.createFile(temporary.resolve("file"));
    assertRefused(
        "the output " + file + " is a file.", "migrate", "--input=" + store, "--output=" + file);
  }

  @ParameterizedTest
  @ValueSource(strings = {"target", "mode", "device", "minAge", "goldens", "policy"})
  void valuesThatAreNone(String option) {
    Said said =
        salvor("migrate", "--input=" + store, "--output=" + out, "--" + option + "=nonsense");
    assertThat(said.code()).isEqualTo(4);
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.err()).contains("nonsense").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"atol", "rtol", "maxRejected", "maxArtifactBytes", "targetParallelism"})
  void numbersThatAreNone(String option) {
    Said said = salvor("migrate", "--input=" + store, "--output=" + out, "--" + option + "=many");
    assertThat(said.code()).isEqualTo(4);
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.err()).contains("many").doesNotContain("Exception");
  }

  @ParameterizedTest
  @ValueSource(strings = {"atol", "rtol", "maxRejected", "maxArtifactBytes"})
  void numbersBelowZero(String option) {
    assertMigrateRefused("--" + option + " is no number of 0 or more.", "--" + option + "=-1");
  }

  @Test
  void numbersThatAreNotEvenThat() {
    assertMigrateRefused("--atol is no number of 0 or more.", "--atol=NaN");
    assertMigrateRefused("--targetParallelism=0 is less than 1.", "--targetParallelism=0");
  }

  @Test
  void anOptionThatIsGivenTwice() {
    assertMigrateRefused("--input is given twice.", "--input=elsewhere");
  }

  @Test
  void aSchemeThatThisBuildDoesNotKnow() {
    String why =
        "xyz://bucket/a cannot be reached: this build has no file system for it"
            + " (No filesystem found for scheme xyz).";
    assertRefused(why, "migrate", "--input=xyz://bucket/a", "--output=" + out);
    assertRefused(why, "migrate", "--input=" + store, "--output=xyz://bucket/a");
  }

  @Test
  void anEmptyPolicyIsNoPolicy() throws IOException {
    Path policy = Files.createFile(temporary.resolve("policy.json"));
    assertMigrateRefused(
        "the policy file " + policy + " is wrong: the policy is not an object",
        "--policy=" + policy);
  }

  @Test
  void aPolicyThatIsWrongIsReadWhole() throws IOException {
    Path policy = temporary.resolve("policy.json");
    Files.writeString(policy, "{\"aliases\": {\"a\": 1}, \"tolerence\": []}");
    Said said = salvor("migrate", "--input=" + store, "--output=" + out, "--policy=" + policy);
    assertThat(said.code()).isEqualTo(4);
    assertThat(said.err().lines()).hasSize(1);
    assertThat(said.err()).contains(policy.toString(), "tolerence", "aliases");
  }

  @Test
  void aWordThatIsNoCommand() {
    assertRefused("there is no command 'migrat'; did you mean 'migrate'?", "migrat");
    assertRefused("there is no command 'xyzzy'; see salvor help.", "xyzzy");
    assertRefused("there is no command 'inspct'; did you mean 'inspect'?", "help", "inspct");
  }

  @Test
  void inspectNamesWhatIsMissing() {
    assertRefused("inspect needs the path of a file or directory.", "inspect");
    assertRefused("nowhere.h5 does not exist.", "inspect", "nowhere.h5");
    assertRefused("there is no option --jsn; did you mean --json?", "inspect", "--jsn", "x");
    assertRefused(
        "there is no target tf-9; known are "
            + String.join(", ", TargetRuntime.names())
            + ", and directories that scripts/make-target wrote.",
        "inspect",
        "--target=tf-9",
        "x");
  }

  @Test
  void helpNamesEveryOption() {
    Said said = salvor("help", "migrate");
    assertThat(said.code()).isZero();
    for (String option : OptionsParser.names(MigrationOptions.class)) {
      if (said.out().contains("--" + option + " ")) {
        continue;
      }
      assertThat(Stream.of(MigrationOptions.class.getDeclaredMethods()).map(m -> m.getName()))
          .as("an option of Salvor that help leaves out")
          .noneMatch(name -> name.equalsIgnoreCase("set" + option));
    }
    assertThat(said.out()).contains("0 all artifacts settled", "4 wrong usage");
    assertThat(said.out().lines()).allMatch(line -> line.length() <= 100);
    assertThat(salvor("migrate", "--help").out()).isEqualTo(said.out());
  }

  @Test
  void theOverviewNamesEveryCommand() {
    Said said = salvor("help");
    assertThat(said.code()).isZero();
    assertThat(said.out()).contains("salvor migrate", "salvor inspect", "salvor targets");
    assertThat(salvor().code()).isEqualTo(4);
    assertThat(salvor().err()).isEqualTo(said.out());
  }

  @Test
  void targetsNamesTheDefault() {
    Said said = salvor("targets");
    assertThat(said.code()).isZero();
    assertThat(said.out())
        .containsPattern("tf-2\\.18 +TensorFlow 2\\.18\\S* +GraphDef \\d+.*default");
  }
}
