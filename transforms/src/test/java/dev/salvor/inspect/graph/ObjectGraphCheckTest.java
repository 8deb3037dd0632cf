package dev.salvor.inspect.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.target.TargetRuntime;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedObjectGraphOuterClass.CapturedTensor;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedUserObject;
import org.tensorflow.proto.Struct.NamedTupleValue;
import org.tensorflow.proto.Struct.PairValue;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.Struct.TupleValue;
import org.tensorflow.proto.TensorProto;

/** What tf.saved_model.load of 2.8 to 2.14 said to such objects, each in a model of its own. */
class ObjectGraphCheckTest {

  private static Optional<String> obstacle(SavedObjectGraph.Builder objects, String target) {
    return ObjectGraphCheck.obstacle(
        MetaGraphDef.newBuilder().setObjectGraphDef(objects).build(), TargetRuntime.named(target));
  }

  @Test
  void capturedTensorsCameWith26() {
    SavedObjectGraph.Builder objects =
        SavedObjectGraph.newBuilder()
            .addNodes(
                SavedObject.newBuilder().setCapturedTensor(CapturedTensor.getDefaultInstance()));
    assertThat(obstacle(objects, "tf-2.4"))
        .hasValue(
            "its functions capture tensors, which tf.saved_model.load of TensorFlow 2.4.4 does not"
                + " restore");
    assertThat(obstacle(objects, "tf-2.6")).isEmpty();
  }

  /** {@code def f(x, k=tf.constant(3.))}, saved since 2.13. */
  @Test
  void tensorsAsDefaultsCameWith213() {
    StructuredValue tensor =
        StructuredValue.newBuilder().setTensorValue(TensorProto.getDefaultInstance()).build();
    StructuredValue defaults =
        StructuredValue.newBuilder()
            .setTupleValue(TupleValue.newBuilder().addValues(tensor))
            .build();
    SavedFunction.Builder function = SavedFunction.newBuilder();
    function
        .getFunctionSpecBuilder()
        .getFullargspecBuilder()
        .setNamedTupleValue(
            NamedTupleValue.newBuilder()
                .addValues(PairValue.newBuilder().setKey("defaults").setValue(defaults)));
    SavedObjectGraph.Builder objects =
        SavedObjectGraph.newBuilder().addNodes(SavedObject.newBuilder().setFunction(function));
    assertThat(obstacle(objects, "tf-2.12"))
        .hasValueSatisfying(
            what -> assertThat(what).startsWith("arguments of its functions have tensors"));
    assertThat(obstacle(objects, "tf-2.13")).isEmpty();
  }

  /** A ShardedVariable of 2.8, which 2.8 itself does not load. */
  @Test
  void objectsAreNoCaptures() {
    SavedObjectGraph.Builder objects =
        SavedObjectGraph.newBuilder()
            .addNodes(
                SavedObject.newBuilder()
                    .setUserObject(
                        SavedUserObject.newBuilder()
                            .setIdentifier("_tf_distribute_sharded_variable")))
            .putConcreteFunctions(
                "f", SavedConcreteFunction.newBuilder().addBoundInputs(0).build());
    assertThat(obstacle(objects, "tf-2.8")).isPresent();
    assertThat(obstacle(objects, "tf-2.21")).isPresent();
    assertThat(obstacle(objects.clearConcreteFunctions(), "tf-2.21")).isEmpty();
  }

  @Test
  void saversOfAuthorsAreNotThere() {
    SavedObjectGraph.Builder objects =
        SavedObjectGraph.newBuilder()
            .addNodes(SavedObject.newBuilder().setRegisteredSaver("Custom.PartSaver"));
    assertThat(obstacle(objects, "tf-2.18")).isPresent();
  }
}
