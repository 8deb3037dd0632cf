package dev.salvor.format.hdf5;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.format.hdf5.Hdf5Object.Container;
import dev.salvor.format.hdf5.Hdf5Object.Data;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** All objects of a file, found by walking every hard link from the root once. */
final class Structure {
  private static final int MAX_SOFT_LINKS = 40;
  private static final int MAX_DEPTH = 256;

  private final FileBytes bytes;
  private final GlobalHeap heap;
  private final Jhdf jhdf;
  private final long root;
  private final Map<Long, Hdf5Object> objects = new HashMap<>();
  private final Map<Long, ChunkIndex> chunks = new HashMap<>();

  private Structure(FileBytes bytes, Superblock superblock, GlobalHeap heap, Jhdf jhdf) {
    this.bytes = bytes;
    this.heap = heap;
    this.jhdf = jhdf;
    this.root = superblock.root();
  }

  /** An object that a link leads to, by the first path that does. */
  private record Reached(long address, String path) {}

  /** What is said of the objects on the way. */
  interface Visitor {
    /** A dataset whose values are all there; chunks are not decoded. */
    default void whole(Structure structure, String path, Data data) {}

    /** What the path leads to cannot be read. */
    default void broken(String path, ArtifactException damage) {
      throw damage;
    }
  }

  static Structure walk(FileBytes bytes, Superblock superblock) {
    return walk(bytes, superblock, new Visitor() {});
  }

  static Structure walk(FileBytes bytes, Superblock superblock, Visitor visitor) {
    Extents extents = new Extents(bytes);
    GlobalHeap heap = new GlobalHeap(bytes, superblock.widths(), extents);
    Jhdf jhdf = new Jhdf(bytes, superblock);
    Structure structure = new Structure(bytes, superblock, heap, jhdf);
    ObjectReader reader = new ObjectReader(bytes, superblock, extents, heap, jhdf);
    StorageCheck check = new StorageCheck(bytes, superblock, extents, jhdf);
    Set<Long> seen = new HashSet<>();
    Deque<Reached> pending = new ArrayDeque<>();
    pending.add(new Reached(superblock.root(), ""));
    while (!pending.isEmpty()) {
      Reached next = pending.remove();
      if (!seen.add(next.address())) {
        continue;
      }
      try {
        Hdf5Object object = reader.read(next.address());
        structure.objects.put(next.address(), object);
        if (object instanceof Container group) {
          group
              .links()
              .forEach(
                  (name, link) -> {
                    if (link instanceof Link.Hard hard) {
                      pending.add(new Reached(hard.address(), below(next.path(), name)));
                    }
                  });
        } else if (object instanceof Data data) {
          check
              .verify(data.stored())
              .ifPresent(index -> structure.chunks.put(next.address(), index));
          visitor.whole(structure, next.path(), data);
        }
      } catch (ArtifactException e) {
        visitor.broken(next.path(), next.path().isEmpty() ? e : named(e, next.path()));
      }
    }
    if (!(structure.objects.get(superblock.root()) instanceof Container)) {
      throw bytes.damaged(superblock.root(), "the root is not a group");
    }
    return structure;
  }

  private static String below(String path, String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  private static ArtifactException named(ArtifactException damage, String path) {
    Finding finding = damage.finding();
    Location at = finding.location();
    return new ArtifactException(
        new Finding(
            finding.rule(),
            finding.level(),
            finding.message() + ", on the way to " + path,
            new Location(at.file(), at.offset(), at.member(), path, at.layer(), at.node())),
        damage);
  }

  FileBytes bytes() {
    return bytes;
  }

  GlobalHeap heap() {
    return heap;
  }

  Jhdf jhdf() {
    return jhdf;
  }

  Container root() {
    return (Container) object(root);
  }

  /** The chunks of the dataset with its header at {@code address}, where it has an index. */
  Optional<ChunkIndex> chunks(long address) {
    return Optional.ofNullable(chunks.get(address));
  }

  /** The object at {@code path} below {@code group}; soft links are followed, up to a number. */
  Optional<Hdf5Object> find(Container group, String path) {
    Hdf5Object at = group;
    Deque<Step> steps = new ArrayDeque<>();
    push(steps, path);
    int followed = 0;
    while (!steps.isEmpty()) {
      Step step = steps.pop();
      if (step.fromRoot) {
        at = root();
      }
      if (step.name.isEmpty() || step.name.equals(".")) {
        continue;
      }
      if (!(at instanceof Container container)) {
        return Optional.empty();
      }
      Link link = container.links().get(step.name);
      if (link instanceof Link.Hard hard) {
        at = object(hard.address());
      } else if (link instanceof Link.Soft soft) {
        if (++followed > MAX_SOFT_LINKS) {
          throw bytes.damaged(container.address(), "the soft link %s leads in a circle", step.name);
        }
        push(steps, soft.path());
      } else {
        return Optional.empty();
      }
    }
    return Optional.of(at);
  }

  /** Decodes each chunk of each dataset whose filters are known. */
  void verifyChunks() {
    verify("", root(), 0, new HashSet<>());
  }

  private void verify(String path, Container group, int depth, Set<Long> seen) {
    if (depth > MAX_DEPTH) {
      throw bytes.damaged(group.address(), "groups are nested more than %d deep", MAX_DEPTH);
    }
    for (Map.Entry<String, Link> entry : group.links().entrySet()) {
      if (entry.getValue() instanceof Link.Hard hard && seen.add(hard.address())) {
        String below = below(path, entry.getKey());
        Hdf5Object child = object(hard.address());
        if (child instanceof Container container) {
          verify(below, container, depth + 1, seen);
        } else if (child instanceof Data data && decodable(data)) {
          new StoredDataset(this, below, data).chunks().verify();
        }
      }
    }
  }

  private boolean decodable(Data data) {
    return chunks.containsKey(data.address())
        && FilterPipeline.unknown(data.stored().filters()).isEmpty();
  }

  private record Step(boolean fromRoot, String name) {}

  private static void push(Deque<Step> steps, String path) {
    String[] names = path.split("/", -1);
    for (int index = names.length - 1; index >= 0; index--) {
      boolean fromRoot = index == 0 && path.startsWith("/");
      steps.push(new Step(fromRoot, names[index]));
    }
  }

  private Hdf5Object object(long address) {
    Hdf5Object object = objects.get(address);
    if (object == null) {
      throw new IllegalStateException("no object was read at " + address);
    }
    return object;
  }
}
