package dev.salvor.convert.keras;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.keras.weights.legacy.ArrayListWeights;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * A model that a real framework wrote, and what it computed there: a line of a fixture in {@code
 * recorded/}, which {@code pack.py} beside it wrote.
 */
record RecordedModel(
    String name,
    Era era,
    JsonNode config,
    List<TensorData> weights,
    Map<String, TensorData> inputs,
    Map<String, TensorData> outputs) {
  /** Python writes NaN and Infinity. */
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();

  static List<RecordedModel> all(String fixture) throws IOException {
    List<RecordedModel> models = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(
                    Objects.requireNonNull(
                        RecordedModel.class.getResourceAsStream("recorded/" + fixture))),
                StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        models.add(read(JSON.readTree(line)));
      }
    }
    return models;
  }

  private static RecordedModel read(JsonNode line) {
    List<TensorData> weights = new ArrayList<>();
    line.path("weights").forEach(weight -> weights.add(tensor(weight)));
    String version = line.path("version").asText();
    return new RecordedModel(
        line.path("name").asText() + "@" + version,
        Era.of(version, line.path("backend").asText()),
        line.path("config"),
        weights,
        tensors(line.path("inputs")),
        tensors(line.path("outputs")));
  }

  private static Map<String, TensorData> tensors(JsonNode json) {
    Map<String, TensorData> tensors = new LinkedHashMap<>();
    json.fields().forEachRemaining(field -> tensors.put(field.getKey(), tensor(field.getValue())));
    return tensors;
  }

  private static TensorData tensor(JsonNode json) {
    List<Long> dims = new ArrayList<>();
    json.path("shape").forEach(dim -> dims.add(dim.asLong()));
    Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    ElementType type = ElementType.byId(json.path("dtype").asText()).orElseThrow();
    if (type == ElementType.STRING) {
      List<byte[]> values = new ArrayList<>();
      json.path("values")
          .forEach(value -> values.add(value.asText().getBytes(StandardCharsets.UTF_8)));
      return new StringTensor(shape, values);
    }
    return new HeapTensor(type, shape, Base64.getDecoder().decode(json.path("raw").asText()));
  }

  ExportableModel export() throws IOException {
    return new KerasModel(config, era, new ArrayListWeights(weights, era))
        .export(new ConversionContext(TargetRuntime.named(TargetRuntime.DEFAULT), Policy.NONE));
  }

  @Override
  public String toString() {
    return name;
  }
}
