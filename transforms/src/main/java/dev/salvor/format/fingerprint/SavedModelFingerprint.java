package dev.salvor.format.fingerprint;

import java.math.BigInteger;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FingerprintDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.VersionDef;

/**
 * Computes the fingerprint of a SavedModel as TensorFlow does since 2.12
 * (tensorflow/cc/saved_model/fingerprinting.cc, tensorflow/core/graph/regularization): hashes of
 * the first MetaGraph's parts, without what differs between two saves of one program. The random id
 * that later versions add is left out: equal models give equal bytes.
 */
public final class SavedModelFingerprint {
  /** Version of the definition of these hashes. */
  private static final int PRODUCER = 1;

  /** What saving appends to the names of functions. */
  private static final Pattern UID = Pattern.compile("(.*_)([0-9]+)", Pattern.DOTALL);

  private SavedModelFingerprint() {}

  /**
   * @param index bytes of {@code variables/variables.index}; empty where the model has no variables
   */
  public static FingerprintDef of(SavedModel model, Optional<byte[]> index) {
    MetaGraphDef first = model.getMetaGraphs(0);
    return FingerprintDef.newBuilder()
        .setSavedModelChecksum(checksum(model))
        .setGraphDefProgramHash(program(first.getGraphDef()))
        .setSignatureDefHash(signatures(first.getSignatureDefMap()))
        .setSavedObjectGraphHash(functions(first.getObjectGraphDef()))
        .setCheckpointHash(index.map(Hash64::of).orElse(0L))
        .setVersion(VersionDef.newBuilder().setProducer(PRODUCER))
        .build();
  }

  /** Of the whole {@code saved_model.pb}, as it is when written with its maps in order. */
  public static long checksum(SavedModel model) {
    return Hash64.of(model);
  }

  /** Of the bytes of {@code variables/variables.index}. */
  public static long checksum(byte[] index) {
    return Hash64.of(index);
  }

  private static long program(GraphDef graph) {
    GraphDef.Builder regular = graph.toBuilder().clearNode();
    graph.getNodeList().forEach(node -> regular.addNode(regular(node)));
    regular.getLibraryBuilder().clear();
    regular.getVersionsBuilder().clear();
    return Hash64.of(regular.build());
  }

  private static NodeDef regular(NodeDef node) {
    NodeDef.Builder regular = node.toBuilder();
    if (node.getOp().equals("PartitionedCall") || node.getOp().equals("StatefulPartitionedCall")) {
      String function = node.getAttrOrThrow("f").getFunc().getName();
      Matcher uid = UID.matcher(function);
      if (uid.matches()) {
        var named = node.getAttrOrThrow("f").toBuilder();
        named.getFuncBuilder().setName(uid.group(1));
        regular.putAttr("f", named.build());
      }
      if (node.containsAttr("config_proto")) {
        regular.putAttr(
            "config_proto",
            node.getAttrOrThrow("config_proto").toBuilder()
                .setS(com.google.protobuf.ByteString.EMPTY)
                .build());
      }
    }
    if (node.getOp().equals("Const")
        && node.containsAttr("value")
        && node.getAttrOrThrow("dtype").getType() == DataType.DT_STRING) {
      regular.putAttr("value", node.getAttrOrThrow("value").toBuilder().clearValue().build());
    }
    return regular.build();
  }

  private static long signatures(Map<String, SignatureDef> signatures) {
    long hash = 0;
    for (Map.Entry<String, SignatureDef> signature : new TreeMap<>(signatures).entrySet()) {
      hash = Hash64.mix(hash, Hash64.of(signature.getKey()));
      hash = Hash64.mix(hash, Hash64.of(signature.getValue()));
    }
    return hash;
  }

  /** Of the concrete functions, in the order of the numbers that their names end in. */
  private static long functions(SavedObjectGraph objects) {
    Map<BigInteger, String> names = new TreeMap<>();
    for (String name : objects.getConcreteFunctionsMap().keySet()) {
      Matcher uid = UID.matcher(name);
      names.put(uid.matches() ? new BigInteger(uid.group(2)) : BigInteger.ONE.negate(), name);
    }
    long hash = 0;
    for (Map.Entry<BigInteger, String> name : names.entrySet()) {
      String uid = name.getKey().toString();
      String stem = name.getValue();
      if (stem.endsWith(uid)) {
        stem = stem.substring(0, stem.length() - uid.length());
      }
      hash = Hash64.mix(hash, Hash64.of(stem));
      hash = Hash64.mix(hash, Hash64.of(objects.getConcreteFunctionsOrThrow(name.getValue())));
    }
    return hash;
  }
}
