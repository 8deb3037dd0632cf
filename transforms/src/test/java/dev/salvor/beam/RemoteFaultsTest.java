package dev.salvor.beam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RemoteFaultsTest {

  @ParameterizedTest
  @CsvSource({
    "'Access Denied (Service: S3, Status Code: 403, Request ID: 7)', AccessDeniedException",
    "'null (Service: S3, Status Code: 404, Request ID: null)', NoSuchFileException",
    "'Slow down (Service: S3, Status Code: 503, Request ID: 7)', IOException",
    "'403 Forbidden\nGET https://storage.googleapis.com/b/m.h5', AccessDeniedException",
    "'404 Not Found\nGET https://storage.googleapis.com/b/m.h5', NoSuchFileException",
    "'Unable to execute HTTP request: Connection refused', IOException",
    "'line 403 Of a file', IOException"
  })
  void faultsOfObjectStoresAreThoseOfADisk(String message, String type) {
    IOException fault = RemoteFaults.of("s3://b/m.h5", new IllegalStateException(message));
    assertThat(fault.getClass().getSimpleName()).isEqualTo(type);
    assertThat(fault).hasMessageContaining(message);
  }

  @Test
  void theReasonMayBeTheCause() {
    Exception cause = new IllegalStateException("x (Service: S3, Status Code: 403, Request ID: 1)");
    assertThat(RemoteFaults.of("s3://b/m", new IOException("could not open", cause)))
        .isInstanceOf(AccessDeniedException.class);
  }

  @Test
  void uncheckedFaultsWhileReadingAreFaultsOfTheStore() {
    ReadableByteChannel failing =
        new ReadableByteChannel() {
          @Override
          public int read(ByteBuffer target) {
            throw new IllegalStateException("gone (Service: S3, Status Code: 404, Request ID: 1)");
          }

          @Override
          public boolean isOpen() {
            return true;
          }

          @Override
          public void close() {}
        };
    ReadableByteChannel channel = RemoteFaults.reading("s3://b/m", failing);
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(NoSuchFileException.class);
  }
}
