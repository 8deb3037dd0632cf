package dev.salvor.inspect.graph;

import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.FunctionSpec;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SaveableObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.Struct.StructuredValue;

/**
 * What of the object graph of a TF2 module the target's {@code tf.saved_model.load} trips over,
 * though its servers, which take the graph and the signatures alone, load the model. Measured with
 * models of TensorFlow 2.8 to 2.21 in 2.8 to 2.14; the reasons are in python/saved_model/load.py.
 */
public final class ObjectGraphCheck {
  /** GraphDef versions. */
  private static final int TF_2_6 = 808;

  private static final int TF_2_11 = 1286;
  private static final int TF_2_13 = 1482;
  private static final int NEVER = Integer.MAX_VALUE;

  /**
   * Something that targets of versions {@code from} up to, and without, {@code to} do not restore.
   */
  private record Obstacle(int from, int to, Predicate<SavedObjectGraph> there, String what) {}

  private static final List<Obstacle> OBSTACLES =
      List.of(
          // "Unknown SavedObject type: None"
          new Obstacle(
              0,
              TF_2_6,
              objects -> objects.getNodesList().stream().anyMatch(SavedObject::hasCapturedTensor),
              "its functions capture tensors"),
          // "save_fn(checkpoint_key) expected a Tensor in checkpoint_key, but got str": since 2.14
          // such functions are saved without a signature, and are then called as they were defined
          new Obstacle(
              TF_2_11,
              TF_2_13,
              ObjectGraphCheck::savesWithoutSignature,
              "its tables are saved by functions without an input signature"),
          // "No encoder for object of type StructuredValue": fields of struct.proto since 2.13
          new Obstacle(
              0,
              TF_2_13,
              ObjectGraphCheck::tensorsAsArguments,
              "arguments of its functions have tensors as defaults"),
          // "Cannot convert node … to tensor", "a saved_model containing ShardedVariable"
          new Obstacle(
              0,
              NEVER,
              ObjectGraphCheck::capturesObjects,
              "its functions capture objects that are no variables, such as variables in shards"),
          // "The checkpoint saver registry does not have name …", from 2.9 on
          new Obstacle(
              0,
              NEVER,
              objects ->
                  objects.getNodesList().stream()
                      .anyMatch(object -> !object.getRegisteredSaver().isEmpty()),
              "parts of it are saved by code of its author"));

  private ObjectGraphCheck() {}

  /** What a loader in Python trips over; empty where it takes the objects as they are. */
  public static Optional<String> obstacle(MetaGraphDef meta, TargetRuntime target) {
    int version = target.graphDefVersion();
    SavedObjectGraph objects = meta.getObjectGraphDef();
    return OBSTACLES.stream()
        .filter(each -> version >= each.from && version < each.to && each.there.test(objects))
        .map(
            each ->
                "%s, which tf.saved_model.load of TensorFlow %s does not restore"
                    .formatted(each.what, target.tensorflow()))
        .findFirst();
  }

  private static boolean savesWithoutSignature(SavedObjectGraph objects) {
    return objects.getNodesList().stream()
        .flatMap(object -> object.getSaveableObjectsMap().entrySet().stream())
        .anyMatch(
            saveable ->
                // objects of this one name are saved by functions of no arguments
                !saveable.getKey().equals(".TENSORS") && withoutSignature(objects, saveable));
  }

  private static boolean withoutSignature(
      SavedObjectGraph objects, Map.Entry<String, SaveableObject> saveable) {
    int id = saveable.getValue().getSaveFunction();
    if (id < 0 || id >= objects.getNodesCount()) {
      return false;
    }
    SavedObject function = objects.getNodes(id);
    FunctionSpec spec = function.getBareConcreteFunction().getFunctionSpec();
    return function.hasBareConcreteFunction()
        && spec.getInputSignature().getKindCase() == StructuredValue.KindCase.NONE_VALUE;
  }

  private static boolean capturesObjects(SavedObjectGraph objects) {
    return objects.getConcreteFunctionsMap().values().stream()
        .map(SavedConcreteFunction::getBoundInputsList)
        .flatMap(List::stream)
        .anyMatch(
            id -> id >= 0 && id < objects.getNodesCount() && objects.getNodes(id).hasUserObject());
  }

  private static boolean tensorsAsArguments(SavedObjectGraph objects) {
    return objects.getNodesList().stream()
            .anyMatch(
                object ->
                    holdsTensor(object.getFunction().getFunctionSpec())
                        || holdsTensor(object.getBareConcreteFunction().getFunctionSpec()))
        || objects.getConcreteFunctionsMap().values().stream()
            .anyMatch(
                function ->
                    holdsTensor(function.getCanonicalizedInputSignature(), 0)
                        || holdsTensor(function.getOutputSignature(), 0));
  }

  private static boolean holdsTensor(FunctionSpec spec) {
    return holdsTensor(spec.getFullargspec(), 0) || holdsTensor(spec.getInputSignature(), 0);
  }

  private static boolean holdsTensor(StructuredValue value, int depth) {
    if (depth > 32) {
      return false;
    }
    return switch (value.getKindCase()) {
      case TENSOR_VALUE, NUMPY_VALUE -> true;
      case LIST_VALUE -> any(value.getListValue().getValuesList(), depth);
      case TUPLE_VALUE -> any(value.getTupleValue().getValuesList(), depth);
      case DICT_VALUE ->
          value.getDictValue().getFieldsMap().values().stream()
              .anyMatch(each -> holdsTensor(each, depth + 1));
      case NAMED_TUPLE_VALUE ->
          value.getNamedTupleValue().getValuesList().stream()
              .anyMatch(each -> holdsTensor(each.getValue(), depth + 1));
      case NONE_VALUE,
          FLOAT64_VALUE,
          INT64_VALUE,
          STRING_VALUE,
          BOOL_VALUE,
          TENSOR_SHAPE_VALUE,
          TENSOR_DTYPE_VALUE,
          TENSOR_SPEC_VALUE,
          TYPE_SPEC_VALUE,
          BOUNDED_TENSOR_SPEC_VALUE,
          KIND_NOT_SET ->
          false;
    };
  }

  private static boolean any(List<StructuredValue> values, int depth) {
    return values.stream().anyMatch(each -> holdsTensor(each, depth + 1));
  }
}
