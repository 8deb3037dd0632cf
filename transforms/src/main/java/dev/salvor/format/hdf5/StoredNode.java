package dev.salvor.format.hdf5;

import dev.salvor.finding.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The attributes of a group or dataset. */
abstract class StoredNode implements Node {
  private final Structure structure;
  private final String path;
  private final Map<String, Attribute> attributes;

  StoredNode(Structure structure, String path, Hdf5Object object) {
    this.structure = structure;
    this.path = path;
    this.attributes = object.attributes();
  }

  Structure structure() {
    return structure;
  }

  @Override
  public String path() {
    return path;
  }

  @Override
  public List<String> attributes() {
    return List.copyOf(attributes.keySet());
  }

  @Override
  public boolean hasAttribute(String name) {
    return attributes.containsKey(name);
  }

  @Override
  public Optional<String> text(String name) {
    return Optional.ofNullable(attributes.get(name))
        .flatMap(
            attribute -> {
              List<String> texts = texts(attribute);
              if (texts.size() > 1) {
                throw unexpected(attribute, "one string");
              }
              return texts.stream().findFirst();
            });
  }

  @Override
  public Optional<List<String>> texts(String name) {
    Attribute whole = attributes.get(name);
    if (whole != null) {
      return Optional.of(texts(whole));
    }
    List<String> joined = new ArrayList<>();
    int part = 0;
    for (Attribute next = attributes.get(name + part); next != null; ) {
      joined.addAll(texts(next));
      part++;
      next = attributes.get(name + part);
    }
    return part == 0 ? Optional.empty() : Optional.of(joined);
  }

  private List<String> texts(Attribute attribute) {
    long count = attribute.space().elements();
    if (count == 0) {
      return List.of();
    }
    String what = name(attribute);
    Strings strings = new Strings(structure.bytes(), structure.heap());
    return strings
        .read(attribute.type(), count, attribute.address(), attribute.values(), what)
        .stream()
        .map(string -> strings.decode(string, attribute.address(), what))
        .toList();
  }

  @Override
  public Optional<Long> number(String name) {
    return Optional.ofNullable(attributes.get(name))
        .filter(attribute -> attribute.space().elements() > 0)
        .map(
            attribute -> {
              if (attribute.space().elements() != 1) {
                throw unexpected(attribute, "one number");
              }
              if (attribute.type() instanceof Datatype.Fixed fixed) {
                return Numbers.integer(attribute.values(), fixed);
              } else if (attribute.type() instanceof Datatype.Enumeration names) {
                return Numbers.integer(attribute.values(), names.base());
              }
              throw unexpected(attribute, "one number");
            });
  }

  private RuntimeException unexpected(Attribute attribute, String wanted) {
    return structure
        .bytes()
        .finding(
            Rule.H5_UNSUPPORTED,
            attribute.address(),
            "%s should be %s but has shape %s and type %s",
            name(attribute),
            wanted,
            attribute.space().shape(),
            attribute.type().label());
  }

  private String name(Attribute attribute) {
    String owner = path.isEmpty() ? "the root" : path;
    return "attribute " + attribute.name() + " of " + owner;
  }
}
