package dev.salvor.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyReaderTest {

  @Test
  void everythingThatAPolicyCanSay() {
    Policy policy =
        PolicyReader.read(
            """
            {"tolerances": [{"path": "vision/**", "rtol": 1e-3, "atol": 0}],
             "aliases": {"Custom>Swish": "swish"},
             "graphs": [{"path": "*.pb", "inputs": {"image": "in:0"}, "outputs": {"p": "out:1"}}],
             "limits": {"archive_entries": 7}}
            """);
    assertThat(policy)
        .isEqualTo(
            new Policy(
                List.of(new Policy.ToleranceRule("vision/**", 1e-3, 0)),
                Map.of("Custom>Swish", "swish"),
                List.of(
                    new Policy.GraphRule("*.pb", Map.of("image", "in:0"), Map.of("p", "out:1"))),
                Map.of("archive_entries", 7L)));
  }

  @Test
  void opsArePermittedByName() {
    assertThat(PolicyReader.read("{\"ops\": {\"allow\": [\"TFText>Tokenize\"]}}").permittedOps())
        .containsExactly("TFText>Tokenize");
    for (String wrong : List.of("[]", "{\"allow\": \"A\"}", "{\"allow\": [1]}", "{\"all\": []}")) {
      assertThatThrownBy(() -> PolicyReader.read("{\"ops\": " + wrong + "}"))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> PolicyReader.read("{\"ops\": {\"allow\": [\"*\"]}}"))
        .hasMessage("ops.allow: \"*\" is no name of an op");
  }

  @Test
  void anEmptyPolicyDecidesNothing() {
    assertThat(PolicyReader.read("{}")).isEqualTo(Policy.NONE);
  }

  @Test
  void inputsOrOutputsMayBeLeftOut() {
    assertThat(PolicyReader.read("{\"graphs\": [{\"path\": \"*\"}]}").graphs())
        .containsExactly(new Policy.GraphRule("*", Map.of(), Map.of()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | the policy is not an object",
        "3 | the policy is not an object",
        "{\"alias\": {}} | the policy has an unknown key 'alias'",
        "{\"graphs\": [{\"path\": \"[\"}]} | graphs: path '[' is no glob: Missing",
        "{\"limits\": {\"archive_size\": 1}} | limits has an unknown key 'archive_size'; known are"
            + " archive_entries, archive_bytes, archive_ratio, unpacked_bytes",
        "{\"aliases\": {\"a\": 1}} | aliases.a is no string",
        "{\"aliases\": []} | aliases is not an object",
        "{\"tolerances\": {\"path\": \"*\"}} | tolerances is not a list",
        "{\"tolerances\": \"none\"} | tolerances is not a list",
        "{\"tolerances\": [1]} | a rule of tolerances is not an object",
        "{\"tolerances\": [{\"path\": \"*\", \"rtol\": -1, \"atol\": 0}]}"
            + " | tolerances: rtol is missing or no number of 0 or more",
        "{\"tolerances\": [{\"rtol\": 1, \"atol\": 0}]}"
            + " | tolerances: path is missing or no string",
        "{\"graphs\": {}} | graphs is not a list",
        "{\"graphs\": [{\"path\": \"*\", \"inputs\": [\"x:0\"]}]}"
            + " | graphs.inputs is not an object",
        "{\"limits\": {\"archive_bytes\": -1}} | limits.archive_bytes is no count",
        "{\"limits\": {\"archive_bytes\": 1.5}} | limits.archive_bytes is no count",
        "{\"limits\": 5} | limits is not an object",
      })
  void whatIsWrongIsNamed(String json, String problem) {
    assertThatThrownBy(() -> PolicyReader.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"{", "{} {}", "{\"aliases\": {}, \"aliases\": {}}", "nonsense"})
  void whatIsNoJson(String json) {
    assertThatThrownBy(() -> PolicyReader.read(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("it is not valid JSON");
  }

  @Test
  void allIsSaidAtOnce() {
    assertThatThrownBy(() -> PolicyReader.read("{\"x\": 1, \"aliases\": {\"a\": 1, \"b\": 2}}"))
        .hasMessage(
            "the policy has an unknown key 'x'; aliases.a is no string; aliases.b is no string");
  }
}
