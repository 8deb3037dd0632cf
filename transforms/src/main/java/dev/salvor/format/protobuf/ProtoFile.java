package dev.salvor.format.protobuf;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.TextFormat;
import com.google.protobuf.UnsafeByteOperations;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/**
 * A file that should hold one protocol buffer message.
 *
 * @param name its path relative to the input, for findings
 * @param path where it lies
 */
public record ProtoFile(String name, Path path) {
  /** Messages are at most this long: protobuf's own limit. */
  private static final long MAX_BYTES = Integer.MAX_VALUE;

  /** Text takes about six times its length on the heap while it is parsed. */
  private static final long MAX_TEXT_BYTES = 64L << 20;

  /** Nesting that protobuf's own readers admit. */
  private static final int MAX_DEPTH = 100;

  private static final long MAPPED_FROM = 1 << 20;

  /**
   * The bytes of the file: mapped where they are many, so that large fields cost no heap.
   *
   * @throws ArtifactException where it may not be read, is gone, or is too long for a message
   */
  public ByteBuffer bytes() throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size > MAX_BYTES) {
        throw finding(
                Rule.FILE_FORMAT_UNSUPPORTED,
                "it is %,d bytes long; a protocol buffer ends at 2,147,483,647 bytes",
                size)
            .exception();
      }
      if (size >= MAPPED_FROM) {
        return channel.map(FileChannel.MapMode.READ_ONLY, 0, size);
      }
      ByteBuffer bytes = ByteBuffer.allocate((int) size);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until the end
      }
      return bytes.flip();
    } catch (AccessDeniedException e) {
      throw denied(e);
    } catch (NoSuchFileException e) {
      throw gone(e);
    }
  }

  /**
   * The message in binary form. Large byte fields stay views of the file.
   *
   * @param damage the rule of a file that does not parse
   * @param what what it should be: "a SavedModel"
   * @throws ArtifactException where it is no such message, saying at which byte it breaks
   */
  public <M extends Message> M binary(Parser<M> parser, Rule damage, String what)
      throws IOException {
    ByteBuffer bytes = bytes();
    try {
      CodedInputStream in = UnsafeByteOperations.unsafeWrap(bytes.duplicate()).newCodedInput();
      in.enableAliasing(true);
      in.setRecursionLimit(MAX_DEPTH);
      M message = parser.parseFrom(in);
      in.checkLastTagWas(0);
      return message;
    } catch (InvalidProtocolBufferException e) {
      throw new ArtifactException(broken(damage, what, bytes, e), e);
    }
  }

  /**
   * Refuses a binary message with more than {@code most} fields at {@code path}: small fields take
   * many times their bytes on the heap.
   *
   * @param what what the fields are: "nodes"
   * @param path field numbers, each one level deeper
   */
  public void limit(long most, String what, int... path) throws IOException {
    long count = count(bytes(), path);
    if (count > most) {
      throw finding(
              Rule.FILE_FORMAT_UNSUPPORTED, "it holds %,d %s; %,d are read", count, what, most)
          .exception();
    }
  }

  /** How many fields lie at {@code path} in a binary message, as far as it can be read. */
  public static long count(ByteBuffer message, int... path) {
    return WireScan.count(message, path);
  }

  private Finding broken(
      Rule damage, String what, ByteBuffer bytes, InvalidProtocolBufferException e) {
    Optional<WireScan.Fault> fault = WireScan.firstFault(bytes.duplicate());
    String file = path.getFileName().toString();
    return fault
        .map(
            at ->
                Finding.of(
                    damage,
                    Location.file(name).at(at.offset()),
                    "%s is no whole %s: it has %,d bytes, and at byte %,d %s",
                    file,
                    what,
                    bytes.limit(),
                    at.offset(),
                    at.what()))
        .orElseGet(
            () ->
                Finding.of(
                    damage,
                    Location.file(name),
                    "%s (%,d bytes) is no %s: %s",
                    file,
                    bytes.limit(),
                    what,
                    why(e)));
  }

  /**
   * The message in text form, merged into {@code builder}. Unknown fields are passed over, as newer
   * writers add them.
   *
   * @throws ArtifactException where the text is no such message, saying at which line
   */
  public void text(Message.Builder builder, Rule damage, String what) throws IOException {
    ByteBuffer bytes = bytes();
    if (bytes.remaining() > MAX_TEXT_BYTES) {
      throw finding(
              Rule.FILE_TOO_LARGE,
              "it holds %,d bytes of protobuf text; %,d are read",
              bytes.remaining(),
              MAX_TEXT_BYTES)
          .exception();
    }
    CharSequence text = StandardCharsets.UTF_8.decode(bytes);
    try {
      TextFormat.Parser.newBuilder()
          .setAllowUnknownFields(true)
          .setRecursionLimit(MAX_DEPTH)
          .build()
          .merge(text, builder);
    } catch (TextFormat.ParseException e) {
      throw new ArtifactException(
          Finding.of(
              damage,
              Location.file(name),
              "%s is no whole %s in text form: line %d, column %d: %s",
              path.getFileName(),
              what,
              e.getLine(),
              e.getColumn(),
              why(e)),
          e);
    }
  }

  /** The first bytes, at most {@code count}. */
  public ByteString head(int count) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ByteBuffer bytes = ByteBuffer.allocate(count);
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
        // until full or at the end
      }
      return ByteString.copyFrom(bytes.flip());
    } catch (AccessDeniedException e) {
      throw denied(e);
    } catch (NoSuchFileException e) {
      throw gone(e);
    }
  }

  private static String why(IOException e) {
    String message = e.getMessage();
    return message == null ? "it cannot be parsed" : message;
  }

  private ArtifactException denied(AccessDeniedException e) {
    return new ArtifactException(
        finding(Rule.STORE_PERMISSION, "%s may not be read by this job", path.getFileName()), e);
  }

  private ArtifactException gone(NoSuchFileException e) {
    return new ArtifactException(
        finding(Rule.STORE_VANISHED, "%s was listed but is not there", path.getFileName()), e);
  }

  private Finding finding(Rule rule, String format, Object... args) {
    return Finding.of(rule, Location.file(name), format, args);
  }
}
