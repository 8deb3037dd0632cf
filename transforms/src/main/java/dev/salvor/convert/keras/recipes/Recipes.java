package dev.salvor.convert.keras.recipes;

import java.util.List;
import java.util.stream.Stream;

/** The table of all recipes, in the order they are applied. */
public final class Recipes {
  public static final List<Recipe> ALL =
      Stream.of(
              List.of(
                  new Operations(),
                  new ActivationClasses(),
                  new PackageLayers(),
                  new LaterClasses(),
                  new RegisteredNames(),
                  new NumpyScalars()),
              AddonsClass.ALL,
              List.of(
                  new AddonsActivations(),
                  new Keras1FlatLayers(),
                  new Keras1DataFormat(),
                  new Keras1Branches(),
                  new Keras1IdentityInputs(),
                  new Keras1Merge(),
                  new Keras1Dense(),
                  new ListSequential(),
                  new ClassNames(),
                  new Keras1Arguments(),
                  new CudnnLayers(),
                  new EraDefaults(),
                  new TypeSpecInput(),
                  new BatchShape()),
              EraFact.ALL)
          .<Recipe>flatMap(List::stream)
          .toList();

  private Recipes() {}
}
