package dev.salvor.format.pickle;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a loader gets by calling something: the call and everything the stream does to the result
 * afterwards.
 */
public final class CallNode implements PickleNode {

  /** The opcode that calls. */
  public enum Via {
    /** {@code callable(*args)}. */
    REDUCE,
    /** {@code cls.__new__(cls, *args)}. */
    NEWOBJ,
    /** {@code cls.__new__(cls, *args, **kwargs)}. */
    NEWOBJ_EX,
    /** {@code cls(*args)}, protocol 1. */
    OBJ,
    /** {@code cls(*args)}, protocol 0. */
    INST
  }

  private final Via via;
  private final PickleNode callable;
  private final PickleNode args;
  private final @Nullable PickleNode kwargs;
  private final long offset;
  private final List<PickleNode> states = new ArrayList<>(1);
  private List<PickleNode> elements = List.of();
  private @Nullable DictNode items;
  private @Nullable PickleNode inline;
  private long changedAt;

  CallNode(
      Via via, PickleNode callable, PickleNode args, @Nullable PickleNode kwargs, long offset) {
    this.via = via;
    this.callable = callable;
    this.args = args;
    this.kwargs = kwargs;
    this.offset = offset;
  }

  public Via via() {
    return via;
  }

  public PickleNode callable() {
    return callable;
  }

  /** Normally a tuple. */
  public PickleNode args() {
    return args;
  }

  public Optional<PickleNode> kwargs() {
    return Optional.ofNullable(kwargs);
  }

  /** Of the opcode that calls. */
  public long offset() {
    return offset;
  }

  /** What BUILD was given, in order; more than one is suspicious. */
  public List<PickleNode> states() {
    return Collections.unmodifiableList(states);
  }

  /** What was appended or added. */
  public List<PickleNode> elements() {
    return Collections.unmodifiableList(elements);
  }

  /** What was set by key; empty where nothing was. */
  public DictNode items() {
    return items == null ? new DictNode() : items;
  }

  /** The array that joblib keeps in the stream behind its wrapper. */
  public Optional<PickleNode> inline() {
    return Optional.ofNullable(inline);
  }

  /** The global that is called, where it is one. */
  public Optional<Global> function() {
    return callable instanceof Global global ? Optional.of(global) : Optional.empty();
  }

  /** The arguments where they are a tuple, else none. */
  public List<PickleNode> arguments() {
    return args instanceof Tuple tuple ? tuple.items() : List.of();
  }

  /** Offset of the last opcode that set its state or put something into it; 0 where none did. */
  long changedAt() {
    return changedAt;
  }

  void build(PickleNode state, long offset) {
    changedAt = offset;
    states.add(state);
  }

  void append(PickleNode element, long offset) {
    changedAt = offset;
    if (elements.isEmpty()) {
      elements = new ArrayList<>(4);
    }
    elements.add(element);
  }

  void put(PickleNode key, PickleNode value, long offset) {
    changedAt = offset;
    if (items == null) {
      items = new DictNode();
    }
    items.put(key, value, offset);
  }

  void inline(PickleNode array) {
    inline = array;
  }

  @Override
  public String toString() {
    return PickleText.of(this);
  }
}
