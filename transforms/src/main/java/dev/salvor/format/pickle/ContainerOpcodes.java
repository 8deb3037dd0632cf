package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleNode.Tuple;
import java.util.List;

/** Opcodes that make and fill tuples, lists, dictionaries and sets. */
final class ContainerOpcodes {
  /** Heap of an empty one. */
  private static final int TUPLE = 48;

  private static final int LIST = 72;
  private static final int DICT = 144;
  private static final int SET = 80;

  private final PickleCursor cursor;
  private final Trace trace;
  private final OperandStack stack;

  ContainerOpcodes(PickleCursor cursor, Trace trace, OperandStack stack) {
    this.cursor = cursor;
    this.trace = trace;
    this.stack = stack;
  }

  void tuple(int size) {
    PickleNode third = size > 2 ? stack.pop() : PickleNode.Constant.NONE;
    PickleNode second = size > 1 ? stack.pop() : PickleNode.Constant.NONE;
    PickleNode first = stack.pop();
    tuple(
        switch (size) {
          case 1 -> List.of(first);
          case 2 -> List.of(first, second);
          default -> List.of(first, second, third);
        });
  }

  void tuple(List<PickleNode> items) {
    trace.charge(TUPLE, cursor.opcodeAt());
    items.forEach(this::charge);
    stack.push(items.isEmpty() ? Tuple.EMPTY : new Tuple(List.copyOf(items)));
  }

  void emptyList() {
    trace.charge(LIST, cursor.opcodeAt());
    stack.push(new ListNode());
  }

  void emptyDict() {
    trace.charge(DICT, cursor.opcodeAt());
    stack.push(new DictNode());
  }

  void emptySet() {
    trace.charge(SET, cursor.opcodeAt());
    stack.push(new SetNode(false));
  }

  void list() {
    trace.charge(LIST, cursor.opcodeAt());
    ListNode list = new ListNode();
    stack.popMark().forEach(item -> add(list, item));
    stack.push(list);
  }

  void dict() {
    trace.charge(DICT, cursor.opcodeAt());
    DictNode dict = new DictNode();
    List<PickleNode> items = stack.popMark();
    pairs(items);
    for (int i = 0; i < items.size(); i += 2) {
      put(dict, items.get(i), items.get(i + 1));
    }
    stack.push(dict);
  }

  void frozenset() {
    trace.charge(SET, cursor.opcodeAt());
    SetNode set = new SetNode(true);
    stack.popMark().forEach(item -> add(set, item));
    stack.push(set);
  }

  void append() {
    PickleNode item = stack.pop();
    extend("append", stack.top(), List.of(item));
  }

  void appends() {
    List<PickleNode> items = stack.popMark();
    extend("extend", target(), items);
  }

  void setItem() {
    PickleNode value = stack.pop();
    PickleNode key = stack.pop();
    setAll(stack.top(), List.of(key, value));
  }

  void setItems() {
    List<PickleNode> items = stack.popMark();
    setAll(target(), items);
  }

  /** What is below the mark; Python 2 takes the last object of all where nothing is. */
  private PickleNode target() {
    if (stack.size() > 0 || stack.marks() > 0) {
      return stack.top();
    }
    trace.ambiguous(cursor.opcodeAt(), "an operand is missing");
    return PickleNode.Constant.NONE;
  }

  void addItems() {
    List<PickleNode> items = stack.popMark();
    PickleNode target = stack.top();
    if (target instanceof SetNode set) {
      items.forEach(item -> add(set, item));
    } else {
      update("add", target);
      append(target, items);
    }
  }

  private void extend(String method, PickleNode target, List<PickleNode> items) {
    if (target instanceof ListNode list) {
      items.forEach(item -> add(list, item));
    } else {
      update(method, target);
      append(target, items);
    }
  }

  private void append(PickleNode target, List<PickleNode> items) {
    if (target instanceof CallNode call) {
      items.forEach(
          item -> {
            charge(item);
            call.append(item, cursor.opcodeAt());
          });
    }
  }

  private void setAll(PickleNode target, List<PickleNode> items) {
    if (!(target instanceof DictNode) && !items.isEmpty()) {
      update("__setitem__", target);
    }
    pairs(items);
    for (int i = 0; i < items.size(); i += 2) {
      if (target instanceof DictNode dict) {
        put(dict, items.get(i), items.get(i + 1));
      } else if (target instanceof CallNode call) {
        charge(items.get(i));
        charge(items.get(i + 1));
        call.put(items.get(i), items.get(i + 1), cursor.opcodeAt());
      }
    }
  }

  private void update(String method, PickleNode target) {
    trace.event(new PickleEvent.Update(method, target, cursor.opcodeAt()));
  }

  /** Python 2 drops a key without its value; later readers end there with an error. */
  private void pairs(List<PickleNode> items) {
    if (items.size() % 2 != 0) {
      trace.ambiguous(cursor.opcodeAt(), "a key without its value");
      items.remove(items.size() - 1);
    }
  }

  private void add(ListNode list, PickleNode item) {
    charge(item);
    list.add(item, cursor.opcodeAt());
  }

  private void add(SetNode set, PickleNode item) {
    if (Hashing.refuses(item)) {
      throw cursor.malformed("a member of a set that cannot be hashed");
    }
    charge(item);
    set.add(item);
  }

  private void put(DictNode dict, PickleNode key, PickleNode value) {
    if (Hashing.refuses(key)) {
      throw cursor.malformed("a dictionary key that cannot be hashed");
    }
    charge(key);
    charge(value);
    dict.put(key, value, cursor.opcodeAt());
  }

  private void charge(PickleNode item) {
    trace.charge(item, cursor.opcodeAt());
  }
}
