package dev.salvor.inspect.graph;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * What TensorFlow Serving before 1.0 kept in collections of a MetaGraph (contrib/session_bundle/
 * manifest.proto, constants.py), in the fields that SavedModels have for it. Signatures are named
 * as TensorFlow's own conversion names them (bundle_shim.py).
 */
public final class SessionBundle {
  private static final String SIGNATURES = "serving_signatures";
  private static final String SERVING_DEFAULT = "serving_default";

  private final ModelGraph graph;
  private final MetaGraphDef meta;

  private SessionBundle(MetaGraphDef meta, TargetRuntime target) {
    this.meta = meta;
    this.graph = new ModelGraph(meta.getGraphDef(), target);
  }

  /**
   * The MetaGraph with its signatures, assets and initialiser in their fields.
   *
   * @throws ArtifactException where they are damaged, or of a kind that says not what comes out
   */
  public static MetaGraphDef modern(MetaGraphDef meta, TargetRuntime target) {
    try {
      return new SessionBundle(meta, target).modern();
    } catch (InvalidProtocolBufferException e) {
      throw new ArtifactException(
          Finding.of(
              Rule.GRAPH_DAMAGED,
              Location.NONE,
              "its collections are damaged: %s",
              String.valueOf(e.getMessage())),
          e);
    }
  }

  /** The second copy of the graph, which TensorFlow's loader passes over; empty without one. */
  static Optional<GraphDef> secondGraph(MetaGraphDef meta) {
    for (Any any : anys(meta, "serving_graph")) {
      try {
        return Optional.of(GraphDef.parseFrom(any.getValue()));
      } catch (InvalidProtocolBufferException e) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static List<Any> anys(MetaGraphDef meta, String collection) {
    return meta.getCollectionDefOrDefault(collection, CollectionDef.getDefaultInstance())
        .getAnyList()
        .getValueList();
  }

  private MetaGraphDef modern() throws InvalidProtocolBufferException {
    MetaGraphDef.Builder modern = meta.toBuilder();
    for (Any asset : anys(meta, "serving_assets")) {
      modern.addAssetFileDef(AssetFileDef.parseFrom(asset.getValue())); // the fields are the same
    }
    CollectionDef init = meta.getCollectionDefMap().get("serving_init_op");
    if (init != null) {
      modern.putCollectionDef("legacy_init_op", init);
    }
    for (Any any : anys(meta, SIGNATURES)) {
      signatures(UnknownFieldSet.parseFrom(any.getValue()), modern);
    }
    if (modern.getSignatureDefCount() == 0) {
      throw Finding.of(
              Rule.GRAPH_AMBIGUOUS,
              Location.NONE,
              "no signature of the bundle says what it takes and gives: it has neither a"
                  + " classification nor a regression, nor the pair \"inputs\" and \"outputs\"")
          .exception();
    }
    return modern.build();
  }

  /** Signatures{default_signature = 1, map named_signatures = 2}. */
  private void signatures(UnknownFieldSet all, MetaGraphDef.Builder modern)
      throws InvalidProtocolBufferException {
    for (UnknownFieldSet signature : messages(all, 1)) {
      Optional<SignatureDef> converted = converted(signature);
      converted.ifPresent(def -> modern.putSignatureDef(SERVING_DEFAULT, def));
    }
    Map<String, UnknownFieldSet> named = new LinkedHashMap<>();
    for (UnknownFieldSet entry : messages(all, 2)) {
      for (UnknownFieldSet value : messages(entry, 2)) {
        named.put(text(entry, 1), value);
      }
    }
    UnknownFieldSet inputs = named.get("inputs");
    UnknownFieldSet outputs = named.get("outputs");
    if (inputs != null && outputs != null) {
      Map<String, String> given = generic(inputs);
      Map<String, String> got = generic(outputs);
      if (!got.isEmpty()) {
        boolean taken = modern.containsSignatureDef(SERVING_DEFAULT);
        modern.putSignatureDef(
            taken ? SERVING_DEFAULT + "_from_named" : SERVING_DEFAULT,
            signature("tensorflow/serving/predict", given, got));
      }
    }
    for (Map.Entry<String, UnknownFieldSet> other : named.entrySet()) {
      Optional<SignatureDef> converted = converted(other.getValue());
      converted
          .filter(def -> !modern.containsSignatureDef(other.getKey()))
          .ifPresent(def -> modern.putSignatureDef(other.getKey(), def));
    }
  }

  /**
   * Signature{oneof: regression = 1 {input, output}, classification = 2 {input, classes, scores}}.
   */
  private Optional<SignatureDef> converted(UnknownFieldSet signature)
      throws InvalidProtocolBufferException {
    for (UnknownFieldSet regression : messages(signature, 1)) {
      return Optional.of(
          signature(
              "tensorflow/serving/regress",
              bound(regression, 1, "inputs"),
              bound(regression, 2, "outputs")));
    }
    for (UnknownFieldSet classification : messages(signature, 2)) {
      Map<String, String> outputs = new LinkedHashMap<>(bound(classification, 2, "classes"));
      outputs.putAll(bound(classification, 3, "scores"));
      return Optional.of(
          signature("tensorflow/serving/classify", bound(classification, 1, "inputs"), outputs));
    }
    return Optional.empty();
  }

  /** GenericSignature{map name to TensorBinding = 1}, in field 3 of a Signature. */
  private static Map<String, String> generic(UnknownFieldSet signature)
      throws InvalidProtocolBufferException {
    Map<String, String> tensors = new LinkedHashMap<>();
    for (UnknownFieldSet generic : messages(signature, 3)) {
      for (UnknownFieldSet entry : messages(generic, 1)) {
        tensors.putAll(bound(entry, 2, text(entry, 1)));
      }
    }
    return tensors;
  }

  /** The tensor of a TensorBinding{tensor_name = 1} under {@code name}; empty without one. */
  private static Map<String, String> bound(UnknownFieldSet message, int field, String name)
      throws InvalidProtocolBufferException {
    for (UnknownFieldSet binding : messages(message, field)) {
      String tensor = text(binding, 1);
      if (!tensor.isEmpty()) {
        return Map.of(name, tensor.contains(":") ? tensor : tensor + ":0");
      }
    }
    return Map.of();
  }

  private SignatureDef signature(
      String method, Map<String, String> inputs, Map<String, String> outputs) {
    SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName(method);
    inputs.forEach((name, tensor) -> signature.putInputs(name, info(tensor)));
    outputs.forEach((name, tensor) -> signature.putOutputs(name, info(tensor)));
    return signature.build();
  }

  private TensorInfo info(String tensor) {
    AttrValue shape =
        graph
            .main()
            .node(TensorRef.parse(tensor).node())
            .filter(NodeRoles::placeholder)
            .map(node -> node.getAttrOrDefault("shape", AttrValue.getDefaultInstance()))
            .orElse(AttrValue.getDefaultInstance());
    boolean known = shape.hasShape() && shape.getShape().getDimCount() > 0;
    return TensorInfo.newBuilder()
        .setName(tensor)
        .setDtype(graph.type(tensor))
        .setTensorShape(
            known ? shape.getShape() : TensorShapeProto.newBuilder().setUnknownRank(true).build())
        .build();
  }

  private static List<UnknownFieldSet> messages(UnknownFieldSet message, int field)
      throws InvalidProtocolBufferException {
    List<UnknownFieldSet> messages = new ArrayList<>();
    for (ByteString bytes : message.getField(field).getLengthDelimitedList()) {
      messages.add(UnknownFieldSet.parseFrom(bytes));
    }
    return messages;
  }

  private static String text(UnknownFieldSet message, int field) {
    List<ByteString> texts = message.getField(field).getLengthDelimitedList();
    return texts.isEmpty() ? "" : texts.get(texts.size() - 1).toStringUtf8();
  }
}
