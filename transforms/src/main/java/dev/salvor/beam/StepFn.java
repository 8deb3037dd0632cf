package dev.salvor.beam;

import java.io.IOException;
import org.apache.beam.sdk.transforms.DoFn;

/** Runs a {@link Step}. */
final class StepFn<I, O> extends DoFn<I, O> {
  private static final long serialVersionUID = 1L;

  private final Step<I, O> step;

  StepFn(Step<I, O> step) {
    this.step = step;
  }

  @ProcessElement
  public void process(@Element I input, OutputReceiver<O> out)
      throws IOException, InterruptedException {
    step.process(input, out::output);
  }
}
