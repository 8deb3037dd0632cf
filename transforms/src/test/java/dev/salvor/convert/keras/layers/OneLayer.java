package dev.salvor.convert.keras.layers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.ExportableModel;
import dev.salvor.convert.Variable;
import dev.salvor.convert.keras.KerasModel;
import dev.salvor.convert.keras.ZeroWeights;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.policy.Policy;
import dev.salvor.target.TargetRuntime;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;

/** A functional model of one layer, written as tf.keras does, with zeros for weights. */
final class OneLayer {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final String className;
  private final String config;
  private final List<String> inputs = new ArrayList<>();
  private String kwargs = "{}";
  private String version = "2.15.0";
  private String target = TargetRuntime.DEFAULT;

  private OneLayer(String className, String config) {
    this.className = className;
    this.config = config;
  }

  /**
   * @param config arguments of the layer as JSON, single quotes allowed
   */
  static OneLayer of(String className, String config) {
    return new OneLayer(className, config);
  }

  /** One more input, {@code "8,5 float32"} without the batch; {@code ?} for an unknown size. */
  OneLayer on(String input) {
    inputs.add(input);
    return this;
  }

  OneLayer calledWith(String arguments) {
    kwargs = arguments;
    return this;
  }

  OneLayer writtenBy(String keras) {
    version = keras;
    return this;
  }

  OneLayer forTarget(String name) {
    target = name;
    return this;
  }

  ExportableModel export() {
    try {
      return new KerasModel(model(), Era.of(version, "tensorflow"), new ZeroWeights())
          .export(new ConversionContext(TargetRuntime.named(target), Policy.NONE));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The static shape of the output, {@code ?,4,2}, of a graph that was checked. */
  String shape() {
    ExportableModel model = export();
    checkGraph(model);
    TensorInfo output = model.signatures().get(0).outputs().values().iterator().next();
    List<String> dims = new ArrayList<>();
    output
        .getTensorShape()
        .getDimList()
        .forEach(dim -> dims.add(dim.getSize() < 0 ? "?" : Long.toString(dim.getSize())));
    return String.join(",", dims);
  }

  /** Names and shapes of the variables, {@code kernel(5, 3)}. */
  List<String> variables() {
    List<String> names = new ArrayList<>();
    for (Variable variable : export().variables()) {
      String node = variable.node();
      names.add(node.substring(node.lastIndexOf('/') + 1) + variable.data().shape());
    }
    return names;
  }

  /** Types of all nodes. */
  Set<String> ops() {
    Set<String> ops = new HashSet<>();
    export().graph().getNodeList().forEach(node -> ops.add(node.getOp()));
    return ops;
  }

  /** Every input of every node is a node before it. */
  static void checkGraph(ExportableModel model) {
    Set<String> seen = new HashSet<>();
    for (NodeDef node : model.graph().getNodeList()) {
      for (String input : node.getInputList()) {
        String name = input.startsWith("^") ? input.substring(1) : input.split(":", 2)[0];
        assertThat(seen).as(node.getName()).contains(name);
      }
      assertThat(seen.add(node.getName())).as(node.getName()).isTrue();
    }
  }

  private JsonNode model() {
    try {
      ObjectNode model = JSON.createObjectNode().put("class_name", "Functional");
      ObjectNode body = model.putObject("config").put("name", "model");
      ArrayNode layers = body.putArray("layers");
      ArrayNode call = JSON.createArrayNode();
      ArrayNode ins = body.putArray("input_layers");
      for (int i = 0; i < inputs.size(); i++) {
        String[] words = inputs.get(i).split(" ", 2);
        ObjectNode layer = layers.addObject().put("class_name", "InputLayer").put("name", "in" + i);
        ObjectNode arguments = layer.putObject("config").put("name", "in" + i);
        ArrayNode shape = arguments.putArray("batch_input_shape").addNull();
        if (!words[0].isEmpty()) {
          for (String dim : words[0].split(",", -1)) {
            shape.add(dim.equals("?") ? null : Integer.valueOf(dim));
          }
        }
        arguments.put("dtype", words.length > 1 ? words[1] : "float32");
        layer.putArray("inbound_nodes");
        ins.add(JSON.createArrayNode().add("in" + i).add(0).add(0));
        call.add(
            JSON.createArrayNode().add("in" + i).add(0).add(0).add(JSON.readTree(plain(kwargs))));
      }
      ObjectNode layer = layers.addObject().put("class_name", className).put("name", "layer");
      ObjectNode arguments = (ObjectNode) JSON.readTree(plain(config));
      layer.set("config", arguments.put("name", "layer"));
      layer.putArray("inbound_nodes").add(call);
      body.putArray("output_layers").add(JSON.createArrayNode().add("layer").add(0).add(0));
      return model;
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }

  private static String plain(String json) {
    return json.replace('\'', '"');
  }
}
