package dev.salvor.format.pickle;

import dev.salvor.format.pickle.CallNode.Via;
import dev.salvor.format.pickle.PickleFault.Stop;
import dev.salvor.format.pickle.PickleNode.Extension;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.OutOfBand;
import dev.salvor.format.pickle.PickleNode.PersistentId;
import dev.salvor.format.pickle.PickleNode.Tuple;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Opcodes that import, call and change objects: each leaves an event. */
final class ObjectOpcodes {
  private static final int NAME_LIMIT = 1 << 12;

  private final PickleCursor cursor;
  private final Trace trace;
  private final OperandStack stack;

  ObjectOpcodes(PickleCursor cursor, Trace trace, OperandStack stack) {
    this.cursor = cursor;
    this.trace = trace;
    this.stack = stack;
  }

  void global(int protocol) {
    stack.push(named(protocol));
  }

  /**
   * Both names stand on lines of their own. Where the stream ends inside them, Python's own reader
   * still imports the module by what there is of its name.
   */
  private Global named(int protocol) {
    long offset = cursor.opcodeAt();
    long start = cursor.at();
    String module = null;
    String name;
    try {
      module = name(cursor.line(Blob.Encoding.UTF8));
      name = name(cursor.line(Blob.Encoding.UTF8));
    } catch (Stop cut) {
      long length = Math.min(NAME_LIMIT, cursor.end() - start);
      Blob rest = new Blob(cursor.source(), start, length, Blob.Encoding.UTF8);
      imported(new Global(module == null ? rest.text(NAME_LIMIT) : module, Global.CUT, offset));
      throw cut;
    }
    if (name.indexOf('.') >= 0 && protocol < 4) {
      trace.deviates(offset, "a dotted name below protocol 4");
    }
    return imported(new Global(module, name, offset));
  }

  private String name(Blob blob) {
    if (blob.length() > NAME_LIMIT) {
      throw cursor.malformed("a name of " + blob.length() + " bytes");
    }
    return blob.text(NAME_LIMIT);
  }

  private Global imported(Global global) {
    trace.event(new PickleEvent.Import(global));
    return global;
  }

  void stackGlobal() {
    PickleNode name = stack.pop();
    PickleNode module = stack.pop();
    stack.push(imported(new Global(stackName(module), stackName(name), cursor.opcodeAt())));
  }

  private String stackName(PickleNode node) {
    Optional<String> text = PickleValues.text(node, NAME_LIMIT);
    if (text.isPresent()) {
      return text.get();
    }
    if (node instanceof CallNode || node instanceof Extension || node instanceof PersistentId) {
      return Global.COMPUTED;
    }
    throw cursor.malformed("a name that is no string");
  }

  void call(Via via) {
    PickleNode args = stack.pop();
    PickleNode callable = stack.pop();
    push(new CallNode(via, callable, args, null, cursor.opcodeAt()));
  }

  void callWithKeywords() {
    PickleNode kwargs = stack.pop();
    PickleNode args = stack.pop();
    PickleNode callable = stack.pop();
    push(new CallNode(Via.NEWOBJ_EX, callable, args, kwargs, cursor.opcodeAt()));
  }

  void instantiate() {
    List<PickleNode> items = stack.popMark();
    if (items.isEmpty()) {
      throw cursor.malformed("OBJ without a class");
    }
    Tuple args = new Tuple(List.copyOf(items.subList(1, items.size())));
    push(new CallNode(Via.OBJ, items.get(0), args, null, cursor.opcodeAt()));
  }

  void instantiateByName(int protocol) {
    long offset = cursor.opcodeAt();
    Global global = named(protocol);
    Tuple args = new Tuple(List.copyOf(stack.popMark()));
    push(new CallNode(Via.INST, global, args, null, offset));
  }

  private void push(CallNode call) {
    if (!(call.args() instanceof Tuple)) {
      trace.deviates(call.offset(), "the arguments of a call are no tuple");
    }
    trace.charge(160, call.offset());
    trace.event(new PickleEvent.Call(call));
    stack.push(call);
  }

  /** The object whose state was set, where a call made it. */
  @Nullable CallNode build() {
    PickleNode state = stack.pop();
    PickleNode target = stack.top();
    trace.event(new PickleEvent.Build(target, state, cursor.opcodeAt()));
    if (target instanceof CallNode call) {
      call.build(state);
      return call;
    }
    return null;
  }

  void persistent(PickleNode id) {
    PersistentId node = new PersistentId(id, cursor.opcodeAt());
    trace.event(new PickleEvent.Persistent(node));
    stack.push(node);
  }

  void extension(long code) {
    Extension node = new Extension(code, cursor.opcodeAt());
    trace.event(new PickleEvent.Registry(node));
    stack.push(node);
  }

  void buffer() {
    OutOfBand node = new OutOfBand(cursor.opcodeAt());
    trace.event(new PickleEvent.Buffer(node));
    stack.push(node);
  }
}
