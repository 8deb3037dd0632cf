package dev.salvor.format.protosplit;

import java.util.List;
import java.util.OptionalLong;

/**
 * Which chunks make a message (ChunkedMessage of proto_splitter/chunk.proto).
 *
 * @param chunk index of the chunk that the message begins with
 * @param fields chunks that are put into it
 */
record ChunkTree(OptionalLong chunk, List<Branch> fields) {

  /**
   * One chunk in its place (ChunkedField).
   *
   * @param path from the message to the field; empty for a further part of the message itself
   */
  record Branch(List<Step> path, ChunkTree message) {}

  /** One step of a path (FieldIndex). */
  sealed interface Step {
    /** A field by its number. */
    record Field(int number) implements Step {}

    /** An element of the repeated field before. */
    record Index(long index) implements Step {}

    /** An entry of the map before; keys are compared as text. */
    record Key(String key) implements Step {}
  }
}
