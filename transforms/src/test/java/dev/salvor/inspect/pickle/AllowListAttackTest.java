package dev.salvor.inspect.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleAssembler;
import dev.salvor.format.pickle.PickleMachine;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is allowed of one class or function, put to another use. */
class AllowListAttackTest {
  private static final String VARIABLES = "tensorflow.python.ops.resource_variable_ops";

  @Test
  void aVariableOfTensorFlowIsProved() {
    assertThat(judge(bound(partial(start())).op(")").reduce())).isEmpty();
  }

  @Test
  void aModelWithArchitectureAndWeightsAsItsStateIsProved() {
    assertThat(judge(recipe(UnaryOperator.identity()))).isEmpty();
  }

  private enum Attack {
    PARTIAL_OF_ANOTHER_FUNCTION(
        start().global("functools", "partial").global("os", "getcwd").op("\u0085").reduce()),
    PARTIAL_THAT_BECOMES_ANOTHER(
        partial(start())
            .mark()
            .global("os", "getcwd")
            .op(")")
            .op("}")
            .none()
            .tuple()
            .build()
            .op(")")
            .reduce()),
    PARTIAL_WITHOUT_ITS_ARGUMENTS(partial(start()).op(")").reduce()),
    PARTIAL_WITH_AN_ARGUMENT_IN_FRONT(
        bound(partial(start())).global("os", "getcwd").op("\u0085").reduce()),
    PARTIAL_BUILT_TWICE(bound(bound(partial(start()))).op(")").reduce()),
    PARTIAL_MADE_WITH_NEWOBJ(
        start()
            .global("functools", "partial")
            .global(VARIABLES, "ResourceVariable")
            .op("\u0085")
            .newObject()),
    PARTIAL_WITH_ATTRIBUTES(
        partial(start())
            .mark()
            .global(VARIABLES, "ResourceVariable")
            .op(")")
            .op("}")
            .text("initial_value")
            .floats(new int[] {1}, 1)
            .op("s")
            .op("}")
            .text("func")
            .none()
            .op("s")
            .tuple()
            .build()),
    VARIABLE_WITH_A_CONSTRAINT(
        partial(start())
            .mark()
            .global(VARIABLES, "ResourceVariable")
            .op(")")
            .op("}")
            .mark()
            .text("initial_value")
            .floats(new int[] {1}, 1)
            .text("constraint")
            .global(VARIABLES, "ResourceVariable")
            .op("u")
            .none()
            .tuple()
            .build()),
    VARIABLE_WHOSE_VALUE_CHANGES_LATER(
        partial(start())
            .mark()
            .global(VARIABLES, "ResourceVariable")
            .op(")")
            .op("}")
            .op("q\1")
            .text("initial_value")
            .floats(new int[] {1}, 1)
            .op("s")
            .none()
            .tuple()
            .build()
            .op("h\1")
            .text("initial_value")
            .floats(new int[] {1}, 2)
            .op("s")
            .op("0")
            .op(")")
            .reduce()),
    TENSOR_OF_A_STRING(
        start()
            .global("tensorflow.python.framework.ops", "convert_to_tensor")
            .text("x")
            .op("\u0085")
            .reduce()),
    KERAS_VARIABLE_WITH_ANOTHER_INITIALIZER(
        start()
            .global("keras.src.backend", "Variable")
            .op(")")
            .newObject()
            .op("}")
            .text("_initializer")
            .global("functools", "partial")
            .op("s")
            .build()),
    KERAS_VARIABLE_WITH_SLOTS(
        start()
            .global("keras.src.backend", "Variable")
            .op(")")
            .newObject()
            .op("}")
            .op("}")
            .text("assign")
            .none()
            .op("s")
            .op("\u0086")
            .build()),
    STATE_THAT_KERAS_2_UNPICKLES(
        recipe(
            out ->
                out.text("model_weights")
                    .bytes(new byte[] {'N', '.'})
                    .text("_model_weights_pickled")
                    .op("\u0088"))),
    STATE_WITH_A_GROUP_THAT_KERAS_2_UNPICKLES(
        recipe(
            out ->
                out.text("more")
                    .op("}")
                    .mark()
                    .text("_is_group")
                    .op("\u0088")
                    .text("a")
                    .text("x")
                    .op("u"))),
    STATE_WITH_BYTES_BESIDE(recipe(out -> out.text("more").bytes(new byte[] {'N', '.'}))),
    STATE_WITH_ANOTHER_OBJECT(
        recipe(
            out -> out.text("more").global("keras.engine.training", "Model").op(")").newObject())),
    STATE_OF_AN_ARCHITECTURE_ALONE(
        start()
            .global("keras.engine.sequential", "Sequential")
            .op(")")
            .newObject()
            .op("}")
            .text("json")
            .text(GenuinePickles.JSON)
            .op("s")
            .build());

    private final byte[] pickle;

    Attack(PickleAssembler out) {
      this.pickle = out.stop();
    }
  }

  @ParameterizedTest
  @EnumSource(Attack.class)
  void anotherUseIsRefused(Attack attack) {
    assertThat(PickleJudge.judge(PickleMachine.read(ByteSource.of(attack.pickle))).findings())
        .anySatisfy(
            finding ->
                assertThat(finding.rule().classification()).contains(Classification.UNSAFE_PICKLE));
  }

  private static PickleAssembler start() {
    return new PickleAssembler().proto(3);
  }

  private static PickleAssembler partial(PickleAssembler out) {
    return out.global("functools", "partial")
        .global(VARIABLES, "ResourceVariable")
        .op("\u0085")
        .reduce();
  }

  private static PickleAssembler bound(PickleAssembler out) {
    return out.mark()
        .global(VARIABLES, "ResourceVariable")
        .op(")")
        .op("}")
        .mark()
        .text("initial_value")
        .floats(new int[] {1}, 1)
        .text("name")
        .text("dense/bias")
        .op("u")
        .none()
        .tuple()
        .build();
  }

  /** A Sequential whose {@code __getstate__} returned {@code {'json': …, 'weights': […]}}. */
  private static PickleAssembler recipe(UnaryOperator<PickleAssembler> more) {
    PickleAssembler out =
        start()
            .global("keras.engine.sequential", "Sequential")
            .op(")")
            .newObject()
            .op("}")
            .mark()
            .text("json")
            .text(GenuinePickles.JSON)
            .text("weights")
            .op("]")
            .mark()
            .floats(new int[] {3, 2}, 1, 2, 3, 4, 5, 6)
            .floats(new int[] {2}, 7, 8)
            .op("e");
    return more.apply(out).op("u").build();
  }

  private static List<Finding> judge(PickleAssembler out) {
    return PickleJudge.judge(PickleMachine.read(ByteSource.of(out.stop()))).findings();
  }
}
