package dev.salvor.inspect.pickle;

import dev.salvor.artifact.FileView;
import dev.salvor.artifact.archive.Compression;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a pickle is packed: by one of the compressors that joblib, pandas and people's hands use, or
 * as joblib before 0.10 did: {@code ZF}, the length in 19 characters, then zlib
 * (joblib/numpy_pickle_compat.py, read_zfile).
 *
 * @param compression null for that old form
 */
record Packing(@Nullable Compression compression) {
  private static final int ZFILE_HEADER = 21;

  static Optional<Packing> of(Path file) throws IOException {
    try (FileView view = FileView.open(file)) {
      return view.has(0, "ZF0x")
          ? Optional.of(new Packing(null))
          : Compression.of(view).map(Packing::new);
    }
  }

  /** Empty for that old form. */
  Optional<Compression> known() {
    return Optional.ofNullable(compression);
  }

  String label() {
    return compression == null ? "joblib ZFile" : compression.label();
  }

  /** Whether the decoder itself looks at everything up to the end of the file. */
  boolean readsToEnd() {
    return compression != Compression.LZMA;
  }

  InputStream open(InputStream raw) throws IOException {
    if (compression != null) {
      return compression.open(raw);
    }
    if (raw.readNBytes(ZFILE_HEADER).length < ZFILE_HEADER) {
      throw new EOFException("the header is cut");
    }
    return Compression.ZLIB.open(raw);
  }
}
