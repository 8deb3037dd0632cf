package dev.salvor.convert.graph;

import dev.salvor.convert.Signature;
import dev.salvor.inspect.graph.GraphBoundary;
import dev.salvor.inspect.graph.ModelGraph;
import dev.salvor.inspect.graph.TensorRef;
import java.util.LinkedHashMap;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** Signatures of graphs that have none. */
final class Signatures {
  /** Below this producer version a placeholder's scalar shape means that it is unknown. */
  private static final int SCALAR_SHAPES = 22;

  private Signatures() {}

  static Signature of(ModelGraph graph, GraphBoundary boundary) {
    return new Signature(
        Signature.SERVING_DEFAULT,
        Signature.PREDICT,
        infos(graph, boundary.inputs()),
        infos(graph, boundary.outputs()));
  }

  private static Map<String, TensorInfo> infos(ModelGraph graph, Map<String, String> tensors) {
    Map<String, TensorInfo> infos = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            infos.put(
                name,
                TensorInfo.newBuilder()
                    .setName(tensor)
                    .setDtype(graph.type(tensor))
                    .setTensorShape(shape(graph, tensor))
                    .build()));
    return infos;
  }

  /** What the graph records of the shape of a tensor. */
  private static TensorShapeProto shape(ModelGraph graph, String tensor) {
    TensorRef ref = TensorRef.parse(tensor);
    NodeDef node = graph.main().node(ref.node()).orElseThrow();
    AttrValue recorded = node.getAttrOrDefault("_output_shapes", AttrValue.getDefaultInstance());
    if (ref.index() < recorded.getList().getShapeCount()) {
      return recorded.getList().getShape(ref.index());
    }
    AttrValue shape = node.getAttrOrDefault("shape", AttrValue.getDefaultInstance());
    boolean placeholder = node.getOp().startsWith("Placeholder") && shape.hasShape();
    boolean meant =
        placeholder
            && (shape.getShape().getDimCount() > 0
                || graph.def().getVersions().getProducer() >= SCALAR_SHAPES);
    return meant ? shape.getShape() : TensorShapeProto.newBuilder().setUnknownRank(true).build();
  }
}
