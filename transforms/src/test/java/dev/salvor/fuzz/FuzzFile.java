package dev.salvor.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.salvor.format.checkpoint.Checksums;
import dev.salvor.format.riegeli.RiegeliWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;

/** One file of an input, and what its bytes become. */
record FuzzFile(String name, Packing packing) {

  enum Packing {
    PLAIN,
    TAR,
    TABLE,
    RECORDS,
    LAMBDA,
    METADATA
  }

  private static final int TAR_BLOCK = 512;

  FuzzFile(String name) {
    this(name, Packing.PLAIN);
  }

  byte[] pack(byte[] part) {
    return switch (packing) {
      case PLAIN -> part;
      case TAR -> tar(part);
      case TABLE -> Checksums.table(part);
      case RECORDS -> records(part);
      case LAMBDA -> lambda(part);
      case METADATA -> metadata(part);
    };
  }

  /** The checksum of every block that says that it is a header. */
  private static byte[] tar(byte[] part) {
    byte[] tar = part.clone();
    for (int at = 0; at + TAR_BLOCK <= tar.length; at += TAR_BLOCK) {
      if (new String(tar, at + 257, 5, ISO_8859_1).equals("ustar")) {
        Arrays.fill(tar, at + 148, at + 156, (byte) ' ');
        int sum = 0;
        for (int i = at; i < at + TAR_BLOCK; i++) {
          sum += tar[i] & 0xff;
        }
        byte[] digits = String.format(Locale.ROOT, "%06o\0 ", sum).getBytes(ISO_8859_1);
        System.arraycopy(digits, 0, tar, at + 148, digits.length);
      }
    }
    return tar;
  }

  private static byte[] records(byte[] part) {
    RiegeliWriter file = new RiegeliWriter();
    ByteBuffer in = ByteBuffer.wrap(part).order(ByteOrder.LITTLE_ENDIAN);
    while (in.remaining() >= 4) {
      int length = in.getInt();
      byte[] record = new byte[length < 0 ? in.remaining() : Math.min(length, in.remaining())];
      in.get(record);
      file.record(record);
    }
    return file.bytes();
  }

  /** As Keras 2 writes it. */
  private static byte[] lambda(byte[] part) {
    return """
        {"class_name": "Sequential", "keras_version": "2.3.1", "backend": "tensorflow",
         "config": {"name": "m", "layers": [
          {"class_name": "Lambda", "config": {"name": "l", "trainable": true, "dtype": "float32",
           "batch_input_shape": [null, 4], "function": ["%s", null, null],
           "function_type": "lambda", "module": "__main__", "output_shape": null,
           "output_shape_type": "raw", "output_shape_module": null, "arguments": {}}}]}}
        """
        .formatted(Base64.getMimeEncoder().encodeToString(part).replace("\r\n", "\\n"))
        .getBytes(UTF_8);
  }

  /** An archive without metadata is none: one version where the input has none. */
  private static byte[] metadata(byte[] part) {
    return part.length > 0 ? part : "{\"keras_version\": \"3.6.0\"}".getBytes(UTF_8);
  }
}
