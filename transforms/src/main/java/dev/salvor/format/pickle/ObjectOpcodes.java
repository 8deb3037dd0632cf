package dev.salvor.format.pickle;

import dev.salvor.format.pickle.CallNode.Via;
import dev.salvor.format.pickle.PickleFault.Stop;
import dev.salvor.format.pickle.PickleNode.Bytes;
import dev.salvor.format.pickle.PickleNode.Extension;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.OutOfBand;
import dev.salvor.format.pickle.PickleNode.PersistentId;
import dev.salvor.format.pickle.PickleNode.Text;
import dev.salvor.format.pickle.PickleNode.Tuple;
import java.util.List;
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
    stack.push(named(protocol, false));
  }

  /**
   * Both names stand on lines of their own. Where the stream ends inside them, Python's own reader
   * still imports the module by what there is of its name, and calls what it gets.
   */
  private Global named(int protocol, boolean calls) {
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
      String known = module == null ? rest.text(NAME_LIMIT) : module;
      Global global = imported(new Global(known, Global.CUT, offset));
      if (calls) {
        trace.event(
            new PickleEvent.Call(new CallNode(Via.INST, global, Tuple.EMPTY, null, offset)));
      }
      throw cut;
    }
    if (name.indexOf('.') >= 0 && protocol < 4) {
      trace.deviates(offset, "a dotted name below protocol 4");
    }
    return imported(new Global(module, name, offset));
  }

  private String name(Blob blob) {
    return blob.length() <= NAME_LIMIT ? blob.text(NAME_LIMIT) : blob.text(NAME_LIMIT) + "…";
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
    if (node instanceof Text text) {
      return name(text.blob());
    } else if (node instanceof Bytes bytes && bytes.flavor() == Bytes.Flavor.PYTHON2_STR) {
      return name(bytes.blob());
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
    Global global = named(protocol, true);
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
      call.build(state, cursor.opcodeAt());
      return call;
    }
    return null;
  }

  /** Python's own reader asks for the object even where the stream ends inside its name. */
  void persistentLine() {
    long start = cursor.at();
    try {
      persistent(new Text(cursor.line(Blob.Encoding.UTF8)));
    } catch (Stop cut) {
      persistent(
          new Text(new Blob(cursor.source(), start, cursor.end() - start, Blob.Encoding.UTF8)));
      throw cut;
    }
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

  /** Only a buffer can be made read-only; bytes are so already. */
  void readOnly() {
    PickleNode top = stack.top();
    if (!(top instanceof OutOfBand)) {
      trace.deviates(cursor.opcodeAt(), "READONLY_BUFFER stands behind no buffer");
    }
  }

  void buffer() {
    OutOfBand node = new OutOfBand(cursor.opcodeAt());
    trace.event(new PickleEvent.Buffer(node));
    stack.push(node);
  }
}
