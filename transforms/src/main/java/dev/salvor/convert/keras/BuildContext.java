package dev.salvor.convert.keras;

import dev.salvor.convert.Asset;
import dev.salvor.convert.ConversionContext;
import dev.salvor.convert.keras.weights.WeightSource;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.inspect.keras.architecture.ArchitectureReader;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.ArrayList;
import java.util.List;

/** What all layers of one model share while it is built. */
final class BuildContext {
  private final ConversionContext conversion;
  private final Era era;
  private final WeightSource weights;
  private final ArchitectureReader reader;
  private final FixLog fixes;
  private final GraphBuilder root;
  private final List<Asset> assets = new ArrayList<>();
  private final List<String> initializers = new ArrayList<>();

  BuildContext(
      ConversionContext conversion,
      Era era,
      WeightSource weights,
      ArchitectureReader reader,
      FixLog fixes) {
    this.conversion = conversion;
    this.era = era;
    this.weights = weights;
    this.reader = reader;
    this.fixes = fixes;
    this.root = new GraphBuilder(conversion.target());
  }

  ConversionContext conversion() {
    return conversion;
  }

  Era era() {
    return era;
  }

  WeightSource weights() {
    return weights;
  }

  ArchitectureReader reader() {
    return reader;
  }

  FixLog fixes() {
    return fixes;
  }

  GraphBuilder root() {
    return root;
  }

  List<Asset> assets() {
    return assets;
  }

  List<String> initializers() {
    return initializers;
  }
}
