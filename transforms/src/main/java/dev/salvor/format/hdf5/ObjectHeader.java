package dev.salvor.format.hdf5;

import java.util.List;
import java.util.Optional;

/**
 * The header of a group, dataset or committed datatype.
 *
 * @param address where it begins
 * @param messages in the order of the file, continuations included
 */
record ObjectHeader(long address, List<Message> messages) {

  ObjectHeader {
    messages = List.copyOf(messages);
  }

  Optional<Message> first(int type) {
    return messages.stream().filter(message -> message.type() == type).findFirst();
  }

  List<Message> all(int type) {
    return messages.stream().filter(message -> message.type() == type).toList();
  }

  boolean has(int type) {
    return first(type).isPresent();
  }
}
