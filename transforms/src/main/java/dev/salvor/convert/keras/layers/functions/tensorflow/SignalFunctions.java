package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.signal.ComputedWindows;
import dev.salvor.convert.keras.layers.functions.signal.Cosines;
import dev.salvor.convert.keras.layers.functions.signal.Fourier;
import dev.salvor.convert.keras.layers.functions.signal.Frames;
import dev.salvor.convert.keras.layers.functions.signal.ShortTime;
import dev.salvor.convert.keras.layers.functions.signal.Spectra;

/** Functions of tf.signal. */
final class SignalFunctions {
  private static final String RAISED = "length=window_length periodic dtype name";

  private SignalFunctions() {}

  static void add(FunctionTable table) {
    for (String[] entry :
        new String[][] {
          {"fft", "FFT"},
          {"ifft", "IFFT"},
          {"fft2d", "FFT2D"},
          {"ifft2d", "IFFT2D"},
          {"fft3d", "FFT3D"},
          {"ifft3d", "IFFT3D"}
        }) {
      table.add("signal." + entry[0], "x=input name", Spectra.transform(entry[1]));
    }
    String real = "x=input_tensor length=fft_length name";
    String frames = "length=frame_length step=frame_step ";
    table
        .add("signal.rfft", real, Fourier.ofReal(1))
        .add("signal.rfft2d", real, Fourier.ofReal(2))
        .add("signal.rfft3d", real, Fourier.ofReal(3))
        .add("signal.irfft", real, Fourier.toReal(1))
        .add("signal.irfft2d", real, Fourier.toReal(2))
        .add("signal.irfft3d", real, Fourier.toReal(3))
        .add("signal.fftshift", "x axes name", Fourier.shift(false))
        .add("signal.ifftshift", "x axes name", Fourier.shift(true))
        .add("signal.frame", "x=signal " + frames + "pad_end pad_value axis name", Frames::frames)
        .add("signal.overlap_and_add", "x=signal step=frame_step name", Frames::overlapped)
        .add(
            "signal.stft",
            "x=signals " + frames + "fft_length window_fn pad_end name",
            ShortTime::forward)
        .add(
            "signal.inverse_stft",
            "x=stfts " + frames + "fft_length window_fn name",
            ShortTime::inverse)
        .add("signal.hann_window", RAISED, ComputedWindows.raised(0.5, 0.5))
        .add("signal.hamming_window", RAISED, ComputedWindows.raised(0.54, 0.46))
        .add(
            "signal.kaiser_window", "length=window_length beta dtype name", ComputedWindows::kaiser)
        .add(
            "signal.kaiser_bessel_derived_window",
            "length=window_length beta dtype name",
            ComputedWindows::derived)
        .add("signal.vorbis_window", "length=window_length dtype name", ComputedWindows::vorbis)
        .add("signal.dct", "x=input type n axis norm name", Cosines::forward)
        .add("signal.idct", "x=input type n axis norm name", Cosines::inverse)
        .add(
            "signal.mdct",
            "x=signals length=frame_length window_fn pad_end norm name",
            Cosines::mdct)
        .add("signal.inverse_mdct", "x=mdcts window_fn norm name", Cosines::inverseMdct)
        .add(
            "signal.mfccs_from_log_mel_spectrograms", "x=log_mel_spectrograms name", Cosines::mfcc);
  }
}
