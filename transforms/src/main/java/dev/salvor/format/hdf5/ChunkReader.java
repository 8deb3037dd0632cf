package dev.salvor.format.hdf5;

import dev.salvor.format.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Reads elements of a chunked dataset in row-major order. Decoded chunks are kept up to a number of
 * bytes, so a pass over the tensor decodes each chunk once unless its rows cross very many.
 */
final class ChunkReader {
  private static final long KEPT = 1L << 25;

  private final ChunkIndex index;
  private final FilterPipeline filters;
  private final int width;
  private final Map<Long, byte[]> decoded = new LinkedHashMap<>(16, 0.75f, true);
  private long kept;

  /**
   * @param width bytes of an element
   */
  ChunkReader(ChunkIndex index, FilterPipeline filters, int width) {
    this.index = index;
    this.filters = filters;
    this.width = width;
  }

  /** Fills {@code target} with the bytes of the elements from {@code first} on, as stored. */
  void read(long first, ByteBuffer target) {
    Shape shape = index.shape();
    int last = shape.rank() - 1;
    long at = first;
    while (target.hasRemaining()) {
      long column = last < 0 ? 0 : at % shape.dim(last);
      long[] chunkDims = index.chunk();
      long run =
          last < 0
              ? 1
              : Math.min(chunkDims[last] - column % chunkDims[last], shape.dim(last) - column);
      int count = (int) Math.min(run, target.remaining() / width);
      copy(at, count, target);
      at += count;
    }
  }

  private void copy(long element, int count, ByteBuffer target) {
    Shape shape = index.shape();
    long[] dims = index.chunk();
    long rest = element;
    long chunkStride = 1;
    long gridStride = 1;
    long inside = 0;
    long number = 0;
    for (int axis = shape.rank() - 1; axis >= 0; axis--) {
      long at = rest % shape.dim(axis);
      rest /= shape.dim(axis);
      inside += at % dims[axis] * chunkStride;
      number += at / dims[axis] * gridStride;
      chunkStride *= dims[axis];
      gridStride *= ChunkIndex.along(shape, dims, axis);
    }
    target.put(chunk(number), Math.toIntExact(inside * width), count * width);
  }

  private byte[] chunk(long number) {
    byte[] known = decoded.get(number);
    if (known != null) {
      return known;
    }
    ChunkIndex.Chunk chunk = index.chunks().get(number);
    if (chunk == null) {
      throw new IllegalStateException("no chunk " + number);
    }
    byte[] data = filters.decode(chunk);
    kept += data.length;
    var eldest = decoded.entrySet().iterator();
    while (kept > KEPT && eldest.hasNext()) {
      kept -= eldest.next().getValue().length;
      eldest.remove();
    }
    decoded.put(number, data);
    return data;
  }

  /** All elements at once, as stored. */
  ByteBuffer whole() {
    ByteBuffer all = ByteBuffer.allocate(Math.toIntExact(index.shape().elements() * width));
    read(0, all);
    return all.flip();
  }

  /** Decodes every chunk once. */
  void verify() {
    index.chunks().values().forEach(filters::decode);
  }
}
