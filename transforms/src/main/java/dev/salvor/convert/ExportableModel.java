package dev.salvor.convert;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Fix;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
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
 * @param open readings of the artifact that are as possible as this one
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
    Set<Reading> open,
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
    this(graph, variables, signatures, assets, initializers, fixes, findings, Set.of(), () -> {});
  }

  public ExportableModel {
    variables = List.copyOf(variables);
    signatures = List.copyOf(signatures);
    assets = List.copyOf(assets);
    initializers = List.copyOf(initializers);
    fixes = List.copyOf(fixes);
    findings = List.copyOf(findings);
    open = Set.copyOf(open);
  }

  /** This model, which closes {@code resource} with itself. */
  public ExportableModel readingFrom(Closeable resource) {
    return new ExportableModel(
        graph, variables, signatures, assets, initializers, fixes, findings, open, resource);
  }

  /** This model with more to say in the row. */
  public ExportableModel saying(List<Finding> more) {
    List<Finding> all = new ArrayList<>(findings);
    all.addAll(more);
    return new ExportableModel(
        graph, variables, signatures, assets, initializers, fixes, all, open, source);
  }

  /** This model, of which more fixes are known, made before the others. */
  public ExportableModel fixedBefore(List<Fix> before) {
    List<Fix> all = new ArrayList<>(before);
    all.addAll(fixes);
    return new ExportableModel(
        graph, variables, signatures, assets, initializers, all, findings, open, source);
  }

  /** This model, of which {@code others} are possible readings too. */
  public ExportableModel leavingOpen(Set<Reading> others) {
    return new ExportableModel(
        graph, variables, signatures, assets, initializers, fixes, findings, others, source);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
