package dev.salvor.savedmodel;

import com.google.protobuf.CodedOutputStream;
import dev.salvor.format.checkpoint.BundleStrings;
import dev.salvor.format.checkpoint.MaskedCrc32c;
import dev.salvor.format.checkpoint.TableWriter;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.proto.VersionDef;

/**
 * Writes a checkpoint of one shard in the V2 format (tensorflow/core/util/tensor_bundle): values go
 * to the data file as they are added, the index is written at the end. The files are byte for byte
 * those that TensorFlow's SaveV2 writes for the same tensors, added in the order of their keys.
 */
public final class TensorBundleWriter implements Closeable {
  private static final int VERSION = 1;

  private final Path root;
  private final String prefix;
  private final DigestingFile data;
  private final Map<byte[], BundleEntryProto> entries = new TreeMap<>(Arrays::compareUnsigned);

  /**
   * @param root directory that the names of the written files are relative to
   * @param prefix of the checkpoint in it, {@code variables/variables}
   */
  public TensorBundleWriter(Path root, String prefix) throws IOException {
    this.root = root;
    this.prefix = prefix;
    this.data = DigestingFile.create(root, prefix + ".data-00000-of-00001");
  }

  /**
   * Appends the values of a tensor, streamed through a buffer of a fixed size.
   *
   * @throws IllegalArgumentException where the key is empty or was added before
   * @throws IOException where the tensor cannot be read or the file not be written
   */
  public void add(String key, TensorData tensor) throws IOException {
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    // Keys that begin with a zero byte are those of slices.
    if (name.length == 0 || name[0] == 0 || entries.containsKey(name)) {
      throw new IllegalArgumentException("key " + key + " cannot be added");
    }
    long offset = data.size();
    Summed summed = new Summed(data);
    if (tensor instanceof StringTensor strings) {
      summed.strings(strings.values());
    } else {
      tensor.writeTo(summed);
      if (data.size() - offset != tensor.byteSize()) {
        throw new IllegalStateException(
            key + " gave " + (data.size() - offset) + " bytes, not " + tensor.byteSize());
      }
    }
    TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
    for (long dim : tensor.shape().dims()) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(dim));
    }
    entries.put(
        name,
        BundleEntryProto.newBuilder()
            .setDtype(DataType.forNumber(tensor.type().number()))
            .setShape(shape)
            .setOffset(offset)
            .setSize(data.size() - offset)
            .setCrc32C(MaskedCrc32c.of(summed.crc))
            .build());
  }

  /** Writes the index; returns data file and index. */
  public List<WrittenFile> finish() throws IOException {
    WrittenFile values = data.finish();
    try (DigestingFile index = DigestingFile.create(root, prefix + ".index")) {
      TableWriter table = new TableWriter(index);
      BundleHeaderProto header =
          BundleHeaderProto.newBuilder()
              .setNumShards(1)
              .setVersion(VersionDef.newBuilder().setProducer(VERSION))
              .build();
      table.add(new byte[0], header.toByteArray());
      for (Map.Entry<byte[], BundleEntryProto> entry : entries.entrySet()) {
        table.add(entry.getKey(), entry.getValue().toByteArray());
      }
      table.finish();
      return List.of(values, index.finish());
    }
  }

  @Override
  public void close() throws IOException {
    data.close();
  }

  /** Passes bytes on and sums them up. */
  private static final class Summed implements WritableByteChannel {
    private final DigestingFile out;
    private final CRC32C crc = new CRC32C();

    Summed(DigestingFile out) {
      this.out = out;
    }

    @Override
    public int write(ByteBuffer bytes) throws IOException {
      crc.update(bytes.duplicate());
      return out.write(bytes);
    }

    /** Lengths, their checksum, the bytes; lengths are summed as integers, not as written. */
    void strings(List<byte[]> values) throws IOException {
      BundleStrings format = new BundleStrings(ByteOrder.LITTLE_ENDIAN);
      CodedOutputStream lengths = CodedOutputStream.newInstance(out.stream());
      for (byte[] value : values) {
        lengths.writeUInt32NoTag(value.length);
        crc.update(format.length(value.length));
      }
      lengths.flush();
      write(
          ByteBuffer.allocate(Integer.BYTES)
              .order(ByteOrder.LITTLE_ENDIAN)
              .putInt(MaskedCrc32c.of(crc))
              .flip());
      for (byte[] value : values) {
        write(ByteBuffer.wrap(value));
      }
    }

    @Override
    public boolean isOpen() {
      return out.isOpen();
    }

    @Override
    public void close() {}
  }
}
