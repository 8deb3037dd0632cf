package dev.salvor.inspect.graph.vocabulary;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.salvor.target.TargetRuntime;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * Where a channels-first op fails on the CPU. Every row was run in TensorFlow 1.15, 2.4, 2.8, 2.12
 * and 2.21, and what becomes of it in 1.15, 2.8 and 2.21 beside the same op with the channels last.
 */
class LayoutsTest {

  private static NodeDef.Builder node(String op, String format, DataType type) {
    return NodeDef.newBuilder()
        .setName("n")
        .setOp(op)
        .putAttr("T", AttrValue.newBuilder().setType(type).build())
        .putAttr("data_format", text(format));
  }

  private static AttrValue text(String value) {
    return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(value)).build();
  }

  @ParameterizedTest
  @CsvSource({
    "Conv2DBackpropInput, NCHW, DT_FLOAT, tf-2.8, true",
    "Conv2DBackpropInput, NCHW, DT_FLOAT, tf-2.12, false",
    "Conv2DBackpropInput, NCHW, DT_DOUBLE, tf-2.21, true",
    "Conv3DBackpropInputV2, NCDHW, DT_FLOAT, tf-2.4, true",
    "DepthToSpace, NCHW, DT_FLOAT, tf-2.21, true",
    "SpaceToDepth, NCHW, DT_FLOAT, tf-1.15, true",
    "SpaceToDepth, NHWC, DT_FLOAT, tf-1.15, false",
    "MaxPoolV2, NCHW, DT_FLOAT, tf-2.21, true",
    "MaxPoolGrad, NCHW, DT_FLOAT, tf-2.21, true",
    "FusedBatchNormV3, NCHW, DT_FLOAT, tf-1.15, true",
    "FusedBatchNormV3, NCHW, DT_FLOAT, tf-2.4, false",
    "FusedBatchNormGradV3, NCHW, DT_FLOAT, tf-2.8, true",
    "BiasAdd, NCHW, DT_FLOAT, tf-1.15, false",
    "Conv, CHANNELS_FIRST, DT_FLOAT, tf-2.21, true",
    "MaxPool, NCHW_VECT_C, DT_QINT8, tf-2.21, true",
  })
  void whatTheCpuRuns(String op, String format, DataType type, String target, boolean refused) {
    assertThat(
            Layouts.refusal(node(op, format, type).build(), TargetRuntime.named(target))
                .isPresent())
        .isEqualTo(refused);
  }

  /** The sizes of a transposed convolution are asked for in the other order too. */
  @Test
  void sizesAreInTheLayout() {
    AttrValue strides =
        AttrValue.newBuilder()
            .setList(AttrValue.ListValue.newBuilder().addAllI(List.of(1L, 1L, 2L, 3L)))
            .build();
    GraphDef graph =
        GraphDef.newBuilder()
            .addNode(placeholder("sizes", DataType.DT_INT32))
            .addNode(placeholder("kernel", DataType.DT_FLOAT))
            .addNode(placeholder("x", DataType.DT_FLOAT))
            .addNode(
                node("Conv2DBackpropInput", "NCHW", DataType.DT_FLOAT)
                    .addInput("sizes")
                    .addInput("kernel")
                    .addInput("x")
                    .putAttr("strides", strides))
            .build();
    Vocabulary words = Vocabulary.lower(graph, TargetRuntime.named("tf-2.8"));
    Map<String, NodeDef> nodes =
        words.graph().getNodeList().stream().collect(Collectors.toMap(NodeDef::getName, n -> n));
    NodeDef last = nodes.get("n/channels_last");
    assertThat(last.getInputList()).containsExactly("n/sizes", "kernel", "n/in");
    assertThat(last.getAttrOrThrow("strides").getList().getIList()).containsExactly(1L, 2L, 3L, 1L);
    assertThat(nodes.get("n/sizes").getInputList()).containsExactly("sizes", "n/to_last", "n/axis");
    assertThat(nodes.get("n").getOp()).isEqualTo("Transpose");
  }

  private static NodeDef placeholder(String name, DataType type) {
    return NodeDef.newBuilder()
        .setName(name)
        .setOp("Placeholder")
        .putAttr("dtype", AttrValue.newBuilder().setType(type).build())
        .build();
  }
}
