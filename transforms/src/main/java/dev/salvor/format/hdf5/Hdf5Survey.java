package dev.salvor.format.hdf5;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is left of a damaged HDF5 file: as {@link Hdf5File}, but going on behind damage. Nothing of
 * it is meant to be converted.
 */
public final class Hdf5Survey {

  /**
   * An object that the file still names.
   *
   * @param path of the dataset, or of what a link leads to that cannot be read
   * @param address of its header, or of the damage
   * @param what shape and element type; empty where the header cannot be read
   * @param damage what is wrong with it; null where all its bytes are there and agree with the
   *     checksums they have
   */
  public record Entry(String path, long address, String what, @Nullable Finding damage) {}

  private Hdf5Survey() {}

  /**
   * Everything that can be reached from the root.
   *
   * @throws ArtifactException where nothing can be reached: the superblock or the root is gone
   */
  public static List<Entry> of(Path file, long offset, long length) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try (FileBytes whole = FileBytes.open(file, offset, length)) {
      FileBytes bytes = whole.from(SignatureDamage.locate(whole));
      Structure.walk(bytes, Superblock.read(bytes), new Collector(entries));
    } catch (UncheckedIOException e) {
      throw e.getCause();
    } catch (ArtifactException e) {
      if (entries.isEmpty()) {
        throw e;
      }
    }
    return entries;
  }

  private record Collector(List<Entry> entries) implements Structure.Visitor {
    @Override
    public void whole(Structure structure, String path, Hdf5Object.Data data) {
      Stored stored = data.stored();
      String what = stored.space().shape() + " " + stored.type().label();
      Finding damage = null;
      try {
        if (structure.chunks(data.address()).isPresent()
            && FilterPipeline.unknown(stored.filters()).isEmpty()) {
          new StoredDataset(structure, path, data).chunks().verify();
        }
      } catch (ArtifactException e) {
        damage = e.finding();
      }
      entries.add(new Entry(path, data.address(), what, damage));
    }

    @Override
    public void broken(String path, ArtifactException damage) {
      Finding finding = damage.finding();
      Long at = finding.location().offset();
      entries.add(new Entry(path.isEmpty() ? "/" : path, at == null ? 0 : at, "", finding));
    }
  }
}
