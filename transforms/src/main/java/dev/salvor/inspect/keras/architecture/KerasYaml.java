package dev.salvor.inspect.keras.architecture;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.math.BigInteger;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * YAML as PyYAML's dump writes it, which {@code to_yaml()} used until TF 2.5: composed to nodes
 * only, never constructed. PyYAML's own tags are read where they stand for plain values, see {@link
 * YamlObjects}; any other that would build an object or call a function is {@link Rule#KERAS_CODE}.
 */
public final class KerasYaml {
  private static final int MAX_DEPTH = 400;
  private static final int MAX_NODES = 5_000_000;

  /** What any document may unfold to; a larger one to more values than it has characters. */
  private static final int FREE_NODES = 500_000;

  private static final String STANDARD = "tag:yaml.org,2002:";
  private static final Pattern INTEGER = Pattern.compile("[-+]?[0-9]{1,40}");
  private static final Pattern REAL =
      Pattern.compile("[-+]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?");

  /** Tags of plain values. */
  private static final Set<String> PLAIN =
      Set.of(
          "tuple", "list", "dict", "unicode", "str", "int", "long", "float", "bool", "none",
          "bytes");

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final String where;
  private final long most;
  private int nodes;

  private KerasYaml(String where, int characters) {
    this.where = where;
    this.most = Math.min(MAX_NODES, Math.max(FREE_NODES, 4L * characters));
  }

  /**
   * The document as the JSON that {@code to_json()} would have written.
   *
   * @param where what the text is, for the message
   * @throws ArtifactException {@link Rule#KERAS_CONFIG_DAMAGED} with line and column
   */
  public static JsonNode parse(String text, String where) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(where)
            .setAllowDuplicateKeys(false)
            .setCodePointLimit(Integer.MAX_VALUE)
            .setMaxAliasesForCollections(MAX_NODES)
            .build();
    try {
      Optional<Node> root = new Compose(settings).composeString(text);
      if (root.isEmpty()) {
        throw damaged(Location.NONE, where + " is an empty document");
      }
      return new KerasYaml(where, text.length()).json(root.get(), 0);
    } catch (MarkedYamlEngineException e) {
      throw damaged(
          location(e.getProblemMark()),
          String.format("%s is not valid YAML (%d characters): %s", where, text.length(), e));
    } catch (StackOverflowError e) { // the composer descends as deep as the document
      throw damaged(Location.NONE, where + " is nested too deep");
    } catch (YamlEngineException e) {
      throw damaged(
          Location.NONE,
          String.format(
              "%s is not valid YAML (%d characters): %s", where, text.length(), e.getMessage()));
    }
  }

  private JsonNode json(Node node, int depth) {
    if (depth > MAX_DEPTH || ++nodes > most) {
      throw damaged(
          location(node.getStartMark()),
          String.format(
              "%s is nested more than %d deep or unfolds to more than %d values",
              where, MAX_DEPTH, most));
    }
    String tag = node.getTag().getValue();
    if (tag.startsWith(STANDARD + "python/")) {
      String python = tag.substring((STANDARD + "python/").length());
      if (!PLAIN.contains(python)) {
        return YamlObjects.plain(python, node, child -> json(child, depth + 1))
            .orElseThrow(() -> code("!!python/" + python, node));
      }
    } else if (!tag.startsWith(STANDARD)) {
      throw code(tag, node);
    }
    if (node instanceof ScalarNode scalar) {
      return scalar(scalar, tag);
    } else if (node instanceof SequenceNode sequence) {
      ArrayNode array = JSON.arrayNode();
      sequence.getValue().forEach(item -> array.add(json(item, depth + 1)));
      return array;
    }
    ObjectNode object = JSON.objectNode();
    for (NodeTuple entry : ((MappingNode) node).getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        throw damaged(
            location(entry.getKeyNode().getStartMark()), where + " has a key that is no string");
      }
      object.set(key.getValue(), json(entry.getValueNode(), depth + 1));
    }
    return object;
  }

  private static JsonNode scalar(ScalarNode node, String tag) {
    String text = node.getValue();
    boolean plain = node.getScalarStyle() == ScalarStyle.PLAIN;
    boolean text1 =
        tag.endsWith("/unicode") || tag.endsWith("python/str") || tag.endsWith(":binary");
    if (!plain || text1) {
      return tag.endsWith(":float") || tag.endsWith(":int") ? number(text) : JSON.textNode(text);
    }
    return switch (text) {
      case "", "~", "null", "Null", "NULL" -> JSON.nullNode();
      case "true", "True", "TRUE" -> JSON.booleanNode(true);
      case "false", "False", "FALSE" -> JSON.booleanNode(false);
      case ".nan", ".NaN", ".NAN" -> JSON.numberNode(Double.NaN);
      case ".inf", ".Inf", ".INF", "+.inf" -> JSON.numberNode(Double.POSITIVE_INFINITY);
      case "-.inf", "-.Inf", "-.INF" -> JSON.numberNode(Double.NEGATIVE_INFINITY);
      default -> number(text);
    };
  }

  private static JsonNode number(String text) {
    if (INTEGER.matcher(text).matches()) {
      BigInteger value = new BigInteger(text.startsWith("+") ? text.substring(1) : text);
      return value.bitLength() < 32
          ? JSON.numberNode(value.intValue())
          : value.bitLength() < 64 ? JSON.numberNode(value.longValue()) : JSON.numberNode(value);
    }
    return REAL.matcher(text).matches()
        ? JSON.numberNode(Double.parseDouble(text))
        : JSON.textNode(text);
  }

  private ArtifactException code(String tag, Node node) {
    return Finding.of(
            Rule.KERAS_CODE,
            location(node.getStartMark()),
            "%s has the tag %s, which builds a Python object when it is loaded",
            where,
            tag)
        .exception();
  }

  private static Location location(Optional<Mark> mark) {
    return mark.map(at -> Location.offset(at.getIndex())).orElse(Location.NONE);
  }

  private static ArtifactException damaged(Location location, String message) {
    return Finding.of(Rule.KERAS_CONFIG_DAMAGED, location, message).exception();
  }
}
