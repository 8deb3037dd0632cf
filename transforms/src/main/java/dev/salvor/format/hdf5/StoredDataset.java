package dev.salvor.format.hdf5;

import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.FileTensor;
import dev.salvor.format.tensor.HeapTensor;
import dev.salvor.format.tensor.Shape;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Optional;

/** A dataset as the structure holds it. */
final class StoredDataset extends StoredNode implements Dataset {
  /** Keras 3.0.5 and later, keras/src/saving/saving_lib.py, H5IOStore. */
  private static final String DTYPE = "dtype";

  private final Stored stored;

  StoredDataset(Structure structure, String path, Hdf5Object.Data data) {
    super(structure, path, data);
    this.stored = data.stored();
  }

  @Override
  public Shape shape() {
    if (stored.space().empty()) {
      throw unsupported("has a null dataspace: neither shape nor values");
    }
    return stored.space().shape();
  }

  @Override
  public ElementType type() {
    Datatype type = stored.type();
    Optional<ElementType> element =
        type instanceof Datatype.Opaque opaque ? named(opaque) : type.element();
    return element.orElseThrow(
        () -> unsupported("has elements of type " + type.label() + ", which no tensor has"));
  }

  /**
   * ml_dtypes' types reach HDF5 as opaque bytes. Only bfloat16 has two of them, so it is known even
   * where no attribute names it, as in Keras 3's legacy files.
   */
  private Optional<ElementType> named(Datatype.Opaque opaque) {
    String fallback = opaque.size() == 2 ? ElementType.BFLOAT16.id() : "";
    return ElementType.byId(text(DTYPE).orElse(fallback))
        .filter(type -> type.size() == opaque.size());
  }

  @Override
  public TensorData data() {
    ElementType type = type();
    Shape shape = shape();
    if (type == ElementType.STRING) {
      return strings(shape);
    }
    if (shape.elements() == 0) {
      return new HeapTensor(type, shape, new byte[0]);
    }
    ByteOrder order = stored.type().byteOrder();
    if (stored.storage() instanceof Storage.Contiguous contiguous) {
      FileBytes bytes = structure().bytes();
      return new FileTensor(bytes.file(), bytes.position(contiguous.address()), type, shape, order);
    }
    if (stored.storage() instanceof Storage.Compact compact) {
      return new HeapTensor(type, shape, Numbers.littleEndian(content(compact), type, order));
    }
    return new ChunkedTensor(type, shape, order, chunks());
  }

  private byte[] content(Storage.Compact compact) {
    byte[] content = new byte[Math.toIntExact(stored.byteSize())];
    compact.data().duplicate().rewind().get(content);
    return content;
  }

  /** The chunks of a dataset that is neither empty nor stored otherwise. */
  ChunkReader chunks() {
    ChunkIndex index =
        structure()
            .chunks(stored.address())
            .orElseThrow(() -> new IllegalStateException(path() + " has no chunks"));
    int size = Math.toIntExact(index.elements() * stored.type().size());
    FilterPipeline filters =
        new FilterPipeline(structure().bytes(), structure().jhdf(), stored, path(), size);
    return new ChunkReader(index, filters, stored.type().size());
  }

  private TensorData strings(Shape shape) {
    long count = shape.elements();
    if (count == 0) {
      return new StringTensor(shape, List.of());
    }
    FileBytes bytes = structure().bytes();
    ByteBuffer values;
    if (stored.storage() instanceof Storage.Contiguous contiguous) {
      values = bytes.read(contiguous.address(), stored.byteSize(), "strings of " + path());
    } else if (stored.storage() instanceof Storage.Compact compact) {
      values = compact.data().duplicate().rewind();
    } else {
      values = chunks().whole();
    }
    return new StringTensor(
        shape,
        new Strings(bytes, structure().heap())
            .read(
                stored.type(),
                count,
                stored.address(),
                values.order(ByteOrder.LITTLE_ENDIAN),
                "dataset " + path()));
  }

  private RuntimeException unsupported(String what) {
    return structure()
        .bytes()
        .finding(Rule.H5_UNSUPPORTED, stored.address(), "dataset %s %s", path(), what);
  }
}
