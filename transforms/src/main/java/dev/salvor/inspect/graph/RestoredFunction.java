package dev.salvor.inspect.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.Struct.DictValue;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject.ObjectReference;

/**
 * The function of a TF2 module without signatures that stands for the module: its only one, else
 * {@code __call__} or {@code call}, traced once.
 *
 * @param name of the attribute it was
 * @param function name of the concrete function in the library
 * @param inputs signature name to position among the function's arguments
 * @param outputs signature name to position among its results
 * @param captures indices of the objects that its last arguments are bound to
 */
public record RestoredFunction(
    String name,
    String function,
    Map<String, Integer> inputs,
    Map<String, Integer> outputs,
    List<Integer> captures) {

  private static final List<String> PREFERRED = List.of("__call__", "call");

  public RestoredFunction {
    inputs = new LinkedHashMap<>(inputs);
    outputs = new LinkedHashMap<>(outputs);
    captures = List.copyOf(captures);
  }

  /** The function; empty where there is none, or no telling which. */
  public static Optional<RestoredFunction> of(MetaGraphDef meta) {
    SavedObjectGraph objects = meta.getObjectGraphDef();
    if (objects.getNodesCount() == 0) {
      return Optional.empty();
    }
    Map<String, String> traced = new LinkedHashMap<>();
    List<String> all = new ArrayList<>();
    for (ObjectReference child : objects.getNodes(0).getChildrenList()) {
      if (child.getNodeId() < 0 || child.getNodeId() >= objects.getNodesCount()) {
        return Optional.empty();
      }
      SavedObject object = objects.getNodes(child.getNodeId());
      if (object.getKindCase() == SavedObject.KindCase.FUNCTION
          || object.getKindCase() == SavedObject.KindCase.BARE_CONCRETE_FUNCTION) {
        all.add(child.getLocalName());
        concrete(object).ifPresent(function -> traced.put(child.getLocalName(), function));
      }
    }
    Optional<String> chosen =
        all.size() == 1
            ? Optional.of(all.get(0))
            : PREFERRED.stream().filter(all::contains).findFirst();
    return chosen
        .filter(traced::containsKey)
        .flatMap(name -> described(meta, name, traced.getOrDefault(name, "")));
  }

  private static Optional<String> concrete(SavedObject object) {
    if (object.getKindCase() == SavedObject.KindCase.BARE_CONCRETE_FUNCTION) {
      return Optional.of(object.getBareConcreteFunction().getConcreteFunctionName());
    }
    return object.getFunction().getConcreteFunctionsCount() == 1
        ? Optional.of(object.getFunction().getConcreteFunctions(0))
        : Optional.empty();
  }

  private static Optional<RestoredFunction> described(
      MetaGraphDef meta, String name, String function) {
    SavedObjectGraph objects = meta.getObjectGraphDef();
    SavedConcreteFunction concrete = objects.getConcreteFunctionsMap().get(function);
    Optional<OpDef> signature =
        meta.getGraphDef().getLibrary().getFunctionList().stream()
            .map(FunctionDef::getSignature)
            .filter(def -> def.getName().equals(function))
            .findFirst();
    if (concrete == null || signature.isEmpty()) {
      return Optional.empty();
    }
    boolean capturable =
        concrete.getBoundInputsList().stream()
            .allMatch(
                id ->
                    id >= 0
                        && id < objects.getNodesCount()
                        && objects.getNodes(id).getKindCase() == SavedObject.KindCase.VARIABLE);
    List<String> inputs = new ArrayList<>();
    boolean plain = inputs(concrete.getCanonicalizedInputSignature(), inputs, 0);
    List<String> outputs = new ArrayList<>();
    plain &= outputs(concrete.getOutputSignature(), outputs);
    int arguments = signature.get().getInputArgCount() - concrete.getBoundInputsCount();
    boolean fits =
        capturable
            && plain
            && inputs.size() == arguments
            && outputs.size() == signature.get().getOutputArgCount()
            && !outputs.isEmpty();
    return fits
        ? Optional.of(
            new RestoredFunction(
                name,
                function,
                positions(inputs),
                positions(outputs),
                concrete.getBoundInputsList()))
        : Optional.empty();
  }

  private static Map<String, Integer> positions(List<String> names) {
    Map<String, Integer> positions = new LinkedHashMap<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      for (int n = 1; positions.containsKey(name); n++) {
        name = names.get(i) + "_" + n;
      }
      positions.put(name, i);
    }
    return positions;
  }

  /** Tensors in the order in which they are flattened; false where other things are among them. */
  private static boolean inputs(StructuredValue value, List<String> names, int depth) {
    if (depth > 16) {
      return false;
    }
    return switch (value.getKindCase()) {
      case TENSOR_SPEC_VALUE ->
          names.add(
              value.getTensorSpecValue().getName().isEmpty()
                  ? "input_" + names.size()
                  : value.getTensorSpecValue().getName());
      case TUPLE_VALUE ->
          value.getTupleValue().getValuesList().stream()
              .allMatch(each -> inputs(each, names, depth + 1));
      case LIST_VALUE ->
          value.getListValue().getValuesList().stream()
              .allMatch(each -> inputs(each, names, depth + 1));
      case DICT_VALUE ->
          sorted(value.getDictValue()).stream()
              .allMatch(
                  key -> inputs(value.getDictValue().getFieldsOrThrow(key), names, depth + 1));
      case NONE_VALUE, BOOL_VALUE, INT64_VALUE, FLOAT64_VALUE, STRING_VALUE -> true;
      default -> false;
    };
  }

  /** As Python names the results of a function that becomes a signature. */
  private static boolean outputs(StructuredValue value, List<String> names) {
    return switch (value.getKindCase()) {
      case TENSOR_SPEC_VALUE -> names.add("output_0");
      case TUPLE_VALUE -> flat(value.getTupleValue().getValuesList(), names);
      case LIST_VALUE -> flat(value.getListValue().getValuesList(), names);
      case DICT_VALUE ->
          sorted(value.getDictValue()).stream()
              .allMatch(
                  key -> tensor(value.getDictValue().getFieldsOrThrow(key)) && names.add(key));
      default -> false;
    };
  }

  private static boolean flat(List<StructuredValue> values, List<String> names) {
    return values.stream().allMatch(value -> tensor(value) && names.add("output_" + names.size()));
  }

  private static boolean tensor(StructuredValue value) {
    return value.getKindCase() == StructuredValue.KindCase.TENSOR_SPEC_VALUE;
  }

  private static List<String> sorted(DictValue dict) {
    return dict.getFieldsMap().keySet().stream().sorted().toList();
  }
}
