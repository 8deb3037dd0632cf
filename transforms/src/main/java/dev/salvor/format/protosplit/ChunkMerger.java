package dev.salvor.format.protosplit;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.salvor.format.protosplit.ChunkTree.Branch;
import dev.salvor.format.protosplit.ChunkTree.Step;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Puts chunks into their places in a message, as proto_splitter/merge.cc does. */
final class ChunkMerger {
  private static final int MAX_DEPTH = 32;

  private final ChunkedProto proto;

  ChunkMerger(ChunkedProto proto) {
    this.proto = proto;
  }

  void merge(ChunkTree tree, Message.Builder message, int depth) throws IOException {
    if (depth > MAX_DEPTH) {
      throw proto.damaged("messages lie more than %d deep in one another", MAX_DEPTH);
    }
    if (tree.chunk().isPresent()) {
      proto.mergeChunk(tree.chunk().getAsLong(), message);
    }
    List<Branch> branches = new ArrayList<>(tree.fields());
    branches.sort(new ChunkOrder());
    for (Branch branch : branches) {
      put(branch, 0, message, depth);
    }
  }

  /** Follows the path of {@code branch} from step {@code at} on, and merges at its end. */
  private void put(Branch branch, int at, Message.Builder message, int depth) throws IOException {
    List<Step> path = branch.path();
    if (at == path.size()) {
      merge(branch.message(), message, depth + 1);
      return;
    }
    FieldDescriptor field = field(path.get(at), message);
    boolean last = at + 1 == path.size();
    if (field.isMapField()) {
      entry(branch, at, field, message, depth);
    } else if (field.isRepeated()) {
      element(branch, at, field, message, depth);
    } else if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      put(branch, at + 1, message.getFieldBuilder(field), depth);
    } else if (last && !message.hasField(field)) {
      message.setField(field, value(field, branch));
    } else {
      throw proto.damaged("a chunk belongs into %s, where something is", field.getFullName());
    }
  }

  private FieldDescriptor field(Step step, Message.Builder message) {
    FieldDescriptor field =
        step instanceof Step.Field named
            ? message.getDescriptorForType().findFieldByNumber(named.number())
            : null;
    if (field == null) {
      throw proto.damaged(
          "a chunk belongs into %s of a %s, which has none",
          step, message.getDescriptorForType().getName());
    }
    return field;
  }

  private void element(
      Branch branch, int at, FieldDescriptor field, Message.Builder message, int depth)
      throws IOException {
    int count = message.getRepeatedFieldCount(field);
    long index =
        at + 1 < branch.path().size() && branch.path().get(at + 1) instanceof Step.Index step
            ? step.index()
            : -1;
    if (index < 0 || index > count) {
      throw proto.damaged(
          "a chunk belongs into element %d of %s, which has %d", index, field.getFullName(), count);
    }
    boolean more = at + 2 < branch.path().size();
    if (field.getJavaType() == FieldDescriptor.JavaType.MESSAGE) {
      if (index == count) {
        message.addRepeatedField(field, message.newBuilderForField(field).build());
      }
      put(branch, at + 2, message.getRepeatedFieldBuilder(field, (int) index), depth);
    } else if (more || index == count) {
      throw proto.damaged("a chunk leads nowhere from %s", field.getFullName());
    } else {
      message.setRepeatedField(field, (int) index, value(field, branch));
    }
  }

  /** Builders give no builders of map entries, so one is taken out and put back. */
  private void entry(
      Branch branch, int at, FieldDescriptor field, Message.Builder message, int depth)
      throws IOException {
    FieldDescriptor keys = field.getMessageType().findFieldByNumber(1);
    FieldDescriptor values = field.getMessageType().findFieldByNumber(2);
    if (!(at + 1 < branch.path().size() && branch.path().get(at + 1) instanceof Step.Key key)
        || keys.getJavaType() != FieldDescriptor.JavaType.STRING
        || values.getJavaType() != FieldDescriptor.JavaType.MESSAGE) {
      throw proto.damaged("a chunk leads nowhere from the map %s", field.getFullName());
    }
    int index = 0;
    int count = message.getRepeatedFieldCount(field);
    while (index < count
        && !((Message) message.getRepeatedField(field, index)).getField(keys).equals(key.key())) {
      index++;
    }
    Message.Builder entry =
        index < count
            ? ((Message) message.getRepeatedField(field, index)).toBuilder()
            : message.newBuilderForField(field).setField(keys, key.key());
    Message.Builder value = ((Message) entry.getField(values)).toBuilder();
    put(branch, at + 2, value, depth);
    Message whole = entry.setField(values, value.build()).build();
    if (index < count) {
      message.setRepeatedField(field, index, whole);
    } else {
      message.addRepeatedField(field, whole);
    }
  }

  /** A chunk of bytes as the value of a field. */
  private Object value(FieldDescriptor field, Branch branch) throws IOException {
    long index = branch.message().chunk().orElse(-1);
    ByteString bytes = proto.chunk(index, ChunkMetadata.Info.BYTES);
    if (field.getJavaType() == FieldDescriptor.JavaType.BYTE_STRING) {
      return bytes;
    }
    if (field.getJavaType() == FieldDescriptor.JavaType.STRING && bytes.isValidUtf8()) {
      return bytes.toStringUtf8();
    }
    throw proto.damaged("chunk %d of bytes cannot be %s", index, field.getFullName());
  }
}
