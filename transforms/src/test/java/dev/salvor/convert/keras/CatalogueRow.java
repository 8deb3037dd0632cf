package dev.salvor.convert.keras;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.salvor.convert.ConversionContext;
import dev.salvor.finding.ArtifactException;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * A layer, an activation or an operation of one version of Keras, and what conversion makes of it.
 *
 * @param layer whether it is a layer
 * @param arguments of the layer, as the version writes them
 * @param why it was refused, or is no layer
 */
record CatalogueRow(
    boolean layer, String name, Verdict verdict, List<String> arguments, String why) {

  enum Verdict {
    CONVERTED("✓"),
    REFUSED("✗"),
    NO_LAYER("");

    private final String sign;

    Verdict(String sign) {
      this.sign = sign;
    }

    String sign() {
      return sign;
    }
  }

  /** Python's JSON has NaN and Infinity. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  /** What every layer has, or acts in training only. */
  private static final Pattern COMMON =
      Pattern.compile(
          ".*_(initializer|regularizer|constraint)|[WUb]_(regularizer|constraint)|init|inner_init"
              + "|forget_bias_init|name|trainable|dtype|batch_input_shape|input_dtype|input_dim"
              + "|input_length|seed");

  static List<CatalogueRow> all(String version) throws IOException {
    List<CatalogueRow> rows = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        CatalogueRow.class.getResourceAsStream(
                            "catalogue/" + version + ".jsonl.gz"),
                        version)),
                UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        JsonNode row = JSON.readTree(line);
        rows.add(row.has("model") ? converted(row) : none(row));
      }
    }
    return rows;
  }

  private static CatalogueRow none(JsonNode row) {
    return new CatalogueRow(
        row.has("layer"), nameOf(row), Verdict.NO_LAYER, List.of(), row.path("reason").asText());
  }

  private static CatalogueRow converted(JsonNode row) throws IOException {
    String name = nameOf(row);
    List<String> arguments = row.has("layer") ? arguments(row.path("model"), name) : List.of();
    try {
      new KerasModel(
              row.path("model"),
              Era.of(row.path("keras").asText(), "tensorflow"),
              new ZeroWeights())
          .export(new ConversionContext(TargetRuntime.named(TargetRuntime.DEFAULT), Policy.NONE))
          .close();
      return new CatalogueRow(row.has("layer"), name, Verdict.CONVERTED, arguments, "");
    } catch (ArtifactException refused) {
      return new CatalogueRow(
          row.has("layer"), name, Verdict.REFUSED, arguments, refused.finding().message());
    }
  }

  private static String nameOf(JsonNode row) {
    for (String kind : List.of("layer", "activation", "operation")) {
      if (row.has(kind)) {
        return row.path(kind).asText();
      }
    }
    throw new IllegalArgumentException("a row of no kind: " + row);
  }

  /** Of the first layer of that class. */
  private static List<String> arguments(JsonNode node, String className) {
    if (node.path("class_name").asText().equals(className)) {
      List<String> names = new ArrayList<>();
      node.path("config")
          .fieldNames()
          .forEachRemaining(
              key -> {
                if (!COMMON.matcher(key).matches()) {
                  names.add(key);
                }
              });
      return names;
    }
    for (Iterator<JsonNode> children = node.elements(); children.hasNext(); ) {
      List<String> found = arguments(children.next(), className);
      if (!found.isEmpty()) {
        return found;
      }
    }
    return List.of();
  }
}
