package dev.salvor.convert.keras.layers.functions;

import java.util.HashMap;
import java.util.Map;

/** Operations of Keras 3 that no graph is made of, by module and class, and why. */
public final class RefusedOperations {
  private static final String PYTHON = "calls Python functions, which the file does not hold";
  private static final String CONSTANT =
      "takes no tensor of a model; Keras computes it while the model is built";

  /** Reasons, as the end of a sentence that begins with the operation. */
  public static final Map<String, String> REASONS = reasons();

  private RefusedOperations() {}

  private static Map<String, String> reasons() {
    Map<String, String> reasons = new HashMap<>();
    for (String name :
        "AssociativeScan Cond ForiLoop Map Scan Switch VectorizedMap WhileLoop".split(" ", -1)) {
      reasons.put("core." + name, PYTHON);
    }
    reasons.put("linalg.JVP", PYTHON);
    for (String name : "Arange Empty Eye Identity Ones Tri Zeros".split(" ", -1)) {
      reasons.put("numpy." + name, CONSTANT);
    }
    reasons.put("numpy.Ndim", "gives a number of Python, which is no tensor");
    reasons.put("math.SegmentReduction", "is the abstract class of the others");
    reasons.put("image.ElasticTransform", "draws random numbers whenever it is called");
    return Map.copyOf(reasons);
  }
}
