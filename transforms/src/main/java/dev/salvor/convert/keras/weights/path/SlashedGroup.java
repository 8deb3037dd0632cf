package dev.salvor.convert.keras.weights.path;

import dev.salvor.format.hdf5.Dataset;
import dev.salvor.format.hdf5.Group;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A group of a file that tf.keras wrote on Windows, where the path of a layer is one name with
 * backslashes in it, {@code layers\dense} (keras 2.15.0, src/saving/saving_lib.py, _save_state):
 * seen as the groups that it means.
 */
final class SlashedGroup implements Group {
  private final String path;
  private final @Nullable Group stored;
  private final Map<String, SlashedGroup> inner = new LinkedHashMap<>();

  private SlashedGroup(String path, @Nullable Group stored) {
    this.path = path;
    this.stored = stored;
  }

  /** {@code root}, or a view of it where names in it have backslashes. */
  static Group of(Group root) {
    List<String> names =
        root.children().stream().filter(name -> name.indexOf('\\') >= 0).sorted().toList();
    if (names.isEmpty()) {
      return root;
    }
    SlashedGroup view = new SlashedGroup("", root);
    for (String name : names) {
      SlashedGroup at = view;
      String[] steps = name.split("\\\\", -1);
      for (int i = 0; i < steps.length; i++) {
        String below = at.path.isEmpty() ? steps[i] : at.path + "/" + steps[i];
        Group group = i == steps.length - 1 ? root.group(name).orElse(null) : null;
        SlashedGroup known = at.inner.get(steps[i]);
        SlashedGroup next = known != null && group == null ? known : new SlashedGroup(below, group);
        if (known != null && known != next) {
          next.inner.putAll(known.inner);
        }
        at.inner.put(steps[i], next);
        at = next;
      }
    }
    return view;
  }

  @Override
  public List<String> children() {
    Set<String> names = new LinkedHashSet<>(inner.keySet());
    if (stored != null) {
      stored.children().stream().filter(name -> name.indexOf('\\') < 0).forEach(names::add);
    }
    return new ArrayList<>(names);
  }

  @Override
  public Optional<Group> group(String relative) {
    int slash = relative.indexOf('/');
    SlashedGroup next = inner.get(slash < 0 ? relative : relative.substring(0, slash));
    if (next != null) {
      return slash < 0 ? Optional.of(next) : next.group(relative.substring(slash + 1));
    }
    return stored == null ? Optional.empty() : stored.group(relative);
  }

  @Override
  public Optional<Dataset> dataset(String relative) {
    int slash = relative.indexOf('/');
    SlashedGroup next = slash < 0 ? null : inner.get(relative.substring(0, slash));
    if (next != null) {
      return next.dataset(relative.substring(slash + 1));
    }
    return stored == null ? Optional.empty() : stored.dataset(relative);
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public List<String> attributes() {
    return stored == null ? List.of() : stored.attributes();
  }

  @Override
  public boolean hasAttribute(String name) {
    return stored != null && stored.hasAttribute(name);
  }

  @Override
  public Optional<String> text(String name) {
    return stored == null ? Optional.empty() : stored.text(name);
  }

  @Override
  public Optional<List<String>> texts(String name) {
    return stored == null ? Optional.empty() : stored.texts(name);
  }

  @Override
  public Optional<Long> number(String name) {
    return stored == null ? Optional.empty() : stored.number(name);
  }
}
