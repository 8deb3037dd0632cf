package dev.salvor.inspect.graph.vocabulary;

import java.util.List;

/** All recipes, in the order in which they are tried; the first that rewrites a node ends it. */
final class OpRecipes {
  static final List<OpRecipe> ALL =
      List.of(
          new ChannelsLast(),
          new RequiredAttributes(),
          new AttributeWithoutEffect(),
          new ComputedInFloat32(),
          new SeparateOutputs(),
          new SegmentIdsOfInt32(),
          new ListResized(),
          new SeededRandom(),
          new ParseExampleByNames(),
          OlderOp.of("ops/quantize-v4", "QuantizeAndDequantizeV4", "QuantizeAndDequantizeV2"),
          OlderOp.of("ops/stateless-case", "StatelessCase", "Case"),
          OlderOp.of("ops/matrix-diag", "MatrixDiagV3", "MatrixDiagV2")
              .where(OlderOp.oneDiagonal(1))
              .without("align"),
          OlderOp.of("ops/matrix-diag", "MatrixDiagPartV3", "MatrixDiagPartV2")
              .where(OlderOp.oneDiagonal(1))
              .without("align"),
          OlderOp.of("ops/matrix-diag", "MatrixSetDiagV3", "MatrixSetDiagV2")
              .where(OlderOp.oneDiagonal(2))
              .without("align"),
          OlderOp.of("ops/batch-matmul-v3", "BatchMatMulV3", "BatchMatMulV2")
              .where(OlderOp.equalTypes("Ta", "Tb", "Tout"))
              .renaming("Ta", "T")
              .without("Tb", "Tout"),
          OlderOp.of(
                  "ops/projective-transform",
                  "ImageProjectiveTransformV3",
                  "ImageProjectiveTransformV2")
              .where(OlderOp.zero(3))
              .taking(3),
          OlderOp.of("ops/copy-on-read", "DisableCopyOnRead", "NoOp").taking(0));

  private OpRecipes() {}
}
