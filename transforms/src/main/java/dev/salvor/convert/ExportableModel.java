package dev.salvor.convert;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.tensorflow.proto.GraphDef;

/**
 * What every frontend ends in and the SavedModel writer starts from.
 *
 * @param graph the inference graph: placeholders, resource variables (VarHandleOp), no saver
 * @param variables their values, read lazily
 * @param signatures at least one
 * @param assets files that initialisers read
 * @param initializers names of the nodes that run once after the variables are restored
 * @param fixes the recipes that were applied
 * @param findings what the row should say beyond the inspection: notes and warnings
 * @param source what must stay open while the variables are read; closed with the model
 */
public record ExportableModel(
    GraphDef graph,
    List<Variable> variables,
    List<Signature> signatures,
    List<Asset> assets,
    List<String> initializers,
    List<Fix> fixes,
    List<Finding> findings,
    Closeable source)
    implements Closeable {

  /** A model whose variables need nothing to stay open. */
  public ExportableModel(
      GraphDef graph,
      List<Variable> variables,
      List<Signature> signatures,
      List<Asset> assets,
      List<String> initializers,
      List<Fix> fixes,
      List<Finding> findings) {
    this(graph, variables, signatures, assets, initializers, fixes, findings, () -> {});
  }

  public ExportableModel {
    variables = List.copyOf(variables);
    signatures = List.copyOf(signatures);
    assets = List.copyOf(assets);
    initializers = List.copyOf(initializers);
    fixes = List.copyOf(fixes);
    findings = List.copyOf(findings);
  }

  /** This model, which closes {@code resource} with itself. */
  public ExportableModel readingFrom(Closeable resource) {
    return new ExportableModel(
        graph, variables, signatures, assets, initializers, fixes, findings, resource);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
