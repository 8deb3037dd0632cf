package dev.salvor.manifest;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Outcome;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The findings of a run in SARIF 2.1.0 (OASIS), for code scanning and security dashboards: one
 * result a finding, located in the artifact's file and, inside it, in a member, layer, tensor or
 * node. Artifacts that are gone have none.
 */
public final class SarifWriter {
  private static final String SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";
  private static final String BASE = "STORE";
  private static final List<Rule> RULES = List.of(Rule.values());

  private SarifWriter() {}

  /** {@code out} stays open. */
  public static void write(List<MigrationRecord> rows, Writer out) throws IOException {
    JsonGenerator json = Json.mapper().createGenerator(out);
    json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
    json.useDefaultPrettyPrinter();
    json.writeStartObject();
    json.writeStringField("$schema", SCHEMA);
    json.writeStringField("version", "2.1.0");
    json.writeArrayFieldStart("runs");
    json.writeStartObject();
    json.writeObjectFieldStart("tool");
    json.writeFieldName("driver");
    json.writeTree(driver());
    json.writeEndObject();
    json.writeStringField("columnKind", "unicodeCodePoints");
    json.writeArrayFieldStart("results");
    for (MigrationRecord row : rows) {
      if (row.outcome() != Outcome.REMOVED) {
        for (Finding finding : row.findings()) {
          json.writeTree(result(row, finding));
        }
      }
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndArray();
    json.writeEndObject();
    json.flush();
  }

  private static ObjectNode driver() {
    ObjectNode driver = Json.object();
    driver.put("name", Tool.NAME).put("version", Tool.version());
    for (Rule rule : RULES) {
      ObjectNode json = driver.withArray("/rules").addObject().put("id", rule.id());
      json.putObject("help").put("text", rule.advice());
      json.putObject("defaultConfiguration").put("level", rule.level().id());
      rule.classification()
          .ifPresent(
              classification ->
                  json.putObject("properties").put("classification", classification.id()));
    }
    return driver;
  }

  private static ObjectNode result(MigrationRecord row, Finding finding) {
    ObjectNode result = Json.object();
    result
        .put("ruleId", finding.rule().id())
        .put("ruleIndex", RULES.indexOf(finding.rule()))
        .put("level", finding.level().id());
    result.putObject("message").put("text", finding.message());
    ObjectNode location = result.putArray("locations").addObject();
    ObjectNode physical = location.putObject("physicalLocation");
    physical
        .putObject("artifactLocation")
        .put("uri", uri(file(row, finding.location())))
        .put("uriBaseId", BASE);
    if (finding.location().offset() != null) {
      physical.putObject("region").put("byteOffset", finding.location().offset());
    }
    logical(location, "member", finding.location().member());
    logical(location, "resource", finding.location().layer());
    logical(location, "variable", finding.location().tensor());
    logical(location, "object", finding.location().node());
    result
        .putObject("properties")
        .put("artifact", row.artifact())
        .put("classification", row.classification().id())
        .put("outcome", row.outcome().id());
    return result;
  }

  private static void logical(ObjectNode location, String kind, @Nullable String name) {
    if (name != null) {
      location
          .withArray("/logicalLocations")
          .addObject()
          .put("fullyQualifiedName", name)
          .put("kind", kind);
    }
  }

  /** The file of the store: for what lies in an archive, the archive. */
  private static String file(MigrationRecord row, Location location) {
    String path =
        location.file() != null
            ? location.file()
            : row.files().isEmpty() ? row.artifact() : row.files().get(0).path();
    int inside = path.indexOf("!/");
    return inside < 0 ? path : path.substring(0, inside);
  }

  /** A relative reference (RFC 3986): everything but unreserved characters and slashes encoded. */
  private static String uri(String path) {
    StringBuilder uri = new StringBuilder();
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (c < 128 && (Character.isLetterOrDigit(c) || "-._~/".indexOf(c) >= 0)) {
        uri.append(c);
      } else {
        uri.append(String.format("%%%02X", (int) c));
      }
    }
    return uri.toString();
  }
}
