package dev.salvor.beam;

import java.io.IOException;
import java.io.Serializable;
import java.util.function.Consumer;

/**
 * What one transform does to one element.
 *
 * @param <I> what it takes
 * @param <O> what it gives, any number of times
 */
@FunctionalInterface
interface Step<I, O> extends Serializable {

  void process(I input, Consumer<O> output) throws IOException, InterruptedException;

  /** This step and then {@code next} on each of its outputs, before the next output is made. */
  default <R> Step<I, R> then(Step<O, R> next) {
    return (input, output) ->
        process(
            input,
            middle -> {
              try {
                next.process(middle, output);
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
              }
            });
  }
}
