package dev.salvor.format.hdf5;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * One filter of a pipeline message (IV.A.2.l).
 *
 * @param id as registered with The HDF Group
 * @param name as the file gives it, possibly empty
 * @param optional chunks may be stored without it
 * @param values its parameters
 */
record FilterSpec(int id, String name, boolean optional, List<Integer> values) {
  private static final int FIRST_NAMED = 256;
  private static final int MOST = 32;

  FilterSpec {
    values = List.copyOf(values);
  }

  static List<FilterSpec> read(FileBytes bytes, Message message) {
    return new Parsing(bytes, message.address(), "filter pipeline")
        .of(message.body(), body -> parse(bytes, message.address(), body));
  }

  private static List<FilterSpec> parse(FileBytes bytes, long address, ByteBuffer body) {
    int version = body.get();
    int count = Byte.toUnsignedInt(body.get());
    if (version < 1 || version > 2 || count > MOST) {
      throw bytes.damaged(
          address, "a filter pipeline has version %d and %d filters", version & 0xFF, count);
    }
    if (version == 1) {
      body.position(body.position() + 6);
    }
    List<FilterSpec> filters = new ArrayList<>();
    for (int index = 0; index < count; index++) {
      int id = Short.toUnsignedInt(body.getShort());
      boolean named = version == 1 || id >= FIRST_NAMED;
      int nameLength = named ? Short.toUnsignedInt(body.getShort()) : 0;
      int flags = body.getShort();
      int valueCount = Short.toUnsignedInt(body.getShort());
      byte[] name = new byte[version == 1 ? Padded.to8(nameLength) : nameLength];
      body.get(name);
      List<Integer> values = new ArrayList<>();
      for (int value = 0; value < valueCount; value++) {
        values.add(body.getInt());
      }
      if (version == 1 && valueCount % 2 == 1) {
        body.getInt();
      }
      String text = new String(name, StandardCharsets.ISO_8859_1).replaceAll("\0.*", "");
      filters.add(new FilterSpec(id, text, (flags & 1) != 0, values));
    }
    return filters;
  }
}
