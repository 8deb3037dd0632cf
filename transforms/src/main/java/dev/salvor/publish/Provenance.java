package dev.salvor.publish;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.manifest.MigrationRecord;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import dev.salvor.manifest.MigrationRecordJson;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is written beside a published model: an in-toto statement with a SLSA v1 predicate (what it
 * was made from and by what) and its row. No time, no host, no run: equal models have equal files.
 */
public final class Provenance {
  private static final ObjectMapper MAPPER =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private Provenance() {}

  /** The files by name. */
  public static Map<String, byte[]> files(
      MigrationRecord row, String model, long version, List<SourceFile> files) {
    Map<String, byte[]> written = new LinkedHashMap<>();
    written.put("provenance.intoto.json", bytes(statement(row, model, version, files)));
    ObjectNode record = MigrationRecordJson.toJson(row);
    record.remove(List.of("run_id", "timing_ms", "previous", "source_uri"));
    written.put("record.json", bytes(record));
    return written;
  }

  private static ObjectNode statement(
      MigrationRecord row, String model, long version, List<SourceFile> files) {
    ObjectNode statement = JsonNodeFactory.instance.objectNode();
    statement.put("_type", "https://in-toto.io/Statement/v1");
    ArrayNode subject = statement.putArray("subject");
    files.forEach(file -> resource(subject.addObject(), "name", file));
    statement.put("predicateType", "https://slsa.dev/provenance/v1");
    ObjectNode predicate = statement.putObject("predicate");
    ObjectNode definition = predicate.putObject("buildDefinition");
    definition.put("buildType", "https://salvor.dev/migration/v1");
    ObjectNode parameters = definition.putObject("externalParameters");
    parameters.put("artifact", row.artifact());
    parameters.put("model", model);
    parameters.put("version", version);
    if (row.target() != null) {
      parameters.put("target", row.target().runtime());
    }
    ArrayNode dependencies = definition.putArray("resolvedDependencies");
    row.files().forEach(file -> resource(dependencies.addObject(), "uri", file));
    predicate.putObject("runDetails").putObject("builder").put("id", "https://salvor.dev/migrate");
    return statement;
  }

  private static void resource(ObjectNode node, String key, SourceFile file) {
    node.put(key, file.path());
    node.putObject("digest").put("sha256", file.sha256());
  }

  private static byte[] bytes(ObjectNode node) {
    try {
      return MAPPER.writeValueAsBytes(node);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of plain values", e);
    }
  }
}
