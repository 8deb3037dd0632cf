package dev.salvor.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Level;
import dev.salvor.finding.Outcome;
import dev.salvor.finding.Rule;
import dev.salvor.validate.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MigrationRecordJsonTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Test
  void aFullRowIsWrittenInAFixedOrder() throws IOException {
    assertThat(MigrationRecordJson.toLine(TestRows.full()))
        .isEqualTo(
            """
            {"schema_version":1,"run_id":"20260102T030405Z","artifact":"a/b.h5",\
            "source_uri":"a/b.h5","files":[{"path":"a/b.h5","size":7,"sha256":"SHA"},\
            {"path":"unreadable","size":0}],"fingerprint":"SHA","kind":"keras_h5",\
            "producer":{"framework":"a/b.h5","version":"a/b.h5","tensorflow":"a/b.h5",\
            "python":"a/b.h5","backend":"a/b.h5"},"classification":"needs_migration",\
            "outcome":"unchanged","reason":{"code":"a/b.h5","message":"a/b.h5","action":"a/b.h5"},\
            "findings":[{"rule":"h5/truncated","level":"error","message":"a/b.h5",\
            "location":{"file":"a/b.h5","offset":5,"member":"a/b.h5","tensor":"a/b.h5",\
            "layer":"a/b.h5","node":"a/b.h5"}},{"rule":"validation/no-evidence","level":"note",\
            "message":"a/b.h5"}],"fixes":[{"recipe":"a/b.h5","description":"a/b.h5",\
            "where":["a/b.h5","a/b.h5"]}],"target":{"runtime":"a/b.h5","graph_def_version":1882},\
            "output":{"model":"a/b.h5","version":3,"uri":"a/b.h5","fingerprint":"SHA",\
            "signatures":{"a/b.h5":{"inputs":{"a/b.h5":"a/b.h5"},\
            "outputs":{"a/b.h5":"a/b.h5"}}}},"validation":{"evidence":"golden","device":"cpu",\
            "samples":4,"seed":11,"outputs":[{"signature":"a/b.h5","name":"a/b.h5","elements":40,\
            "max_abs":1.25E-7,"max_rel":0.5,"atol":0.00001,"rtol":0.0001,"mismatched":0,\
            "worst_index":39,"pass":true},{"signature":"a/b.h5","name":"a/b.h5","elements":2,\
            "max_abs":0,"max_rel":0,"atol":0,"rtol":0,"mismatched":2,"pass":false}]},\
            "timing_ms":{"inspect":12},"previous":{"run_id":"20250102T030405Z",\
            "outcome":"migrated"}}\
            """
                .replace("SHA", TestRows.SHA));
  }

  @Test
  void whatIsNotKnownIsAbsent() {
    assertThat(MigrationRecordJson.toLine(TestRows.rejected()))
        .isEqualTo(
            """
            {"schema_version":1,"run_id":"20260102T030405Z","artifact":"x.pkl",\
            "source_uri":"file:///x.pkl","files":[],"classification":"unreadable",\
            "outcome":"rejected","reason":{"code":"store/permission","message":"denied",\
            "action":"grant it"},"findings":[],"fixes":[]}\
            """);
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    for (MigrationRecord row :
        List.of(TestRows.full(), TestRows.full("ü\"\\\n</script>\u202e😀"), TestRows.rejected())) {
      assertThat(MigrationRecordJson.parse(MigrationRecordJson.toLine(row))).isEqualTo(row);
    }
  }

  @Test
  void newerFieldsAndRulesAreIgnored() throws IOException {
    ObjectNode json = MigrationRecordJson.toJson(TestRows.full());
    json.put("new_field", 1);
    ((ObjectNode) json.path("findings").path(0)).put("rule", "new/rule");
    assertThat(MigrationRecordJson.parse(json.toString()).findings())
        .containsExactly(TestRows.full().findings().get(1));
  }

  @Test
  void whatIsNoRowIsRefused() {
    for (String line :
        List.of("{}", "[]", "", "x", "{\"schema_version\":1} 2", "{\"run_id\":\"a\"}")) {
      assertThatThrownBy(() -> MigrationRecordJson.parse(line)).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1",
    "100, 100",
    "1e-5, 0.00001",
    "1.1920928955078125E-7, 1.19209E-7",
    "123456789, 123457000",
    "0.1, 0.1",
    "1e300, 1E+300",
    "4.9e-324, 4.94066E-324"
  })
  void numbersAreWrittenAlikeByEveryJava(double value, String written) {
    assertThat(Json.object().put("n", Json.number(value)).toString())
        .isEqualTo("{\"n\":" + written + "}");
  }

  @Test
  void rowsAreValidByTheSchema() throws IOException {
    JsonSchema schema =
        JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema());
    for (MigrationRecord row : List.of(TestRows.full(), TestRows.rejected())) {
      JsonNode json = MAPPER.readTree(MigrationRecordJson.toLine(row));
      assertThat(schema.validate(json)).isEmpty();
    }
    ObjectNode other = MigrationRecordJson.toJson(TestRows.rejected()).put("unknown", 1);
    assertThat(schema.validate(other)).hasSize(1);
  }

  @Test
  void theSchemaKnowsAllWords() throws IOException {
    JsonNode properties = schema().path("properties");
    assertThat(words(properties.path("kind"))).isEqualTo(ids(Kind.values(), Kind::id));
    assertThat(words(properties.path("classification")))
        .isEqualTo(ids(Classification.values(), Classification::id));
    assertThat(words(properties.path("outcome"))).isEqualTo(ids(Outcome.values(), Outcome::id));
    assertThat(words(properties.at("/findings/items/properties/level")))
        .isEqualTo(ids(Level.values(), Level::id));
    assertThat(words(properties.at("/validation/properties/evidence")))
        .isEqualTo(ids(Evidence.values(), Evidence::id));
    String rule = properties.at("/findings/items/properties/rule/pattern").asText();
    assertThat(ids(Rule.values(), Rule::id)).allMatch(id -> id.matches(rule));
  }

  private static JsonNode schema() throws IOException {
    try (InputStream in = MigrationRecordJson.class.getResourceAsStream("manifest.schema.json")) {
      return MAPPER.readTree(in);
    }
  }

  private static List<String> words(JsonNode property) {
    return Stream.of(MAPPER.convertValue(property.path("enum"), String[].class)).toList();
  }

  private static <E> List<String> ids(E[] values, Function<E, String> id) {
    return Stream.of(values).map(id).toList();
  }
}
