package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;

/**
 * Random ops that take a key and a counter made of a seed, and their predecessors that take the
 * seed: both scramble it in the same way (core/kernels/stateless_random_ops.cc, GenerateKey), and
 * draw by Philox on the CPU.
 */
final class SeededRandom implements OpRecipe {
  private static final Map<String, String> SEEDED =
      Map.of(
          "StatelessRandomUniformV2", "StatelessRandomUniform",
          "StatelessRandomNormalV2", "StatelessRandomNormal",
          "StatelessTruncatedNormalV2", "StatelessTruncatedNormal",
          "StatelessRandomUniformIntV2", "StatelessRandomUniformInt",
          "StatelessRandomUniformFullIntV2", "StatelessRandomUniformFullInt");

  private static final Set<String> KEYS =
      Set.of(
          "StatelessRandomGetKeyCounter",
          "StatelessRandomGetKeyCounterAlg",
          "StatelessRandomGetAlg");

  @Override
  public String id() {
    return "ops/random-seed";
  }

  @Override
  public String description() {
    return "random numbers are drawn by the seed itself, by the ops before TensorFlow 2.5";
  }

  @Override
  public boolean concerns(NodeDef node, TargetRuntime target) {
    String older = SEEDED.get(node.getOp());
    boolean drawn = older != null && target.op(older).isPresent();
    return (drawn || KEYS.contains(node.getOp())) && target.op(node.getOp()).isEmpty();
  }

  @Override
  public boolean rewrite(NodeDef node, ScopeEditor scope) {
    if (!SEEDED.containsKey(node.getOp())) {
      return unneeded(node, scope);
    }
    Optional<NodeDef> key = scope.producer(node, 1);
    Optional<NodeDef> counter = scope.producer(node, 2);
    if (key.isEmpty()
        || key.get().getInputCount() == 0
        || ScopeEditor.data(node).size() < 4
        || !key.equals(counter)
        || !key.get().getOp().startsWith("StatelessRandomGetKeyCounter")
        || !byPhilox(node, scope)) {
      return false;
    }
    List<String> data = ScopeEditor.data(node);
    List<String> inputs = new ArrayList<>(List.of(data.get(0), key.get().getInput(0)));
    inputs.addAll(data.subList(4, data.size()));
    inputs.addAll(ScopeEditor.controls(node));
    NodeDef.Builder older =
        NodeDef.newBuilder()
            .setName(node.getName())
            .setOp(SEEDED.getOrDefault(node.getOp(), ""))
            .addAllInput(inputs);
    attribute(node, "dtype").ifPresent(value -> older.putAttr("dtype", value));
    attribute(node, "Tshape").ifPresent(value -> older.putAttr("T", value));
    attribute(key.get(), "Tseed").ifPresent(value -> older.putAttr("Tseed", value));
    scope.add(older.build());
    return true;
  }

  private static Optional<AttrValue> attribute(NodeDef node, String name) {
    return Optional.ofNullable(node.getAttrMap().get(name));
  }

  /** Philox, 1, or what the device prefers, 3, which is Philox on the CPU. */
  private static boolean byPhilox(NodeDef node, ScopeEditor scope) {
    return scope
            .producer(node, 3)
            .filter(alg -> alg.getOp().startsWith("StatelessRandomGet"))
            .isPresent()
        || scope
            .constant(node, 3)
            .filter(alg -> alg.getIntValCount() == 1)
            .filter(alg -> alg.getIntVal(0) == 1 || alg.getIntVal(0) == 3)
            .isPresent();
  }

  /** What only made keys for the ops above goes with them; its consumers take the seed. */
  private static boolean unneeded(NodeDef node, ScopeEditor scope) {
    if (!scope.onlyTakenBy(node, SEEDED.keySet())) {
      return false;
    }
    scope.add(
        NodeDef.newBuilder()
            .setName(node.getName())
            .setOp("NoOp")
            .addAllInput(ScopeEditor.controls(node))
            .build());
    return true;
  }
}
