package dev.salvor.format.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * An attribute message, versions 1 to 3 (IV.A.2.m).
 *
 * @param address of its values
 * @param data its values; strings of variable length lie elsewhere
 */
record Attribute(String name, Datatype type, Dataspace space, long address, ByteBuffer data) {

  /** Reads {@code message}; {@code committed} finds a datatype that lies in a header of its own. */
  static Attribute read(FileBytes bytes, Widths widths, Message message, SharedMessages committed) {
    return new Parsing(bytes, message.address(), "attribute")
        .of(message.body(), body -> parse(bytes, widths, message.address(), body, committed));
  }

  private static Attribute parse(
      FileBytes bytes, Widths widths, long address, ByteBuffer body, SharedMessages committed) {
    int version = body.get();
    int flags = body.get();
    if (version < 1 || version > 3) {
      throw bytes.damaged(address, "an attribute has version %d", version & 0xFF);
    }
    int nameSize = Short.toUnsignedInt(body.getShort());
    int typeSize = Short.toUnsignedInt(body.getShort());
    int spaceSize = Short.toUnsignedInt(body.getShort());
    if (version == 3) {
      body.get();
    }
    ByteBuffer nameBytes = part(body, nameSize, version);
    String name = StandardCharsets.UTF_8.decode(nameBytes).toString().replaceAll("\0.*", "");
    int typeAt = body.position();
    ByteBuffer type = part(body, typeSize, version);
    ByteBuffer space = part(body, spaceSize, version);
    boolean sharedType = version > 1 && (flags & 1) != 0;
    boolean sharedSpace = version > 1 && (flags & 2) != 0;
    Message typeMessage = new Message(Message.DATATYPE, sharedType, address + typeAt, type);
    Message spaceMessage = new Message(Message.DATASPACE, sharedSpace, address + typeAt, space);
    Datatype datatype = DatatypeReader.read(bytes, committed.resolve(typeMessage));
    Dataspace dataspace = Dataspace.read(bytes, widths, committed.resolve(spaceMessage));
    long size = Math.multiplyExact(dataspace.elements(), datatype.size());
    if (size > body.remaining()) {
      throw bytes.damaged(
          address, "attribute %s needs %d bytes and has %d", name, size, body.remaining());
    }
    ByteBuffer data = body.slice(body.position(), (int) size).order(ByteOrder.LITTLE_ENDIAN);
    return new Attribute(name, datatype, dataspace, address + body.position(), data);
  }

  private static ByteBuffer part(ByteBuffer body, int size, int version) {
    ByteBuffer part = body.slice(body.position(), size).order(ByteOrder.LITTLE_ENDIAN);
    int taken = version == 1 ? Padded.to8(size) : size;
    body.position(body.position() + taken);
    return part;
  }

  ByteBuffer values() {
    return data.duplicate().order(ByteOrder.LITTLE_ENDIAN).rewind();
  }
}
