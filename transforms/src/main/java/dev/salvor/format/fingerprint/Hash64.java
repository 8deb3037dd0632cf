package dev.salvor.format.fingerprint;

import com.google.common.hash.Hashing;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.Message;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The hashes of TensorFlow's fingerprints (tensorflow/core/platform/fingerprint.h): FarmHash's
 * Fingerprint64 of bytes, and a mix of two such hashes that depends on their order.
 */
public final class Hash64 {
  private static final long MULTIPLIER = 0xc6a4a7935bd1e995L;

  private Hash64() {}

  public static long of(byte[] bytes) {
    return Hashing.farmHashFingerprint64().hashBytes(bytes).asLong();
  }

  static long of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Of the message's bytes with the keys of maps in order. */
  static long of(Message message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return of(bytes);
  }

  public static long mix(long first, long second) {
    long mixed = first ^ MULTIPLIER;
    mixed ^= shifted(second * MULTIPLIER) * MULTIPLIER;
    mixed *= MULTIPLIER;
    return shifted(shifted(mixed) * MULTIPLIER);
  }

  private static long shifted(long value) {
    return value ^ (value >>> 47);
  }
}
