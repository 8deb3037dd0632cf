package dev.salvor.inspect.graph;

/**
 * An input of a node: {@code ^node}, {@code node}, {@code node:1}, and in functions {@code arg} or
 * {@code node:output:1} (tensorflow/core/framework/node_def.proto, function.proto).
 *
 * @param node name of the producer
 * @param output name of its output argument; empty in graphs
 * @param index index of the tensor, within the output argument where one is named
 * @param control whether only the order is meant
 */
public record TensorRef(String node, String output, int index, boolean control) {

  /** Parses an input; an index that is no number gives -1. */
  public static TensorRef parse(String input) {
    if (input.startsWith("^")) {
      return new TensorRef(input.substring(1), "", 0, true);
    }
    int last = input.lastIndexOf(':');
    if (last < 0) {
      return new TensorRef(input, "", 0, false);
    }
    int index = index(input.substring(last + 1));
    int first = input.indexOf(':');
    return first == last
        ? new TensorRef(input.substring(0, last), "", index, false)
        : new TensorRef(input.substring(0, first), input.substring(first + 1, last), index, false);
  }

  private static int index(String digits) {
    if (digits.isEmpty() || digits.length() > 9) {
      return -1;
    }
    for (int i = 0; i < digits.length(); i++) {
      if (digits.charAt(i) < '0' || digits.charAt(i) > '9') {
        return -1;
      }
    }
    return Integer.parseInt(digits);
  }

  /** {@code node:0}, the way signatures name tensors. */
  public String tensor() {
    return control
        ? "^" + node
        : output.isEmpty() ? node + ":" + index : node + ":" + output + ":" + index;
  }
}
