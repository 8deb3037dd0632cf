package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Stream;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * An op that an older one of the same outputs replaces.
 *
 * @param condition on the node's values
 * @param renamed attributes, by their new name
 * @param dropped attributes that the older op lacks
 * @param inputs how many data inputs it takes, from the first; -1 for all
 */
record OlderOp(
    String id,
    String newer,
    String older,
    BiPredicate<NodeDef, ScopeEditor> condition,
    Map<String, String> renamed,
    Set<String> dropped,
    int inputs)
    implements OpRecipe {

  static OlderOp of(String id, String newer, String older) {
    return new OlderOp(id, newer, older, (node, scope) -> true, Map.of(), Set.of(), -1);
  }

  OlderOp where(BiPredicate<NodeDef, ScopeEditor> holds) {
    return new OlderOp(id, newer, older, holds, renamed, dropped, inputs);
  }

  OlderOp renaming(String from, String to) {
    return new OlderOp(id, newer, older, condition, Map.of(from, to), dropped, inputs);
  }

  OlderOp without(String... attributes) {
    return new OlderOp(id, newer, older, condition, renamed, Set.of(attributes), inputs);
  }

  OlderOp taking(int count) {
    return new OlderOp(id, newer, older, condition, renamed, dropped, count);
  }

  /** The input {@code k} names one diagonal, which needs no alignment. */
  static BiPredicate<NodeDef, ScopeEditor> oneDiagonal(int k) {
    return (node, scope) ->
        scope.constant(node, k).map(OlderOp::elements).filter(count -> count == 1).isPresent();
  }

  static BiPredicate<NodeDef, ScopeEditor> equalTypes(String... attributes) {
    return (node, scope) ->
        Stream.of(attributes)
                .map(name -> node.getAttrOrDefault(name, AttrValue.getDefaultInstance()))
                .distinct()
                .count()
            == 1;
  }

  /** The input is the constant 0. */
  static BiPredicate<NodeDef, ScopeEditor> zero(int input) {
    return (node, scope) ->
        scope
            .constant(node, input)
            .filter(value -> elements(value) == 1)
            .filter(
                value ->
                    value.getFloatValList().stream().allMatch(each -> each == 0)
                        && value
                            .getTensorContent()
                            .toString(java.nio.charset.StandardCharsets.ISO_8859_1)
                            .chars()
                            .allMatch(each -> each == 0))
            .isPresent();
  }

  private static long elements(TensorProto tensor) {
    return tensor.getTensorShape().getDimList().stream()
        .mapToLong(dim -> dim.getSize())
        .reduce(1, (a, b) -> a * b);
  }

  @Override
  public String description() {
    return "%s became %s, which computes the same here".formatted(newer, older);
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    return node.getOp().equals(newer) && target.op(newer).isEmpty() && target.op(older).isPresent();
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    if (!condition.test(node, scope)) {
      return false;
    }
    Map<String, AttrValue> attributes = new LinkedHashMap<>();
    node.getAttrMap()
        .forEach(
            (name, value) -> {
              if (!dropped.contains(name)) {
                attributes.put(renamed.getOrDefault(name, name), value);
              }
            });
    List<String> data = ScopeEditor.data(node);
    List<String> taken =
        new ArrayList<>(inputs < 0 ? data : data.subList(0, Math.min(inputs, data.size())));
    taken.addAll(ScopeEditor.controls(node));
    scope.add(
        node.toBuilder()
            .setOp(older)
            .clearInput()
            .addAllInput(taken)
            .clearAttr()
            .putAllAttr(attributes)
            .build());
    return true;
  }
}
