package dev.salvor.inspect.sniff;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.archive.TarHeader;
import dev.salvor.finding.Kind;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The table of formats, in the order in which they are asked: the surest signs first. */
public final class Signatures {
  private static final String TFLITE_ADVICE =
      "a TFLite file has lost its training graph; convert the SavedModel or Keras model it was made"
          + " from";
  private static final String TORCH_LEGACY =
      "\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019";

  /** Bytes that no other format begins with. */
  private static final List<Signature> MAGICS =
      List.of(
          new Hdf5Sniffer(),
          new ZipSniffer(),
          Signature.magic(0, "\u0093NUMPY", Reading.of(Kind.NUMPY)),
          Signature.magic(0, "7z\u00bc\u00af'\u001c", Reading.of(Kind.ARCHIVE)),
          Signature.magic(0, "ZF0x", Reading.of(Kind.JOBLIB)),
          Signature.magic(0, TORCH_LEGACY, Reading.of(Kind.TORCH)),
          Signature.magic(4, "TFL3", foreign(Kind.TFLITE, "a TFLite flatbuffer", TFLITE_ADVICE)),
          Signature.magic(0, "GGUF", foreign(Kind.GGUF, "a GGUF file", "llama.cpp reads it")),
          Signature.magic(0, "lmgg", foreign(Kind.GGUF, "a GGML file", "llama.cpp reads it")),
          Signature.magic(0, "tjgg", foreign(Kind.GGUF, "a GGML file", "llama.cpp reads it")),
          Signature.magic(
              0, "CBM1", foreign(Kind.OTHER, "a CatBoost model", "catboost itself reads it")),
          Signature.magic(
              0, "binf", foreign(Kind.OTHER, "an XGBoost model", "xgboost itself reads it")),
          Signature.magic(
              0,
              "{L\u0000\u0000",
              foreign(Kind.OTHER, "an XGBoost model (UBJSON)", "xgboost itself reads it")),
          Signature.magic(
              0,
              "\u0012\u0001\u0000\u0000\u0000\u0000\u0000\u0000",
              foreign(Kind.OTHER, "an MXNet parameter file", "export it to ONNX with MXNet")),
          Signature.magic(
              0,
              "RKNN",
              foreign(Kind.OTHER, "a Rockchip RKNN model", "convert the model it was made from")),
          Signature.magic(
              0,
              "ptrt",
              foreign(Kind.OTHER, "a TensorRT engine", "convert the model it was made from")),
          Signature.magic(
              0,
              "Rar!\u001a\u0007",
              Reading.stating(
                  Kind.ARCHIVE,
                  "a RAR archive",
                  Rule.ARCHIVE_UNSUPPORTED,
                  "it is a RAR archive, which Salvor does not read")),
          Signature.magic(0, "PAR1", notAModel("a Parquet file")),
          Signature.magic(0, "ARROW1", notAModel("an Arrow file")),
          Signature.magic(0, "Obj\u0001", notAModel("an Avro file")),
          Signature.magic(0, "SQLite format 3\u0000", notAModel("an SQLite database")),
          Signature.magic(0, "%PDF-", notAModel("a PDF document")),
          Signature.magic(0, "\u0089PNG\r\n", notAModel("a PNG image")),
          Signature.magic(0, "\u00ff\u00d8\u00ff", notAModel("a JPEG image")),
          Signature.magic(0, "GIF8", notAModel("a GIF image")),
          Signature.magic(0, "RIFF", notAModel("a RIFF file (image or sound)")),
          Signature.magic(0, "OggS", notAModel("an Ogg file")),
          Signature.magic(0, "ID3", notAModel("an MP3 file")),
          Signature.magic(0, "MATLAB 5.0 MAT-file", notAModel("a MATLAB data file")),
          Signature.magic(0, "\u007fELF", notAModel("a program or library (ELF)")),
          Signature.magic(0, "MZ", notAModel("a Windows program or library")),
          Signature.magic(
              0, "\u00ca\u00fe\u00ba\u00be", notAModel("a Java class or macOS program")),
          Signature.magic(0, "\u00cf\u00fa\u00ed\u00fe", notAModel("a macOS program or library")),
          Signature.magic(0, "\u00ac\u00ed\u0000\u0005", notAModel("a Java serialization stream")),
          Signature.magic(
              0, "\u0000\u0005\u0016\u0007", notAModel("a macOS resource fork (AppleDouble)")),
          Signature.magic(0, "CDF\u0001", notAModel("a NetCDF file")),
          Signatures::safetensors,
          Signatures::tar,
          new CompressedSniffer(),
          new TableSniffer(),
          new TfRecordSniffer());

  /** Formats that are known only by reading into them. */
  private static final List<Signature> TRIALS =
      List.of(new PickleSniffer(), new ProtobufSniffer(), new TextSniffer());

  private Signatures() {}

  /** Formats with a magic number, in order. */
  public static List<Signature> magics() {
    return MAGICS;
  }

  /** Formats without one, in order. */
  public static List<Signature> trials() {
    return TRIALS;
  }

  /**
   * Other ways to read a file that begins as {@code front} says: as a pickle, as HDF5 behind a user
   * block, as a zip by its end. What a tar or a zip holds as a member is not another reading.
   */
  public static List<Reading> besides(FileView file, Optional<Reading> front) throws IOException {
    List<Reading> found = new ArrayList<>();
    Kind kind = front.map(Reading::kind).orElse(Kind.OTHER);
    if (kind != Kind.PICKLE && kind != Kind.JOBLIB && kind != Kind.TORCH) {
      PickleSniffer.besides(file).ifPresent(found::add);
    }
    if (TarHeader.at(file.head())) {
      return found;
    }
    boolean zip = file.has(0, ZipSniffer.LOCAL);
    if (kind != Kind.KERAS_H5 && !(zip && ZipSniffer.holds(file, Hdf5Sniffer.at(file)))) {
      Hdf5Sniffer.behindUserBlock(file).ifPresent(found::add);
    }
    if (!zip) {
      ZipSniffer.atEnd(file).ifPresent(found::add);
    }
    return found;
  }

  /** Eight bytes of length, then a JSON object (safetensors README, Format). */
  private static Optional<Reading> safetensors(FileView file) throws IOException {
    ByteBuffer head = file.buffer(0, 9);
    if (head.remaining() < 9 || head.get(8) != '{') {
      return Optional.empty();
    }
    long length = head.getLong(0);
    long last = 8 + length - 1;
    boolean fits = length > 1 && length <= file.size() - 8;
    return fits && (file.has(last, "}") || file.has(last, " "))
        ? Optional.of(
            foreign(
                Kind.SAFETENSORS,
                "a safetensors file: weights without an architecture",
                "load it in the framework that wrote it"))
        : Optional.empty();
  }

  private static Optional<Reading> tar(FileView file) {
    return TarHeader.at(file.head()) ? Optional.of(Reading.of(Kind.ARCHIVE)) : Optional.empty();
  }

  private static Reading foreign(Kind kind, String format, String advice) {
    return Reading.foreign(kind, format, advice);
  }

  private static Reading notAModel(String format) {
    return Reading.notAModel(Kind.OTHER, format);
  }
}
