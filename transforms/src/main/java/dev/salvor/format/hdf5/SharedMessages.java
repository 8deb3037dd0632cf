package dev.salvor.format.hdf5;

import dev.salvor.finding.Rule;
import java.nio.ByteBuffer;
import java.util.function.LongFunction;

/** Messages that lie in another object's header (IV.A.1, "shared"): committed datatypes. */
final class SharedMessages {
  private static final int IN_HEAP = 1;

  private final FileBytes bytes;
  private final Widths widths;
  private final LongFunction<ObjectHeader> headers;

  SharedMessages(FileBytes bytes, Widths widths, LongFunction<ObjectHeader> headers) {
    this.bytes = bytes;
    this.widths = widths;
    this.headers = headers;
  }

  /** {@code message} itself, or the one that it refers to. */
  Message resolve(Message message) {
    if (!message.shared()) {
      return message;
    }
    Parsing parsing = new Parsing(bytes, message.address(), "shared message");
    long address = parsing.of(message.body(), body -> target(message, body));
    Message found =
        headers
            .apply(address)
            .first(message.type())
            .orElseThrow(
                () ->
                    bytes.damaged(
                        message.address(),
                        "a message of type %d is said to be at %d, but is not there",
                        message.type(),
                        address));
    if (found.shared()) {
      throw bytes.damaged(message.address(), "a shared message refers to another one");
    }
    return found;
  }

  private long target(Message message, ByteBuffer body) {
    int version = body.get();
    int type = body.get();
    if (version < 1 || version > 3) {
      throw bytes.damaged(message.address(), "a shared message has version %d", version & 0xFF);
    }
    if (version == 3 && type == IN_HEAP) {
      throw bytes.finding(
          Rule.H5_UNSUPPORTED, message.address(), "messages are shared through a heap");
    }
    if (version == 1) {
      body.position(body.position() + 6);
    }
    return widths.address(body);
  }
}
