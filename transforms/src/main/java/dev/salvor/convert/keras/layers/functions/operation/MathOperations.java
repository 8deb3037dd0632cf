package dev.salvor.convert.keras.layers.functions.operation;

import dev.salvor.convert.keras.layers.functions.array.Rearranging;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.elementwise.Complexes;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.convert.keras.layers.functions.linalg.LinearAlgebra;
import dev.salvor.convert.keras.layers.functions.reduction.Reductions;
import dev.salvor.convert.keras.layers.functions.reduction.Segments;
import dev.salvor.convert.keras.layers.functions.signal.ShortTimeSpectra;
import dev.salvor.convert.keras.layers.functions.signal.Spectra;
import dev.salvor.convert.keras.layers.functions.statistics.Ordering;
import dev.salvor.convert.keras.layers.functions.statistics.Partitions;

/** {@code keras.ops.math} (keras/src/ops/math.py). */
public final class MathOperations {
  private MathOperations() {}

  public static void add(FunctionTable table) {
    String segments = "x=data ids=segment_ids num_segments sorted";
    table
        .each("math.", "Rsqrt Erf Erfc", "x", Elementwise::floating)
        .add("math.Erfinv", "x", Elementwise.floating(Numbers::inverseError))
        .add("math.Logsumexp", "x axis keepdims", Reductions::logSumExp)
        .addAll("math.TopK", "x k sorted", Ordering::topK)
        .add("math.InTopK", "targets predictions k", Partitions::inTopK)
        .add("math.CDist", "x y", LinearAlgebra::distances)
        .add("math.Logdet", "x", LinearAlgebra::logDeterminant)
        .each("math.Segment", "Sum Max Min Prod", segments, Segments::of)
        .add(
            "math.ExtractSequences",
            "x length=sequence_length stride=sequence_stride",
            Rearranging::frames)
        .addAll("math.FFT", "x", Spectra.transformOfParts("FFT"))
        .addAll("math.FFT2", "x", Spectra.transformOfParts("FFT2D"))
        .addAll("math.IFFT2", "x", Spectra.transformOfParts("IFFT2D"))
        .addAll("math.RFFT", "x fft_length", Spectra::rfftParts)
        .add("math.IRFFT", "x fft_length", ShortTimeSpectra::irfft)
        .addAll(
            "math.STFT",
            "x length=sequence_length stride=sequence_stride fft_length window center",
            ShortTimeSpectra::forward)
        .add(
            "math.ISTFT",
            "x length=sequence_length stride=sequence_stride fft_length total=length window center",
            ShortTimeSpectra::backward)
        .add("math.ViewAsComplex", "x", Complexes::ofPairs)
        .add("math.ViewAsReal", "x", Complexes::pairs);
  }
}
