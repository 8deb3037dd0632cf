package dev.salvor.savedmodel;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A file that is written once, from its first byte to its last, and digested on the way. Small
 * writes are gathered; large ones go through untouched.
 */
final class DigestingFile implements WritableByteChannel {
  private static final int BUFFER = 1 << 20;

  private final String name;
  private final FileChannel channel;
  private final MessageDigest sha256;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
  private long size;

  private DigestingFile(String name, FileChannel channel, MessageDigest sha256) {
    this.name = name;
    this.channel = channel;
    this.sha256 = sha256;
  }

  /** Creates {@code root/name}, which does not exist, and the directories above it. */
  static DigestingFile create(Path root, String name) throws IOException {
    Path path = root.resolve(name);
    Path parent = path.getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      return new DigestingFile(
          name,
          FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW),
          MessageDigest.getInstance("SHA-256"));
    } catch (NoSuchAlgorithmException absent) {
      throw new IllegalStateException("every Java platform has SHA-256", absent);
    }
  }

  /** Writes all of {@code bytes}. */
  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    size += count;
    if (count > buffer.remaining()) {
      flush();
    }
    if (count > buffer.remaining()) {
      emit(bytes);
    } else {
      buffer.put(bytes);
    }
    return count;
  }

  private void flush() throws IOException {
    emit(buffer.flip());
    buffer.clear();
  }

  private void emit(ByteBuffer bytes) throws IOException {
    sha256.update(bytes.duplicate());
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }

  /** Bytes written so far. */
  long size() {
    return size;
  }

  /** A stream into this file; closing it does nothing. */
  OutputStream stream() {
    return new OutputStream() {
      @Override
      public void write(int value) throws IOException {
        DigestingFile.this.write(ByteBuffer.wrap(new byte[] {(byte) value}));
      }

      @Override
      public void write(byte[] bytes, int from, int count) throws IOException {
        DigestingFile.this.write(ByteBuffer.wrap(bytes, from, count));
      }
    };
  }

  /** Writes what is gathered, closes the file and says what it has become. */
  WrittenFile finish() throws IOException {
    flush();
    channel.close();
    return new WrittenFile(name, size, HexFormat.of().formatHex(sha256.digest()));
  }

  @Override
  public boolean isOpen() {
    return channel.isOpen();
  }

  /** Gives the file up where it was not finished. */
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
