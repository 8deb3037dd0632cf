package dev.salvor.format.checkpoint;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.tensor.StringTensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The objects that a TF2 checkpoint was saved from: TrackableObjectGraph
 * (tensorflow/core/protobuf/trackable_object_graph.proto). Objects refer to each other by name and
 * may do so in circles.
 *
 * @param nodes the root first
 */
public record ObjectGraph(List<Node> nodes) {
  /** The key under which checkpoints hold it. */
  public static final String KEY = "_CHECKPOINTABLE_OBJECT_GRAPH";

  /** The attribute of a variable that is its value. */
  public static final String VARIABLE_VALUE = "VARIABLE_VALUE";

  private static final int MAX_DEPTH = 100;

  /**
   * An object.
   *
   * @param children index in {@link #nodes} by local name, in the file's order
   * @param attributes what was saved of it
   * @param slots optimizer state of variables that this object, an optimizer, keeps
   */
  public record Node(Map<String, Integer> children, List<Attribute> attributes, List<Slot> slots) {}

  /**
   * A saved value of an object.
   *
   * @param name {@link #VARIABLE_VALUE} or another
   * @param fullName name of the variable in the graph it was created in, may be empty
   * @param checkpointKey key of the tensor
   */
  public record Attribute(String name, String fullName, String checkpointKey) {}

  /** The state {@code name} of the variable at {@code variable}, kept at node {@code slot}. */
  public record Slot(int variable, String name, int slot) {}

  public ObjectGraph {
    nodes = List.copyOf(nodes);
  }

  /**
   * The object graph of a checkpoint; empty where it was saved without one.
   *
   * @throws ArtifactException where the graph is malformed
   */
  public static Optional<ObjectGraph> of(CheckpointReader checkpoint) throws IOException {
    if (checkpoint.entry(KEY).isEmpty()) {
      return Optional.empty();
    }
    if (checkpoint.tensor(KEY) instanceof StringTensor strings && strings.values().size() == 1) {
      return Optional.of(parse(strings.values().get(0)));
    }
    throw damaged("it is not one string");
  }

  static ObjectGraph parse(byte[] proto) {
    List<Node> nodes = new ArrayList<>();
    try {
      Wire.message(
          ByteBuffer.wrap(proto),
          (tag, in) -> {
            if (tag != (1 << 3 | Wire.BYTES)) {
              return false;
            }
            nodes.add(node(in));
            return true;
          });
    } catch (InvalidProtocolBufferException malformed) {
      throw damaged(String.valueOf(malformed.getMessage()));
    }
    for (Node node : nodes) {
      if (node.children().values().stream().anyMatch(child -> child < 0 || child >= nodes.size())) {
        throw damaged("an object refers to one that does not exist");
      }
    }
    return new ObjectGraph(nodes);
  }

  private static Node node(CodedInputStream in) throws IOException {
    Map<String, Integer> children = new LinkedHashMap<>();
    List<Attribute> attributes = new ArrayList<>();
    List<Slot> slots = new ArrayList<>();
    Wire.nested(
        in,
        (tag, node) -> {
          switch (tag) {
            case 1 << 3 | Wire.BYTES -> {
              Fields child = Fields.read(node);
              children.put(child.text(2), child.number(1));
            }
            case 2 << 3 | Wire.BYTES -> {
              Fields saved = Fields.read(node);
              attributes.add(new Attribute(saved.text(1), saved.text(2), saved.text(3)));
            }
            case 3 << 3 | Wire.BYTES -> {
              Fields slot = Fields.read(node);
              slots.add(new Slot(slot.number(1), slot.text(2), slot.number(3)));
            }
            default -> {
              return false;
            }
          }
          return true;
        });
    return new Node(children, List.copyOf(attributes), List.copyOf(slots));
  }

  /** The first four fields of a flat message. */
  private static final class Fields {
    private final String[] texts = {"", "", "", ""};
    private final int[] numbers = new int[4];

    static Fields read(CodedInputStream in) throws IOException {
      Fields fields = new Fields();
      Wire.nested(
          in,
          (tag, field) -> {
            if (tag >>> 3 > 3) {
              return false;
            }
            switch (tag & 7) {
              case Wire.BYTES -> fields.texts[tag >>> 3] = field.readStringRequireUtf8();
              case Wire.VARINT -> fields.numbers[tag >>> 3] = field.readInt32();
              default -> {
                return false;
              }
            }
            return true;
          });
      return fields;
    }

    String text(int number) {
      return texts[number];
    }

    int number(int number) {
      return numbers[number];
    }
  }

  /** The object reached from the root over {@code names}. */
  public Optional<Node> find(List<String> names) {
    if (nodes.isEmpty() || names.size() > MAX_DEPTH) {
      return Optional.empty();
    }
    Node node = nodes.get(0);
    for (String name : names) {
      Integer child = node.children().get(name);
      if (child == null) {
        return Optional.empty();
      }
      node = nodes.get(child);
    }
    return Optional.of(node);
  }

  /** Key of the value of a variable; empty where the object is none. */
  public static Optional<String> valueKey(Node node) {
    return node.attributes().stream()
        .filter(attribute -> attribute.name().equals(VARIABLE_VALUE))
        .map(Attribute::checkpointKey)
        .findFirst();
  }

  private static ArtifactException damaged(String what) {
    return Finding.of(
            Rule.CHECKPOINT_DAMAGED, Location.tensor(KEY), "the object graph is damaged: " + what)
        .exception();
  }
}
