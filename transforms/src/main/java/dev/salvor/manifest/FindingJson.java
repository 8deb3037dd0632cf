package dev.salvor.manifest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A finding in a row. */
final class FindingJson {
  private FindingJson() {}

  static void write(ObjectNode json, Finding finding) {
    json.put("rule", finding.rule().id())
        .put("level", finding.level().id())
        .put("message", finding.message());
    Location location = finding.location();
    if (!location.equals(Location.NONE)) {
      ObjectNode place = json.putObject("location");
      Json.put(place, "file", location.file());
      if (location.offset() != null) {
        place.put("offset", location.offset());
      }
      Json.put(place, "member", location.member());
      Json.put(place, "tensor", location.tensor());
      Json.put(place, "layer", location.layer());
      Json.put(place, "node", location.node());
    }
  }

  /** The findings of rules that still exist: a row of an older version may name others. */
  static List<Finding> parse(JsonNode array) {
    List<Finding> findings = new ArrayList<>();
    for (JsonNode json : array) {
      rule(Json.text(json, "rule"))
          .ifPresent(
              rule ->
                  findings.add(
                      new Finding(
                          rule,
                          Json.word(Level.values(), Level::id, json, "level"),
                          Json.text(json, "message"),
                          location(json.path("location")))));
    }
    return findings;
  }

  private static Optional<Rule> rule(String id) {
    return Stream.of(Rule.values()).filter(rule -> rule.id().equals(id)).findFirst();
  }

  private static Location location(JsonNode json) {
    return new Location(
        Json.optional(json, "file"),
        offset(json.path("offset")),
        Json.optional(json, "member"),
        Json.optional(json, "tensor"),
        Json.optional(json, "layer"),
        Json.optional(json, "node"));
  }

  private static @Nullable Long offset(JsonNode json) {
    return json.isIntegralNumber() ? json.asLong() : null;
  }
}
