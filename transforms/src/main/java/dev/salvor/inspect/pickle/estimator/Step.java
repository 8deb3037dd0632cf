package dev.salvor.inspect.pickle.estimator;

import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Arithmetic on the rows of a float64 matrix, in the order in which scikit-learn does it. */
public sealed interface Step {

  /** {@code x op values}, one value a column. */
  record Columns(Operation operation, double[] values) implements Step {
    public Columns {
      values = values.clone();
    }

    @Override
    public double[] values() {
      return values.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Columns columns
          && operation == columns.operation
          && Arrays.equals(values, columns.values);
    }

    @Override
    public int hashCode() {
      return Objects.hash(operation, Arrays.hashCode(values));
    }
  }

  /** What {@link Columns} does. */
  enum Operation {
    SUBTRACT("Sub"),
    DIVIDE("RealDiv"),
    MULTIPLY("Mul"),
    ADD("AddV2");

    private final String op;

    Operation(String op) {
      this.op = op;
    }

    /** The op of TensorFlow. */
    public String op() {
      return op;
    }
  }

  /**
   * A function of NumPy on each value.
   *
   * @param op of TensorFlow
   */
  record Elementwise(String op) implements Step {
    private static final Map<String, String> OPS =
        Map.of(
            "log",
            "Log",
            "log1p",
            "Log1p",
            "exp",
            "Exp",
            "expm1",
            "Expm1",
            "sqrt",
            "Sqrt",
            "square",
            "Square",
            "absolute",
            "Abs");

    /** The step for the function that NumPy calls {@code name}. */
    static Optional<Elementwise> of(String name) {
      return Optional.ofNullable(OPS.get(name)).map(Elementwise::new);
    }
  }

  /** Values below and above are set to the bounds. */
  record Clip(double low, double high) implements Step {}

  /**
   * Rows divided by their norm, save those whose norm is below {@code least}: by 1.
   *
   * @param least where it is 0, rows whose norm is 0
   */
  record Normalize(Norm norm, double least) implements Step {}

  /** The norm of a row. */
  enum Norm {
    L1,
    L2,
    MAX
  }

  /** The product with the transpose of a matrix of {@code rows} × {@code columns}, row-major. */
  record Project(int rows, int columns, double[] matrix) implements Step {
    public Project {
      matrix = matrix.clone();
    }

    @Override
    public double[] matrix() {
      return matrix.clone();
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Project project
          && rows == project.rows
          && columns == project.columns
          && Arrays.equals(matrix, project.matrix);
    }

    @Override
    public int hashCode() {
      return Objects.hash(rows, columns, Arrays.hashCode(matrix));
    }
  }
}
