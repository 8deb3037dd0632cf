package dev.salvor.inspect.pickle.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.PickleAssembler;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.inspect.pickle.estimator.Head.Decision;
import dev.salvor.inspect.pickle.estimator.Step.Columns;
import dev.salvor.inspect.pickle.estimator.Step.Operation;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class EstimatorReaderTest {

  @Test
  void readsAScalerAndAClassifier() {
    EstimatorReader.Found found = read(pipeline(EstimatorReaderTest::scaler));
    assertThat(found.obstacles()).isEmpty();
    Estimator estimator = found.estimator().orElseThrow();
    assertThat(estimator.description()).isEqualTo("StandardScaler, KerasClassifier");
    assertThat(estimator.steps())
        .containsExactly(
            new Columns(Operation.SUBTRACT, new double[] {1, 2}),
            new Columns(Operation.DIVIDE, new double[] {3, 4}));
    assertThat(estimator.head())
        .isEqualTo(new Head.Classifier(Decision.KERAS, new Labels.Strings(List.of("a", "b")), 0));
  }

  @Test
  void namesTheStepThatIsNotConverted() {
    EstimatorReader.Found found =
        read(
            pipeline(
                out ->
                    out.global("sklearn.preprocessing._polynomial", "PolynomialFeatures")
                        .op(")")
                        .newObject()
                        .op("}")
                        .build()));
    assertThat(found.estimator()).isEmpty();
    assertThat(found.obstacles())
        .containsExactly("Pipeline step 1 's': sklearn PolynomialFeatures is not converted");
  }

  @Test
  void anAttributeThatMayActIsAnObstacle() {
    EstimatorReader.Found found =
        read(pipeline(out -> scaler(out, more -> more.text("shrink").op("\u0088"))));
    assertThat(found.obstacles())
        .containsExactly(
            "Pipeline step 1 's': sklearn StandardScaler has the attribute shrink, which is not"
                + " known");
  }

  @Test
  void aFunctionOfTheUserIsAnObstacle() {
    EstimatorReader.Found found =
        read(
            pipeline(
                out ->
                    out.global("sklearn.preprocessing._function_transformer", "FunctionTransformer")
                        .op(")")
                        .newObject()
                        .op("}")
                        .text("func")
                        .global("__main__", "prepare")
                        .op("s")
                        .build()));
    assertThat(found.obstacles())
        .containsExactly(
            "Pipeline step 1 's': sklearn FunctionTransformer of __main__.prepare is not converted"
                + " as it is set or fitted");
  }

  @Test
  void twoPipelinesSideBySideAreNotGuessedAt() {
    PickleAssembler out = new PickleAssembler().proto(3).op("]").mark();
    steps(out, EstimatorReaderTest::scaler);
    steps(out, EstimatorReaderTest::scaler);
    assertThat(read(out.op("e"))).isEqualTo(EstimatorReader.Found.NONE);
  }

  private static EstimatorReader.Found read(PickleAssembler out) {
    return EstimatorReader.in(
        PickleMachine.read(ByteSource.of(out.stop())).root().orElseThrow(),
        node ->
            node instanceof CallNode call
                && call.function().filter(type -> type.name().equals("Sequential")).isPresent());
  }

  private static PickleAssembler pipeline(UnaryOperator<PickleAssembler> first) {
    return steps(new PickleAssembler().proto(3), first);
  }

  private static PickleAssembler steps(
      PickleAssembler start, UnaryOperator<PickleAssembler> first) {
    PickleAssembler out =
        start
            .global("sklearn.pipeline", "Pipeline")
            .op(")")
            .newObject()
            .op("}")
            .text("steps")
            .op("]")
            .mark()
            .text("s");
    first.apply(out).op("\u0086").text("net");
    out.global("keras.wrappers.scikit_learn", "KerasClassifier").op(")").newObject().op("}").mark();
    out.text("model").global("keras.engine.sequential", "Sequential").op(")").newObject();
    out.text("classes_").global("numpy.core.multiarray", "_reconstruct").mark();
    out.global("numpy", "ndarray").mark().integer(0).tuple().bytes(new byte[] {'b'}).tuple();
    out.reduce().mark().integer(1).mark().integer(2).tuple().global("numpy", "dtype").mark();
    out.text("U1").op("\u0089").op("\u0088").tuple().reduce().mark().integer(3).text("<").none();
    out.none().none().integer(4).integer(4).integer(8).tuple().build().op("\u0089");
    out.bytes(new byte[] {'a', 0, 0, 0, 'b', 0, 0, 0}).tuple().build();
    return out.op("u").build().op("\u0086").op("e").op("s").build();
  }

  private static PickleAssembler scaler(PickleAssembler out) {
    return scaler(out, UnaryOperator.identity());
  }

  private static PickleAssembler scaler(
      PickleAssembler start, UnaryOperator<PickleAssembler> more) {
    PickleAssembler out =
        start
            .global("sklearn.preprocessing._data", "StandardScaler")
            .op(")")
            .newObject()
            .op("}")
            .mark()
            .text("with_mean")
            .op("\u0088")
            .text("with_std")
            .op("\u0088")
            .text("mean_")
            .floats(new int[] {2}, 1, 2)
            .text("scale_")
            .floats(new int[] {2}, 3, 4);
    return more.apply(out).op("u").build();
  }
}
