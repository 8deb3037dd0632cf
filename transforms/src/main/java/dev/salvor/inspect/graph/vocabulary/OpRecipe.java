package dev.salvor.inspect.graph.vocabulary;

import dev.salvor.target.TargetRuntime;
import org.tensorflow.proto.NodeDef;

/** How a node that a target does not take is expressed by ops that it has, with equal results. */
interface OpRecipe {
  /** Its name in rows: {@code ops/batch-matmul-v3}. */
  String id();

  /** What it did, for people. */
  String description();

  /** Whether the target cannot run the node as it stands, in a way that this recipe mends. */
  boolean concerns(NodeDef node, TargetRuntime target);

  /**
   * Puts other nodes in the place of {@code node}. The last of them bears its name and gives its
   * outputs.
   *
   * @return whether it did; not where the values of this node have no older form
   */
  boolean rewrite(NodeDef node, ScopeEditor scope);
}
