package dev.salvor.inspect.graph;

import java.util.Set;
import java.util.regex.Pattern;
import org.tensorflow.proto.NodeDef;

/** What a node of a TF1 graph is there for, told from its op and its name scope. */
final class NodeRoles {
  /** tf.gradients opens the scope "gradients", numbered where there is one already. */
  private static final Pattern GRADIENTS = Pattern.compile("(^|.*/)gradients(_\\d+)?/.*");

  private static final Pattern TRAINING =
      Pattern.compile("(Resource)?(Sparse)?Apply[A-Z].*|.*Grad(V\\d)?|.*Backprop(Input|Filter).*");

  private static final Pattern MACHINERY =
      Pattern.compile(
          "Assign.*|Save.*|Restore.*|.*Summary.*|NoOp|Assert|Queue(Enqueue|Close|Size).*"
              + "|ShardedFilename|MergeV2Checkpoints|IsVariableInitialized|VarIsInitializedOp"
              + "|InitializeTable.*|ControlTrigger|Scatter(Add|Sub|Update).*|WriteFile");

  private static final Set<String> VARIABLES =
      Set.of("Variable", "VariableV2", "VarHandleOp", "AutoReloadVariable");

  private static final Set<String> COPIES =
      Set.of(
          "Identity",
          "ReadVariableOp",
          "Enter",
          "RefEnter",
          "Switch",
          "RefSwitch",
          "Cast",
          "Transpose",
          "Reshape",
          "ConcatV2",
          "ExpandDims",
          "Squeeze",
          "Split",
          "Merge");

  private static final Pattern SOURCES =
      Pattern.compile(
          "IteratorGetNext.*|Queue(Dequeue).*|ReaderRead.*|Unstage.*|.*MapUnstage.*|RecordInput"
              + "|GetSessionTensor|InfeedDequeue.*|StackPop(V2)?");

  private static final Set<String> SCORES = Set.of("Softmax", "Sigmoid", "LogSoftmax");

  private static final Set<String> CHOICES = Set.of("ArgMax", "ArgMin");

  private NodeRoles() {}

  /** Computes gradients or applies them. */
  static boolean training(NodeDef node) {
    return GRADIENTS.matcher(node.getName()).matches() || TRAINING.matcher(node.getOp()).matches();
  }

  /** Keeps state, saves, reports or guards: gives no value to a model's outputs. */
  static boolean machinery(NodeDef node) {
    return MACHINERY.matcher(node.getOp()).matches();
  }

  static boolean variable(NodeDef node) {
    return VARIABLES.contains(node.getOp());
  }

  /** Hands a parameter on without computing with it. */
  static boolean copies(NodeDef node) {
    return COPIES.contains(node.getOp());
  }

  /** Gives the scores of classes. */
  static boolean scores(NodeDef node) {
    return SCORES.contains(node.getOp());
  }

  /** Chooses a class by its score. */
  static boolean choice(NodeDef node) {
    return CHOICES.contains(node.getOp());
  }

  static boolean placeholder(NodeDef node) {
    return node.getOp().equals("Placeholder") || node.getOp().equals("PlaceholderV2");
  }

  /** Takes values from an input pipeline, which a served model has not. */
  static boolean pipeline(NodeDef node) {
    return SOURCES.matcher(node.getOp()).matches() && !node.getOp().startsWith("Stack");
  }
}
