package dev.salvor.format.protosplit;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnsafeByteOperations;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.fingerprint.Hash64;
import dev.salvor.format.riegeli.RiegeliFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.OptionalLong;

/** Reads a message from the chunks of a {@code .cpb} file. */
public final class ChunkedProto {
  /** A list of chunks is small; one beyond this is no such list. */
  private static final int MOST_METADATA = 64 << 20;

  /** Hashing takes a chunk at once; splitters make them of 2 GB at most, and loaders do without. */
  private static final long MOST_HASHED = 128 << 20;

  private static final int MAX_DEPTH = 100;

  private final RiegeliFile file;
  private final String name;
  private final ChunkMetadata metadata;
  private final ChunkGuard guard;
  private final BitSet taken = new BitSet();

  private ChunkedProto(RiegeliFile file, String name, ChunkMetadata metadata, ChunkGuard guard) {
    this.file = file;
    this.name = name;
    this.metadata = metadata;
    this.guard = guard;
  }

  /**
   * Merges all chunks into {@code message}. Large byte fields lie outside the heap.
   *
   * @param name the file's path relative to the input, for findings
   * @throws ArtifactException where the file is damaged, chunks are missing or not where they
   *     should be, or a newer merger is asked for
   */
  public static void read(Path path, String name, Message.Builder message, ChunkGuard guard)
      throws IOException {
    try (RiegeliFile file = RiegeliFile.open(path, name)) {
      long last = file.last();
      ChunkMetadata metadata = metadata(file.record(last), name, last);
      ChunkedProto proto = new ChunkedProto(file, name, metadata, guard);
      proto.checkVersion(last);
      new ChunkMerger(proto).merge(metadata.tree(), message, 0);
    }
  }

  /**
   * What {@code fingerprint.pb} states of the file
   * (tensorflow/cc/saved_model/fingerprinting_utils.cc, CreateFingerprintDefCpb): the hashes of all
   * chunks in the order in which they are put together, and of the nothing that is left beside
   * them. Empty where a chunk is too large to be hashed.
   *
   * @throws ArtifactException where the file is damaged
   */
  public static OptionalLong checksum(Path path, String name) throws IOException {
    try (RiegeliFile file = RiegeliFile.open(path, name)) {
      long last = file.last();
      ChunkMetadata metadata = metadata(file.record(last), name, last);
      if (metadata.chunks().stream().anyMatch(chunk -> chunk.size() > MOST_HASHED)) {
        return OptionalLong.empty();
      }
      ChunkedProto proto = new ChunkedProto(file, name, metadata, (type, chunk) -> {});
      return OptionalLong.of(Hash64.mix(proto.checksum(metadata.tree()), Hash64.of(new byte[0])));
    }
  }

  private long checksum(ChunkTree tree) throws IOException {
    long checksum = 0;
    for (ChunkTree.Branch branch : tree.fields()) {
      OptionalLong chunk = branch.message().chunk();
      checksum =
          Hash64.mix(
              checksum, chunk.isPresent() ? hash(chunk.getAsLong()) : checksum(branch.message()));
    }
    return checksum;
  }

  private long hash(long index) throws IOException {
    if (index < 0 || index >= metadata.chunks().size() || taken.get((int) index)) {
      throw damaged("chunk %d is not there, or there twice", index);
    }
    return Hash64.of(chunk(index, metadata.chunks().get((int) index).type()).toByteArray());
  }

  private static ChunkMetadata metadata(ByteBuffer record, String name, long at) {
    String damage = "it does not parse";
    if (record.remaining() <= MOST_METADATA) {
      try {
        return ChunkMetadata.read(UnsafeByteOperations.unsafeWrap(record));
      } catch (InvalidProtocolBufferException e) {
        damage = String.valueOf(e.getMessage());
      }
    }
    throw Finding.of(
            Rule.GRAPH_DAMAGED,
            Location.file(name).at(at),
            "the last record (%,d bytes) does not say how the chunks belong together: %s",
            record.remaining(),
            damage)
        .exception();
  }

  private void checkVersion(long at) {
    if (metadata.joinVersion() > 0 || metadata.badMergers().contains(0)) {
      throw Finding.of(
              Rule.FILE_FORMAT_UNSUPPORTED,
              Location.file(name).at(at),
              "the chunks ask for version %d of the merger, and not for %s; known is version 0",
              metadata.joinVersion(),
              metadata.badMergers())
          .exception();
    }
  }

  /**
   * The bytes of a chunk, each taken once.
   *
   * @param type {@link ChunkMetadata.Info#MESSAGE} or {@link ChunkMetadata.Info#BYTES}
   */
  ByteString chunk(long index, long type) throws IOException {
    if (index < 0 || index >= metadata.chunks().size()) {
      throw damaged("chunk %d is asked for; there are %d", index, metadata.chunks().size());
    }
    ChunkMetadata.Info info = metadata.chunks().get((int) index);
    if (taken.get((int) index)) {
      throw damaged("chunk %d is put into the message twice", index);
    }
    taken.set((int) index);
    if (info.type() != type) {
      throw at(info, "chunk %d has the type %d, where %d belongs", index, info.type(), type);
    }
    ByteBuffer record = file.record(info.offset());
    if (record.remaining() != info.size()) {
      throw at(
          info, "chunk %d has %,d bytes; stated are %,d", index, record.remaining(), info.size());
    }
    return UnsafeByteOperations.unsafeWrap(record);
  }

  /** Merges a chunk into a message, or into a part of one. */
  void mergeChunk(long index, Message.Builder into) throws IOException {
    ByteString bytes = chunk(index, ChunkMetadata.Info.MESSAGE);
    guard.check(into.getDescriptorForType(), bytes.asReadOnlyByteBuffer());
    CodedInputStream in = bytes.newCodedInput();
    in.enableAliasing(true);
    in.setRecursionLimit(MAX_DEPTH);
    try {
      into.mergeFrom(in);
      in.checkLastTagWas(0);
    } catch (InvalidProtocolBufferException e) {
      throw at(
          metadata.chunks().get((int) index),
          "chunk %d is no %s: %s",
          index,
          into.getDescriptorForType().getName(),
          String.valueOf(e.getMessage()));
    }
  }

  ArtifactException damaged(String message, Object... values) {
    return Finding.of(Rule.GRAPH_DAMAGED, Location.file(name), message, values).exception();
  }

  private ArtifactException at(ChunkMetadata.Info info, String message, Object... values) {
    return Finding.of(Rule.GRAPH_DAMAGED, Location.file(name).at(info.offset()), message, values)
        .exception();
  }
}
