package dev.salvor.format.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.salvor.finding.ArtifactException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph.TrackableObject;

class ObjectGraphTest {
  private static final TrackableObjectGraph PROTO =
      TrackableObjectGraph.newBuilder()
          .addNodes(
              TrackableObject.newBuilder()
                  .addChildren(child(1, "layer-0"))
                  .addChildren(child(1, "layer_with_weights-0"))
                  .addChildren(child(0, "self")))
          .addNodes(TrackableObject.newBuilder().addChildren(child(2, "kernel")))
          .addNodes(
              TrackableObject.newBuilder()
                  .addAttributes(
                      TrackableObject.SerializedTensor.newBuilder()
                          .setName("VARIABLE_VALUE")
                          .setFullName("dense/kernel")
                          .setCheckpointKey("layer-0/kernel/.ATTRIBUTES/VARIABLE_VALUE")))
          .addNodes(
              TrackableObject.newBuilder()
                  .addSlotVariables(
                      TrackableObject.SlotVariableReference.newBuilder()
                          .setOriginalVariableNodeId(2)
                          .setSlotName("m")
                          .setSlotVariableNodeId(2)))
          .build();

  private static TrackableObject.ObjectReference child(int node, String name) {
    return TrackableObject.ObjectReference.newBuilder().setNodeId(node).setLocalName(name).build();
  }

  @Test
  void findsObjectsByTheirNames() {
    ObjectGraph graph = ObjectGraph.parse(PROTO.toByteArray());
    ObjectGraph.Node kernel = graph.find(List.of("layer_with_weights-0", "kernel")).orElseThrow();
    assertThat(kernel.attributes())
        .containsExactly(
            new ObjectGraph.Attribute(
                "VARIABLE_VALUE", "dense/kernel", "layer-0/kernel/.ATTRIBUTES/VARIABLE_VALUE"));
    assertThat(ObjectGraph.valueKey(kernel)).contains("layer-0/kernel/.ATTRIBUTES/VARIABLE_VALUE");
    assertThat(graph.find(List.of("self", "self", "layer-0", "kernel"))).contains(kernel);
    assertThat(graph.find(List.of("layer-1"))).isEmpty();
    assertThat(graph.nodes().get(3).slots()).containsExactly(new ObjectGraph.Slot(2, "m", 2));
    assertThat(graph.nodes().get(0).children())
        .containsOnlyKeys("layer-0", "layer_with_weights-0", "self");
  }

  @Test
  void refusesReferencesToNothing() {
    byte[] dangling =
        TrackableObjectGraph.newBuilder()
            .addNodes(TrackableObject.newBuilder().addChildren(child(7, "x")))
            .build()
            .toByteArray();
    assertThatThrownBy(() -> ObjectGraph.parse(dangling))
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("does not exist");
  }

  @Test
  void damageIsAFindingOrHarmless() {
    Random random = new Random(5);
    byte[] sound = PROTO.toByteArray();
    for (int i = 0; i < 5_000; i++) {
      byte[] damaged = sound.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
      try {
        ObjectGraph.parse(damaged);
      } catch (ArtifactException refused) {
        assertThat(refused.finding().message()).contains("object graph");
      }
    }
  }
}
