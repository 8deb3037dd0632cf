package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * An argument of a call in a functional model: a tensor, a constant, or a structure of these.
 *
 * @param <T> what stands for a tensor: a {@link TensorRef} in the architecture, the tensor itself
 *     when the call is built
 */
public sealed interface Argument<T> {

  /** A tensor. */
  record Leaf<T>(T value) implements Argument<T> {
    @Override
    public <R> Argument<R> map(Function<? super T, ? extends R> change) {
      return new Leaf<>(change.apply(value));
    }

    @Override
    public void forEach(Consumer<? super T> visit) {
      visit.accept(value);
    }
  }

  /** A value that the configuration holds; JSON null for None. */
  record Constant<T>(JsonNode value) implements Argument<T> {
    @Override
    public <R> Argument<R> map(Function<? super T, ? extends R> change) {
      return new Constant<>(value);
    }

    @Override
    public void forEach(Consumer<? super T> visit) {}
  }

  /** A list or tuple. */
  record Sequence<T>(List<Argument<T>> items) implements Argument<T> {
    public Sequence {
      items = List.copyOf(items);
    }

    @Override
    public <R> Argument<R> map(Function<? super T, ? extends R> change) {
      List<Argument<R>> changed = new ArrayList<>();
      items.forEach(item -> changed.add(item.map(change)));
      return new Sequence<>(changed);
    }

    @Override
    public void forEach(Consumer<? super T> visit) {
      items.forEach(item -> item.forEach(visit));
    }
  }

  /** A dict. */
  record Mapping<T>(Map<String, Argument<T>> items) implements Argument<T> {
    public Mapping {
      items = new LinkedHashMap<>(items);
    }

    @Override
    public <R> Argument<R> map(Function<? super T, ? extends R> change) {
      Map<String, Argument<R>> changed = new LinkedHashMap<>();
      items.forEach((key, item) -> changed.put(key, item.map(change)));
      return new Mapping<>(changed);
    }

    @Override
    public void forEach(Consumer<? super T> visit) {
      items.values().forEach(item -> item.forEach(visit));
    }
  }

  /** The same structure with every tensor replaced. */
  <R> Argument<R> map(Function<? super T, ? extends R> change);

  /** Visits every tensor in order. */
  void forEach(Consumer<? super T> visit);

  /** All tensors in order. */
  default List<T> tensors() {
    List<T> found = new ArrayList<>();
    forEach(found::add);
    return found;
  }
}
