package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.ListNode;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleValues;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Types of Python's own library that hold data and run nothing when made. */
final class DataTable {
  private static final List<String> BUILTINS = List.of("builtins", "__builtin__");
  private static final Set<String> FACTORIES =
      Set.of("list", "dict", "set", "int", "float", "str", "bool", "tuple");

  private DataTable() {}

  static void fill(BiConsumer<String, Allowed> table) {
    for (String module : BUILTINS) {
      builtins(module + " ", table);
    }
    table.accept("_codecs encode", Allowed.function(Family.DATA, DataTable::latin1));
    table.accept(
        "collections OrderedDict",
        Allowed.function(Family.DATA, Shapes.args().or(Shapes.args(DataTable::pairs)))
            .withItems()
            .withState(DataTable::moduleMetadata));
    table.accept(
        "collections defaultdict",
        Allowed.function(Family.DATA, Shapes.args(DataTable::factory).or(Shapes.args()))
            .withItems());
    table.accept(
        "collections Counter",
        Allowed.function(Family.DATA, Shapes.args(Shapes::dict)).withItems());
    table.accept(
        "collections deque",
        Allowed.function(
                Family.DATA,
                Shapes.args()
                    .or(Shapes.args(Shapes::list))
                    .or(Shapes.args(Shapes::sequence, Shapes::integer)))
            .withItems());
    Predicate<PickleNode> packed = Shapes::bytes;
    for (String type : List.of("datetime", "date", "time")) {
      table.accept(
          "datetime " + type,
          Allowed.function(Family.DATA, Shapes.args(packed).or(Shapes.args(packed, Shapes::none))));
    }
    table.accept(
        "datetime timedelta",
        Allowed.function(Family.DATA, Shapes.args(Shapes::number, Shapes::number, Shapes::number)));
    table.accept("decimal Decimal", Allowed.function(Family.DATA, Shapes.args(Shapes::string)));
  }

  private static void builtins(String prefix, BiConsumer<String, Allowed> table) {
    for (String type :
        List.of(
            "object", "dict", "list", "tuple", "str", "int", "float", "bool", "long", "unicode")) {
      table.accept(prefix + type, Allowed.named(Family.DATA));
    }
    for (String type : List.of("set", "frozenset")) {
      table.accept(
          prefix + type,
          Allowed.function(Family.DATA, Shapes.args(Shapes::list).or(Shapes.args())));
    }
    table.accept(prefix + "bytes", Allowed.function(Family.DATA, Shapes.args()));
    table.accept(
        prefix + "bytearray",
        Allowed.function(
            Family.DATA,
            Shapes.args()
                .or(Shapes.args(Shapes::bytes))
                .or(Shapes.args(Shapes::string, node -> Shapes.text(node, "latin-1")))));
    table.accept(
        prefix + "complex",
        Allowed.function(Family.DATA, Shapes.args(Shapes::number, Shapes::number)));
    Predicate<PickleNode> bound = node -> Shapes.integer(node) || Shapes.none(node);
    table.accept(prefix + "slice", Allowed.function(Family.DATA, Shapes.args(bound, bound, bound)));
    for (String type : List.of("range", "xrange")) {
      table.accept(
          prefix + type,
          Allowed.function(
              Family.DATA, Shapes.args(Shapes::integer, Shapes::integer, Shapes::integer)));
    }
  }

  /** What Python 3 writes for bytes below protocol 3. */
  private static boolean latin1(CallNode call) {
    return Shapes.anyArgs().test(call) && Shapes.bytes(call);
  }

  private static boolean pairs(PickleNode node) {
    return node instanceof ListNode list
        && list.items().stream()
            .allMatch(
                item -> PickleValues.sequence(item).filter(pair -> pair.size() == 2).isPresent());
  }

  private static boolean factory(PickleNode node) {
    return Shapes.none(node)
        || (node instanceof Global type
            && ((BUILTINS.contains(type.module()) && FACTORIES.contains(type.name()))
                || type.qualified().equals("collections.OrderedDict")));
  }

  /** What state_dict() sets: the versions of modules (torch/nn/modules/module.py, _metadata). */
  private static boolean moduleMetadata(PickleNode state) {
    return state instanceof DictNode attributes
        && attributes.size() == 1
        && attributes.value("_metadata").isPresent();
  }
}
