package dev.salvor.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.List;

/** A {@link ValidationResult} between worker and parent. */
public final class ResultJson {
  private ResultJson() {}

  public static ObjectNode toJson(ValidationResult result) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("evidence", result.evidence().name());
    json.put("device", result.device()).put("samples", result.samples());
    if (result.seed() != null) {
      json.put("seed", result.seed());
    }
    for (Comparison output : result.outputs()) {
      json.withArray("/outputs")
          .addObject()
          .put("signature", output.signature())
          .put("name", output.name())
          .put("elements", output.elements())
          .put("max_abs", output.maxAbs())
          .put("max_rel", output.maxRel())
          .put("atol", output.atol())
          .put("rtol", output.rtol())
          .put("mismatched", output.mismatched())
          .put("worst_index", output.worstIndex())
          .put("pass", output.pass());
    }
    for (Finding finding : result.findings()) {
      json.withArray("/findings")
          .addObject()
          .put("rule", finding.rule().name())
          .put("level", finding.level().name())
          .put("message", finding.message())
          .put("member", finding.location().member());
    }
    return json;
  }

  static ValidationResult fromJson(JsonNode json) {
    List<Comparison> outputs = new ArrayList<>();
    for (JsonNode output : json.path("outputs")) {
      outputs.add(
          new Comparison(
              output.required("signature").asText(),
              output.required("name").asText(),
              output.required("elements").asLong(),
              output.required("max_abs").asDouble(),
              output.required("max_rel").asDouble(),
              output.required("atol").asDouble(),
              output.required("rtol").asDouble(),
              output.required("mismatched").asLong(),
              output.required("worst_index").asLong(),
              output.required("pass").asBoolean()));
    }
    List<Finding> findings = new ArrayList<>();
    for (JsonNode finding : json.path("findings")) {
      findings.add(
          new Finding(
              Rule.valueOf(finding.required("rule").asText()),
              Level.valueOf(finding.required("level").asText()),
              finding.required("message").asText(),
              finding.path("member").isTextual()
                  ? Location.member(finding.path("member").asText())
                  : Location.NONE));
    }
    return new ValidationResult(
        Evidence.valueOf(json.required("evidence").asText()),
        json.required("device").asText(),
        json.required("samples").asLong(),
        json.has("seed") ? json.required("seed").asLong() : null,
        outputs,
        findings);
  }
}
