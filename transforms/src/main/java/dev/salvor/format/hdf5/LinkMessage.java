package dev.salvor.format.hdf5;

import dev.salvor.finding.Rule;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A link message (IV.A.2.g): how groups name their children since HDF5 1.8. */
record LinkMessage(String name, Link link) {
  private static final int HARD = 0;
  private static final int SOFT = 1;
  private static final int EXTERNAL = 64;

  static LinkMessage read(FileBytes bytes, Widths widths, long address, ByteBuffer body) {
    return new Parsing(bytes, address, "link")
        .of(body, buffer -> parse(bytes, widths, address, buffer));
  }

  private static LinkMessage parse(FileBytes bytes, Widths widths, long address, ByteBuffer body) {
    int version = body.get();
    int flags = body.get();
    if (version != 1) {
      throw bytes.damaged(address, "a link has version %d, not 1", version & 0xFF);
    }
    int type = (flags & 8) != 0 ? Byte.toUnsignedInt(body.get()) : HARD;
    if ((flags & 4) != 0) {
      body.getLong();
    }
    if ((flags & 16) != 0) {
      body.get();
    }
    long length = Widths.unsigned(body, 1 << (flags & 3));
    String name = text(body, Math.toIntExact(length));
    return switch (type) {
      case HARD -> new LinkMessage(name, new Link.Hard(widths.address(body)));
      case SOFT ->
          new LinkMessage(name, new Link.Soft(text(body, Short.toUnsignedInt(body.getShort()))));
      case EXTERNAL -> {
        String target = text(body, Short.toUnsignedInt(body.getShort()));
        throw external(bytes, address, name, target.substring(Math.min(1, target.length())));
      }
      default ->
          throw bytes.finding(
              type < EXTERNAL ? Rule.H5_DAMAGED : Rule.H5_UNSUPPORTED,
              address,
              "link %s has type %d",
              name,
              type);
    };
  }

  private static RuntimeException external(
      FileBytes bytes, long address, String name, String target) {
    String[] parts = target.split("\0", 3);
    return bytes.finding(
        Rule.H5_EXTERNAL,
        address,
        "link %s leads to %s in another file, %s",
        name,
        parts.length > 1 ? parts[1] : "an object",
        parts[0]);
  }

  private static String text(ByteBuffer body, int length) {
    ByteBuffer part = body.slice(body.position(), length);
    body.position(body.position() + length);
    return StandardCharsets.UTF_8.decode(part).toString();
  }
}
