package dev.salvor.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.Classification;
import dev.salvor.finding.Fix;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Outcome;
import dev.salvor.finding.Producer;
import dev.salvor.manifest.MigrationRecord.Output;
import dev.salvor.manifest.MigrationRecord.Previous;
import dev.salvor.manifest.MigrationRecord.Reason;
import dev.salvor.manifest.MigrationRecord.SignatureShape;
import dev.salvor.manifest.MigrationRecord.SourceFile;
import dev.salvor.manifest.MigrationRecord.Target;
import dev.salvor.manifest.MigrationRecord.Validation;
import dev.salvor.validate.Comparison;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A row of the manifest as JSON, to the letter of {@code manifest.schema.json}: keys in a fixed
 * order, optional ones only where they are known, numbers in a form that no Java version changes.
 * Unknown keys are ignored when reading, so that newer rows can be read.
 */
public final class MigrationRecordJson {
  private MigrationRecordJson() {}

  /** One line without its end. */
  public static String toLine(MigrationRecord row) {
    return Json.write(toJson(row));
  }

  public static ObjectNode toJson(MigrationRecord row) {
    ObjectNode json = Json.object();
    json.put("schema_version", MigrationRecord.SCHEMA_VERSION);
    json.put("run_id", row.runId());
    json.put("artifact", row.artifact());
    json.put("source_uri", row.sourceUri());
    ArrayNode files = json.putArray("files");
    row.files().forEach(file -> write(files.addObject(), file));
    Json.put(json, "fingerprint", row.fingerprint());
    Json.put(json, "kind", row.kind() == null ? null : row.kind().id());
    write(json, row.producer());
    json.put("classification", row.classification().id());
    json.put("outcome", row.outcome().id());
    json.putObject("reason")
        .put("code", row.reason().code())
        .put("message", row.reason().message())
        .put("action", row.reason().action());
    ArrayNode findings = json.putArray("findings");
    row.findings().forEach(finding -> FindingJson.write(findings.addObject(), finding));
    ArrayNode fixes = json.putArray("fixes");
    row.fixes().forEach(fix -> write(fixes.addObject(), fix));
    if (row.target() != null) {
      json.putObject("target")
          .put("runtime", row.target().runtime())
          .put("graph_def_version", row.target().graphDefVersion());
    }
    if (row.output() != null) {
      write(json.putObject("output"), row.output());
    }
    if (row.validation() != null) {
      write(json.putObject("validation"), row.validation());
    }
    if (!row.timingMs().isEmpty()) {
      ObjectNode timing = json.putObject("timing_ms");
      row.timingMs().forEach(timing::put);
    }
    if (row.previous() != null) {
      json.putObject("previous")
          .put("run_id", row.previous().runId())
          .put("outcome", row.previous().outcome().id());
    }
    return json;
  }

  private static void write(ObjectNode json, SourceFile file) {
    json.put("path", file.path()).put("size", file.size());
    Json.put(json, "sha256", file.sha256());
  }

  private static void write(ObjectNode row, Producer producer) {
    if (producer.equals(Producer.UNKNOWN)) {
      return;
    }
    ObjectNode json = row.putObject("producer");
    Json.put(json, "framework", producer.framework());
    Json.put(json, "version", producer.version());
    Json.put(json, "tensorflow", producer.tensorflow());
    Json.put(json, "python", producer.python());
    Json.put(json, "backend", producer.backend());
  }

  private static void write(ObjectNode json, Fix fix) {
    json.put("recipe", fix.recipe()).put("description", fix.description());
    ArrayNode where = json.putArray("where");
    fix.where().forEach(where::add);
  }

  private static void write(ObjectNode json, Output output) {
    json.put("model", output.model())
        .put("version", output.version())
        .put("uri", output.uri())
        .put("fingerprint", output.fingerprint());
    ObjectNode signatures = json.putObject("signatures");
    output
        .signatures()
        .forEach(
            (key, shape) -> {
              ObjectNode signature = signatures.putObject(key);
              ObjectNode inputs = signature.putObject("inputs");
              shape.inputs().forEach(inputs::put);
              ObjectNode outputs = signature.putObject("outputs");
              shape.outputs().forEach(outputs::put);
            });
  }

  private static void write(ObjectNode json, Validation validation) {
    json.put("evidence", validation.evidence());
    Json.put(json, "device", validation.device());
    json.put("samples", validation.samples());
    if (validation.seed() != null) {
      json.put("seed", validation.seed());
    }
    ArrayNode outputs = json.putArray("outputs");
    validation.outputs().forEach(output -> write(outputs.addObject(), output));
  }

  private static void write(ObjectNode json, Comparison output) {
    json.put("signature", output.signature())
        .put("name", output.name())
        .put("elements", output.elements())
        .put("max_abs", Json.number(output.maxAbs()))
        .put("max_rel", Json.number(output.maxRel()))
        .put("atol", Json.number(output.atol()))
        .put("rtol", Json.number(output.rtol()))
        .put("mismatched", output.mismatched());
    if (output.worstIndex() >= 0) {
      json.put("worst_index", output.worstIndex());
    }
    json.put("pass", output.pass());
  }

  /**
   * @throws IOException where {@code line} is no row, or says a word that only newer versions know
   */
  public static MigrationRecord parse(String line) throws IOException {
    try {
      return parse(Json.read(line));
    } catch (IllegalArgumentException e) {
      throw new IOException("not a row of a manifest: " + e.getMessage(), e);
    }
  }

  private static MigrationRecord parse(JsonNode json) {
    return new MigrationRecord(
        Json.text(json, "run_id"),
        Json.text(json, "artifact"),
        Json.text(json, "source_uri"),
        Json.list(json, "files", MigrationRecordJson::file),
        Json.optional(json, "fingerprint"),
        json.has("kind") ? Json.word(Kind.values(), Kind::id, json, "kind") : null,
        producer(json.path("producer")),
        Json.word(Classification.values(), Classification::id, json, "classification"),
        Json.word(Outcome.values(), Outcome::id, json, "outcome"),
        reason(json.required("reason")),
        FindingJson.parse(json.path("findings")),
        Json.list(json, "fixes", MigrationRecordJson::fix),
        json.has("target") ? target(json.required("target")) : null,
        json.has("output") ? output(json.required("output")) : null,
        json.has("validation") ? validation(json.required("validation")) : null,
        timing(json.path("timing_ms")),
        json.has("previous") ? previous(json.required("previous")) : null);
  }

  private static SourceFile file(JsonNode json) {
    return new SourceFile(
        Json.text(json, "path"), json.required("size").asLong(), Json.optional(json, "sha256"));
  }

  private static Producer producer(JsonNode json) {
    return new Producer(
        Json.optional(json, "framework"),
        Json.optional(json, "version"),
        Json.optional(json, "tensorflow"),
        Json.optional(json, "python"),
        Json.optional(json, "backend"));
  }

  private static Reason reason(JsonNode json) {
    return new Reason(
        Json.text(json, "code"), Json.text(json, "message"), Json.text(json, "action"));
  }

  private static Fix fix(JsonNode json) {
    return new Fix(
        Json.text(json, "recipe"),
        Json.text(json, "description"),
        Json.list(json, "where", JsonNode::asText));
  }

  private static Target target(JsonNode json) {
    return new Target(Json.text(json, "runtime"), json.required("graph_def_version").asInt());
  }

  private static Output output(JsonNode json) {
    Map<String, SignatureShape> signatures = new LinkedHashMap<>();
    json.path("signatures")
        .fields()
        .forEachRemaining(
            signature ->
                signatures.put(
                    signature.getKey(),
                    new SignatureShape(
                        Json.texts(signature.getValue().path("inputs")),
                        Json.texts(signature.getValue().path("outputs")))));
    return new Output(
        Json.text(json, "model"),
        json.required("version").asLong(),
        Json.text(json, "uri"),
        Json.text(json, "fingerprint"),
        signatures);
  }

  private static Validation validation(JsonNode json) {
    return new Validation(
        Json.text(json, "evidence"),
        Json.optional(json, "device"),
        json.required("samples").asLong(),
        json.has("seed") ? json.required("seed").asLong() : null,
        Json.list(json, "outputs", MigrationRecordJson::comparison));
  }

  private static Comparison comparison(JsonNode json) {
    return new Comparison(
        Json.text(json, "signature"),
        Json.text(json, "name"),
        json.required("elements").asLong(),
        json.required("max_abs").asDouble(),
        json.required("max_rel").asDouble(),
        json.required("atol").asDouble(),
        json.required("rtol").asDouble(),
        json.required("mismatched").asLong(),
        json.path("worst_index").asLong(-1),
        json.required("pass").asBoolean());
  }

  private static Map<String, Long> timing(JsonNode json) {
    Map<String, Long> timing = new LinkedHashMap<>();
    json.fields().forEachRemaining(entry -> timing.put(entry.getKey(), entry.getValue().asLong()));
    return timing;
  }

  private static Previous previous(JsonNode json) {
    return new Previous(
        Json.text(json, "run_id"), Json.word(Outcome.values(), Outcome::id, json, "outcome"));
  }
}
