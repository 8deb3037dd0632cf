package dev.salvor.beam;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an object store refuses, as the exceptions that a disk has for it. The clients of Amazon and
 * Google throw unchecked exceptions of their own, whose text holds the HTTP status: {@code
 * (Service: S3, Status Code: 403, …)}, {@code 403 Forbidden}.
 */
final class RemoteFaults {
  private static final Pattern STATUS =
      Pattern.compile("Status Code: (\\d{3})\\b|^(\\d{3}) [A-Z][a-z]");

  private RemoteFaults() {}

  /** Something that a client of an object store does. */
  @FunctionalInterface
  interface Call<T> {
    T run() throws IOException;
  }

  /**
   * @throws AccessDeniedException where the store answers 401 or 403
   * @throws NoSuchFileException where it answers 404
   * @throws IOException of any other fault
   */
  static <T> T checked(String uri, Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (IOException | RuntimeException e) {
      throw of(uri, e);
    }
  }

  static IOException of(String uri, Exception fault) {
    for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
      Matcher status = STATUS.matcher(String.valueOf(cause.getMessage()));
      if (status.find()) {
        switch (status.group(1) != null ? status.group(1) : status.group(2)) {
          case "401", "403" -> {
            return (IOException)
                new AccessDeniedException(uri, null, cause.getMessage()).initCause(fault);
          }
          case "404" -> {
            return (IOException)
                new NoSuchFileException(uri, null, cause.getMessage()).initCause(fault);
          }
          default -> {
            return new IOException(cause.getMessage(), fault);
          }
        }
      }
    }
    return fault instanceof IOException io ? io : new IOException(fault.getMessage(), fault);
  }

  static ReadableByteChannel reading(String uri, ReadableByteChannel channel) {
    return new ReadableByteChannel() {
      @Override
      public int read(ByteBuffer target) throws IOException {
        return checked(uri, () -> channel.read(target));
      }

      @Override
      public boolean isOpen() {
        return channel.isOpen();
      }

      @Override
      public void close() throws IOException {
        channel.close();
      }
    };
  }

  static WritableByteChannel writing(String uri, WritableByteChannel channel) {
    return new WritableByteChannel() {
      @Override
      public int write(ByteBuffer source) throws IOException {
        return checked(uri, () -> channel.write(source));
      }

      @Override
      public boolean isOpen() {
        return channel.isOpen();
      }

      @Override
      public void close() throws IOException {
        checked(
            uri,
            () -> {
              channel.close();
              return uri;
            });
      }
    };
  }
}
