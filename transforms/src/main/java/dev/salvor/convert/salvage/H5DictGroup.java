package dev.salvor.convert.salvage;

import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.hdf5.Dataset;
import dev.salvor.format.hdf5.Group;
import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.inspect.pickle.Examination;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * The dictionaries of Keras 2.2.3 to 2.3 read as the HDF5 file they imitate
 * (keras/utils/io_utils.py, class H5Dict): dictionaries are groups, pickled values datasets,
 * everything else attributes.
 */
final class H5DictGroup implements Group {
  private static final int TEXT = 256 << 20;

  private final DictNode dict;
  private final String path;
  private final Examination examination;

  H5DictGroup(DictNode dict, String path, Examination examination) {
    this.dict = dict;
    this.path = path;
    this.examination = examination;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public List<String> children() {
    return names().stream()
        .filter(name -> isPickled(name) || dict.value(name).orElseThrow() instanceof DictNode)
        .toList();
  }

  @Override
  public List<String> attributes() {
    List<String> children = children();
    return names().stream().filter(name -> !children.contains(name)).toList();
  }

  private List<String> names() {
    return IntStream.range(0, dict.size())
        .mapToObj(dict::keyAt)
        .flatMap(Optional::stream)
        .distinct()
        .toList();
  }

  @Override
  public Optional<Group> group(String name) {
    Optional<PickleNode> value = dict.value(name);
    int slash = name.indexOf('/');
    if (value.isEmpty() && slash > 0) {
      return group(name.substring(0, slash))
          .flatMap(inner -> inner.group(name.substring(slash + 1)));
    }
    return value
        .filter(DictNode.class::isInstance)
        .map(inner -> new H5DictGroup((DictNode) inner, child(name), examination));
  }

  @Override
  public Optional<Dataset> dataset(String name) {
    int slash = name.indexOf('/');
    if (dict.value(name).isEmpty() && slash > 0) {
      return group(name.substring(0, slash))
          .flatMap(inner -> inner.dataset(name.substring(slash + 1)));
    }
    return isPickled(name)
        ? dict.value(name).flatMap(PickleValues::bytes).map(bytes -> dataset(name, bytes))
        : Optional.empty();
  }

  private Dataset dataset(String name, Blob bytes) {
    try {
      PickleNode array =
          PickleMachine.read(examination.file().bytes(bytes))
              .root()
              .filter(node -> NumpyArray.of(node).isPresent())
              .orElseThrow(() -> damaged(name, "holds no array"));
      return new H5DictDataset(child(name), new PickledTensors(examination).of(array, child(name)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isPickled(String name) {
    return dict.value("_" + name + "_pickled").filter(Constant.TRUE::equals).isPresent();
  }

  private String child(String name) {
    return path.isEmpty() ? name : path + "/" + name;
  }

  @Override
  public boolean hasAttribute(String name) {
    return attributes().contains(name);
  }

  @Override
  public Optional<String> text(String name) {
    return dict.value(name).flatMap(H5DictGroup::string);
  }

  private static Optional<String> string(PickleNode node) {
    return PickleValues.bytes(node)
        .map(blob -> blob.text(TEXT))
        .or(() -> PickleValues.text(node, TEXT));
  }

  @Override
  public Optional<List<String>> texts(String name) {
    Optional<List<PickleNode>> items = dict.value(name).flatMap(PickleValues::sequence);
    if (items.isEmpty()) {
      return Optional.empty();
    }
    List<String> texts = new ArrayList<>();
    for (PickleNode item : items.get()) {
      texts.add(string(item).orElseThrow(() -> damaged(name, "is no list of strings")));
    }
    return Optional.of(texts);
  }

  @Override
  public Optional<Long> number(String name) {
    OptionalLong value = dict.value(name).map(PickleValues::integer).orElse(OptionalLong.empty());
    return value.isPresent() ? Optional.of(value.getAsLong()) : Optional.empty();
  }

  private ArtifactException damaged(String name, String what) {
    return Finding.of(Rule.PICKLE_DAMAGED, Location.tensor(child(name)), child(name) + " " + what)
        .exception();
  }
}
