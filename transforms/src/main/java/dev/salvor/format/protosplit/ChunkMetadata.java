package dev.salvor.format.protosplit;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.salvor.format.protosplit.ChunkTree.Branch;
import dev.salvor.format.protosplit.ChunkTree.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The last record (ChunkMetadata of proto_splitter/chunk.proto).
 *
 * @param joinVersion of the merger that is needed
 * @param badMergers versions of mergers that must not read it
 */
record ChunkMetadata(int joinVersion, List<Integer> badMergers, List<Info> chunks, ChunkTree tree) {
  private static final int MAX_DEPTH = 32;
  private static final int MAX_STEPS = 64;

  /**
   * One chunk (ChunkInfo).
   *
   * @param type {@link #MESSAGE} or {@link #BYTES}
   * @param offset number of its record
   */
  record Info(long type, long size, long offset) {
    static final long MESSAGE = 1;
    static final long BYTES = 2;
  }

  /**
   * @throws InvalidProtocolBufferException where it is no such message
   */
  static ChunkMetadata read(ByteString record) throws InvalidProtocolBufferException {
    UnknownFieldSet metadata = UnknownFieldSet.parseFrom(record);
    int join = 0;
    List<Integer> bad = new ArrayList<>();
    for (ByteString version : messages(metadata, 1)) {
      UnknownFieldSet fields = UnknownFieldSet.parseFrom(version);
      join = (int) number(fields, 2);
      fields.getField(3).getVarintList().forEach(each -> bad.add(each.intValue()));
      for (ByteString packed : messages(fields, 3)) {
        var in = packed.newCodedInput();
        try {
          while (!in.isAtEnd()) {
            bad.add(in.readInt32());
          }
        } catch (java.io.IOException e) {
          throw new InvalidProtocolBufferException("its version does not parse");
        }
      }
    }
    List<Info> chunks = new ArrayList<>();
    for (ByteString info : messages(metadata, 2)) {
      UnknownFieldSet fields = UnknownFieldSet.parseFrom(info);
      chunks.add(new Info(number(fields, 1), number(fields, 2), number(fields, 3)));
    }
    List<ByteString> trees = messages(metadata, 3);
    if (trees.size() != 1) {
      throw new InvalidProtocolBufferException("it describes " + trees.size() + " messages");
    }
    return new ChunkMetadata(join, bad, chunks, tree(trees.get(0), 0));
  }

  private static ChunkTree tree(ByteString message, int depth)
      throws InvalidProtocolBufferException {
    if (depth > MAX_DEPTH) {
      throw new InvalidProtocolBufferException("messages lie more than 32 deep in one another");
    }
    UnknownFieldSet fields = UnknownFieldSet.parseFrom(message);
    List<Branch> branches = new ArrayList<>();
    for (ByteString each : messages(fields, 2)) {
      UnknownFieldSet branch = UnknownFieldSet.parseFrom(each);
      List<Step> path = new ArrayList<>();
      for (ByteString tag : messages(branch, 1)) {
        path.add(step(UnknownFieldSet.parseFrom(tag)));
      }
      List<ByteString> inner = messages(branch, 3);
      if (path.size() > MAX_STEPS || inner.size() != 1) {
        throw new InvalidProtocolBufferException("a field has no place or no chunk");
      }
      branches.add(new Branch(path, tree(inner.get(0), depth + 1)));
    }
    return new ChunkTree(
        fields.hasField(1) ? OptionalLong.of(number(fields, 1)) : OptionalLong.empty(), branches);
  }

  private static Step step(UnknownFieldSet tag) throws InvalidProtocolBufferException {
    if (tag.hasField(1)) {
      long number = number(tag, 1);
      if (number <= 0 || number >= 1 << 29) {
        throw new InvalidProtocolBufferException("a field has the number " + number);
      }
      return new Step.Field((int) number);
    }
    if (tag.hasField(3)) {
      return new Step.Index(number(tag, 3));
    }
    List<ByteString> keys = messages(tag, 2);
    if (keys.size() != 1) {
      throw new InvalidProtocolBufferException("a step leads nowhere");
    }
    UnknownFieldSet key = UnknownFieldSet.parseFrom(keys.get(0));
    for (int i = 1; i <= 6; i++) {
      if (key.hasField(i)) {
        return new Step.Key(
            i == 1
                ? messages(key, 1).get(0).toStringUtf8()
                : i == 2 ? Boolean.toString(number(key, 2) != 0) : Long.toString(number(key, i)));
      }
    }
    return new Step.Key("");
  }

  private static List<ByteString> messages(UnknownFieldSet fields, int number) {
    return fields.getField(number).getLengthDelimitedList();
  }

  private static long number(UnknownFieldSet fields, int number) {
    List<Long> values = fields.getField(number).getVarintList();
    return values.isEmpty() ? 0 : values.get(values.size() - 1);
  }
}
