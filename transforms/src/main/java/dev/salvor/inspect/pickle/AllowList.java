package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.CallNode.Via;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickledInstance;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Everything that a pickle may name, by exact module and name, with the calls and states that
 * genuine writers make of it. No prefix, no pattern: what is not listed is not proved.
 */
final class AllowList {
  static final AllowList STANDARD = new AllowList();

  private final Map<String, Allowed> entries;
  private final Set<String> modules;

  private AllowList() {
    Map<String, Allowed> table = new HashMap<>();
    DataTable.fill(table::put);
    NumpyTable.fill(table::put);
    KerasTable.fill(table::put);
    TensorFlowTable.fill(table::put);
    LibraryTable.fill(table::put);
    for (String module : Set.of("copyreg", "copy_reg")) {
      table.put(module + " _reconstructor", Allowed.function(Family.DATA, this::reconstructs));
    }
    entries = Map.copyOf(table);
    modules =
        entries.keySet().stream()
            .map(key -> key.substring(0, key.indexOf(' ')))
            .collect(Collectors.toUnmodifiableSet());
  }

  Optional<Allowed> find(Global global) {
    return Optional.ofNullable(entries.get(global.module() + " " + global.name()));
  }

  /** Whether anything is listed of the module, or of one whose name begins so. */
  boolean knowsModule(String start) {
    return modules.stream().anyMatch(module -> module.startsWith(start));
  }

  /** What governs the result of a call: the entry of its class, else of the function called. */
  Optional<Allowed> governing(CallNode call) {
    Optional<Global> type = PickledInstance.type(call);
    return (type.isPresent() ? type : call.function()).flatMap(this::find);
  }

  /** Whether genuine writers make the call. */
  boolean permits(CallNode call) {
    if (call.kwargs().isPresent()) {
      return false;
    }
    if (call.function().isEmpty()) {
      return KerasUnpickler.permits(call) || TensorFlowTable.permits(call);
    }
    Optional<Allowed> allowed = call.function().flatMap(this::find);
    if (allowed.isEmpty()) {
      return false;
    }
    return (call.via() == Via.NEWOBJ && allowed.get().instance())
        ? PickledInstance.type(call).isPresent()
        : allowed.get().call().test(call);
  }

  /** {@code _reconstructor(cls, object, None)}: NEWOBJ of protocols 0 and 1. */
  private boolean reconstructs(CallNode call) {
    Optional<Allowed> type =
        PickledInstance.type(call).flatMap(this::find).filter(Allowed::instance);
    if (type.isEmpty()) {
      return false;
    }
    PickleNode base = call.arguments().get(1);
    PickleNode content = call.arguments().get(2);
    return isBuiltin(base, "object")
        ? Shapes.none(content)
        : isBuiltin(base, "dict") && type.get().filled() && content instanceof DictNode;
  }

  private static boolean isBuiltin(PickleNode node, String name) {
    return Shapes.global(node, "__builtin__." + name) || Shapes.global(node, "builtins." + name);
  }
}
