package dev.salvor.convert.keras.layers;

import dev.salvor.inspect.keras.architecture.Argument;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of a call with the flat values of ragged tensors in their place.
 *
 * @param like a ragged argument, whose rows the results have
 */
public record FlatInputs(
    List<Argument<KerasTensor>> args, Map<String, Argument<KerasTensor>> kwargs, KerasTensor like) {

  /** Empty where a tensor is not ragged, or where they have not the same number of ragged axes. */
  public static Optional<FlatInputs> of(
      List<Argument<KerasTensor>> args, Map<String, Argument<KerasTensor>> kwargs) {
    List<KerasTensor> tensors = tensors(args, kwargs.values());
    if (tensors.isEmpty() || !tensors.get(0).ragged()) {
      return Optional.empty();
    }
    KerasTensor first = tensors.get(0);
    boolean alike =
        tensors.stream()
            .allMatch(x -> x.rank() == first.rank() && x.splits().size() == first.splits().size());
    if (!alike) {
      return Optional.empty();
    }
    Map<String, Argument<KerasTensor>> flat = new LinkedHashMap<>();
    kwargs.forEach((key, argument) -> flat.put(key, argument.map(KerasTensor::flat)));
    return Optional.of(
        new FlatInputs(
            args.stream().map(argument -> argument.<KerasTensor>map(KerasTensor::flat)).toList(),
            flat,
            first));
  }

  /** Whether one of the arguments is ragged. */
  public static boolean anyRagged(
      List<Argument<KerasTensor>> args, Map<String, Argument<KerasTensor>> kwargs) {
    return tensors(args, kwargs.values()).stream().anyMatch(KerasTensor::ragged);
  }

  private static List<KerasTensor> tensors(
      List<Argument<KerasTensor>> args, Collection<Argument<KerasTensor>> kwargs) {
    List<KerasTensor> tensors = new ArrayList<>();
    args.forEach(argument -> tensors.addAll(argument.tensors()));
    kwargs.forEach(argument -> tensors.addAll(argument.tensors()));
    return tensors;
  }

  /** What was computed from the flat values, in the rows they were taken from. */
  public List<KerasTensor> inRows(List<KerasTensor> results) {
    return results.stream().map(result -> result.inRowsOf(like)).toList();
  }
}
