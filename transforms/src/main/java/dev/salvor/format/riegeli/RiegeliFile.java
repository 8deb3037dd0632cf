package dev.salvor.format.riegeli;

import dev.salvor.finding.ArtifactException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * A Riegeli/records file. A record is found by a number: where its chunk begins, plus its index in
 * that chunk. The headers of all chunks and blocks are checked when it is opened, a chunk's data
 * when one of its records is read. Transposed chunks are not read.
 */
public final class RiegeliFile implements Closeable {
  private final FileChannel channel;
  private final Blocks blocks;
  private final NavigableMap<Long, ChunkHeader> chunks = new TreeMap<>();

  /** The records of the chunk that was read last. */
  private List<ByteBuffer> records = List.of();

  private long recordsOf = -1;

  private RiegeliFile(FileChannel channel, String name) throws IOException {
    this.channel = channel;
    this.blocks = new Blocks(channel, name);
  }

  /**
   * @param name its path relative to the input, for findings
   * @throws ArtifactException where it is none, is cut short, or a header is damaged
   */
  public static RiegeliFile open(Path path, String name) throws IOException {
    FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
    try {
      RiegeliFile file = new RiegeliFile(channel, name);
      file.scan();
      return file;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private void scan() throws IOException {
    long begin = 0;
    while (begin < blocks.size()) {
      if (Blocks.after(begin, ChunkHeader.SIZE) > blocks.size()) {
        throw blocks.damaged(
            begin, "the file ends at byte %,d, in the header of a chunk", blocks.size());
      }
      ByteBuffer bytes = ByteBuffer.allocate(ChunkHeader.SIZE);
      blocks.read(begin, 0, bytes);
      if (!ChunkHeader.sound(bytes.flip())) {
        throw blocks.damaged(
            begin,
            begin == 0
                ? "the file is no Riegeli/records file: its first 64 bytes are no signature"
                : "the header of a chunk does not have the hash that it states");
      }
      ChunkHeader header = ChunkHeader.read(begin, bytes);
      if (begin == 0 && (header.type() != 's' || header.dataSize() != 0)) {
        throw blocks.damaged(0, "the file does not begin with a signature");
      }
      if (header.dataSize() < 0
          || header.dataSize() > blocks.size()
          || header.records() > blocks.size()
          || header.end() > blocks.size()) {
        throw blocks.damaged(
            begin,
            "a chunk of %,d bytes and %,d records begins here, but the file ends at byte %,d",
            header.dataSize(),
            header.records(),
            blocks.size());
      }
      blocks.checkHeaders(begin, header.end());
      switch (header.type()) {
        case 'r', 't' -> chunks.put(begin, header);
        case 's', 'm', 'p' -> {}
        default -> throw blocks.unsupported(begin, "a chunk of type %d", (int) header.type());
      }
      begin = header.end();
    }
    if (begin == 0) {
      throw blocks.damaged(0, "the file is empty");
    }
  }

  /**
   * The number of the last record.
   *
   * @throws ArtifactException where there is none
   */
  public long last() {
    return chunks.descendingMap().values().stream()
        .filter(chunk -> chunk.records() > 0)
        .findFirst()
        .map(chunk -> chunk.begin() + chunk.records() - 1)
        .orElseThrow(() -> blocks.damaged(blocks.size(), "the file holds no records"));
  }

  /**
   * The record of that number; large ones lie outside the heap.
   *
   * @throws ArtifactException where there is none, or its chunk is damaged or transposed
   */
  public ByteBuffer record(long number) throws IOException {
    var entry = chunks.floorEntry(number);
    if (entry == null || number - entry.getKey() >= entry.getValue().records()) {
      throw blocks.damaged(
          Math.max(0, Math.min(number, blocks.size())), "no record has the number %,d", number);
    }
    if (recordsOf != entry.getKey()) {
      records = decode(entry.getValue());
      recordsOf = entry.getKey();
    }
    return records.get((int) (number - entry.getKey())).duplicate();
  }

  private List<ByteBuffer> decode(ChunkHeader chunk) throws IOException {
    HighwayHash hash = new HighwayHash();
    ByteBuffer buffer = ByteBuffer.allocate(Blocks.BLOCK);
    for (long at = 0; at < chunk.dataSize(); at += buffer.limit()) {
      buffer.clear().limit((int) Math.min(buffer.capacity(), chunk.dataSize() - at));
      blocks.read(chunk.begin(), ChunkHeader.SIZE + at, buffer);
      hash.update(buffer.flip());
    }
    long actual = hash.finish();
    if (actual != chunk.dataHash()) {
      throw blocks.damaged(
          chunk.begin(),
          "%,d bytes of a chunk have the hash %016x; its header says %016x",
          chunk.dataSize(),
          actual,
          chunk.dataHash());
    }
    if (chunk.type() == 't') {
      throw blocks.unsupported(
          chunk.begin(), "the records are transposed, a form that is not read");
    }
    return new ArrayList<>(RecordChunk.records(blocks, chunk));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
