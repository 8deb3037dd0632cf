package dev.salvor.format.pickle;

import dev.salvor.format.pickle.CallNode.Via;
import dev.salvor.format.pickle.PickleFault.Cause;
import dev.salvor.format.pickle.PickleFault.Stop;
import dev.salvor.format.pickle.PickleNode.Bytes;
import dev.salvor.format.pickle.PickleNode.Bytes.Flavor;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleNode.Real;
import dev.salvor.format.pickle.PickleNode.Text;
import dev.salvor.format.pickle.PickleNode.Tuple;

/** Runs the opcodes of one pickle. */
final class Interpreter {
  private static final int NESTING = 8;

  private final PickleCursor cursor;
  private final Trace trace;
  private final Memo memo;
  private final int depth;
  private final OperandStack stack;
  private final Frames frames;
  private final ObjectOpcodes objects;
  private final ContainerOpcodes containers;
  private final long start;
  private int protocol;

  Interpreter(PickleCursor cursor, Trace trace, Memo memo, int depth) {
    this.cursor = cursor;
    this.trace = trace;
    this.memo = memo;
    this.depth = depth;
    this.stack = new OperandStack(cursor, trace);
    this.frames = new Frames(cursor, trace);
    this.objects = new ObjectOpcodes(cursor, trace, stack);
    this.containers = new ContainerOpcodes(cursor, trace, stack);
    this.start = cursor.at();
  }

  /** What the pickle describes. */
  PickleNode run() {
    try {
      while (true) {
        int opcode = cursor.opcode();
        frames.at(cursor.opcodeAt());
        if (opcode == Opcode.STOP) {
          return stop();
        }
        step(opcode);
      }
    } catch (Stop stop) {
      frames.broken(cursor.at());
      trace.remains(stack.nodes());
      throw stop;
    }
  }

  private PickleNode stop() {
    PickleNode root = stack.pop();
    if (stack.size() > 0 || stack.marks() > 0) {
      trace.deviates(cursor.opcodeAt(), "objects are left on the stack at STOP");
    }
    frames.end(cursor.at());
    return root;
  }

  private void step(int opcode) {
    switch (opcode) {
      case Opcode.MARK -> stack.mark();
      case Opcode.POP -> stack.discard();
      case Opcode.POP_MARK -> stack.popMark();
      case Opcode.DUP -> stack.push(stack.top());

      case Opcode.NONE -> stack.push(Constant.NONE);
      case Opcode.NEWTRUE -> stack.push(Constant.TRUE);
      case Opcode.NEWFALSE -> stack.push(Constant.FALSE);
      case Opcode.INT -> stack.push(PickleNumbers.integer(plainLine(), true, trace));
      case Opcode.LONG -> stack.push(PickleNumbers.integer(plainLine(), false, trace));
      case Opcode.FLOAT -> stack.push(PickleNumbers.floating(plainLine(), trace));
      case Opcode.BININT -> stack.push(PickleNumbers.of(cursor.i4()));
      case Opcode.BININT1 -> stack.push(PickleNumbers.of(cursor.u1()));
      case Opcode.BININT2 -> stack.push(PickleNumbers.of(cursor.u2()));
      case Opcode.LONG1 -> stack.push(integer(cursor.u1()));
      case Opcode.LONG4 -> stack.push(integer(signedLength()));
      case Opcode.BINFLOAT -> stack.push(new Real(cursor.f8BigEndian()));

      case Opcode.STRING -> stack.push(quoted());
      case Opcode.BINSTRING -> stack.push(bytes(signedLength(), Flavor.PYTHON2_STR));
      case Opcode.SHORT_BINSTRING -> stack.push(bytes(cursor.u1(), Flavor.PYTHON2_STR));
      case Opcode.UNICODE -> stack.push(text(cursor.line(Blob.Encoding.RAW_UNICODE)));
      case Opcode.SHORT_BINUNICODE -> stack.push(text(cursor.u1()));
      case Opcode.BINUNICODE -> stack.push(text(cursor.u4()));
      case Opcode.BINUNICODE8 -> stack.push(text(cursor.u8()));
      case Opcode.SHORT_BINBYTES -> stack.push(bytes(cursor.u1(), Flavor.BYTES));
      case Opcode.BINBYTES -> stack.push(bytes(cursor.u4(), Flavor.BYTES));
      case Opcode.BINBYTES8 -> stack.push(bytes(cursor.u8(), Flavor.BYTES));
      case Opcode.BYTEARRAY8 -> stack.push(bytes(cursor.u8(), Flavor.BYTEARRAY));

      case Opcode.EMPTY_TUPLE -> stack.push(Tuple.EMPTY);
      case Opcode.TUPLE -> containers.tuple(stack.popMark());
      case Opcode.TUPLE1 -> containers.tuple(1);
      case Opcode.TUPLE2 -> containers.tuple(2);
      case Opcode.TUPLE3 -> containers.tuple(3);
      case Opcode.EMPTY_LIST -> containers.emptyList();
      case Opcode.LIST -> containers.list();
      case Opcode.EMPTY_DICT -> containers.emptyDict();
      case Opcode.DICT -> containers.dict();
      case Opcode.EMPTY_SET -> containers.emptySet();
      case Opcode.FROZENSET -> containers.frozenset();
      case Opcode.APPEND -> containers.append();
      case Opcode.APPENDS -> containers.appends();
      case Opcode.SETITEM -> containers.setItem();
      case Opcode.SETITEMS -> containers.setItems();
      case Opcode.ADDITEMS -> containers.addItems();

      case Opcode.PUT -> put(decimalKey());
      case Opcode.BINPUT -> put(cursor.u1());
      case Opcode.LONG_BINPUT -> put(cursor.u4());
      case Opcode.MEMOIZE -> put(memo.count());
      case Opcode.GET -> get(decimalKey());
      case Opcode.BINGET -> get(cursor.u1());
      case Opcode.LONG_BINGET -> get(cursor.u4());

      case Opcode.GLOBAL -> objects.global(protocol);
      case Opcode.STACK_GLOBAL -> objects.stackGlobal();
      case Opcode.REDUCE -> objects.call(Via.REDUCE);
      case Opcode.NEWOBJ -> objects.call(Via.NEWOBJ);
      case Opcode.NEWOBJ_EX -> objects.callWithKeywords();
      case Opcode.OBJ -> objects.instantiate();
      case Opcode.INST -> objects.instantiateByName(protocol);
      case Opcode.BUILD -> build();
      case Opcode.PERSID -> objects.persistentLine();
      case Opcode.BINPERSID -> objects.persistent(stack.pop());
      case Opcode.EXT1 -> objects.extension(cursor.u1());
      case Opcode.EXT2 -> objects.extension(cursor.u2());
      case Opcode.EXT4 -> objects.extension(cursor.i4());
      case Opcode.NEXT_BUFFER -> objects.buffer();
      case Opcode.READONLY_BUFFER -> objects.readOnly();

      case Opcode.PROTO -> protocol(cursor.u1());
      case Opcode.FRAME -> frames.open(cursor.u8(), protocol);
      default ->
          throw cursor.malformed(
              String.format(java.util.Locale.ROOT, "0x%02x is no opcode", opcode));
    }
  }

  private void protocol(int announced) {
    if (announced > 5) {
      throw cursor.malformed("protocol " + announced + " is unknown");
    }
    if (cursor.opcodeAt() != start) {
      trace.deviates(cursor.opcodeAt(), "PROTO stands in the middle of the pickle");
    }
    protocol = announced;
    trace.protocol(announced);
  }

  private Blob plainLine() {
    return cursor.line(Blob.Encoding.PLAIN);
  }

  private PickleNode integer(long length) {
    return PickleNumbers.twosComplement(cursor.take(length, Blob.Encoding.PLAIN), trace);
  }

  private long signedLength() {
    int length = cursor.i4();
    if (length < 0) {
      throw cursor.malformed("a negative length");
    }
    return length;
  }

  private Text text(long length) {
    return text(cursor.take(length, Blob.Encoding.UTF8));
  }

  private Text text(Blob blob) {
    return new Text(decodable(blob));
  }

  private Blob decodable(Blob blob) {
    if (!TextCheck.decodable(blob)) {
      throw cursor.malformed("a string that cannot be decoded");
    }
    return blob;
  }

  private Bytes bytes(long length, Flavor flavor) {
    return new Bytes(cursor.take(length, Blob.Encoding.PLAIN), flavor);
  }

  private Bytes quoted() {
    Blob line = plainLine();
    long length = line.length();
    while (length > 0 && line.source().at(line.offset() + length - 1) <= ' ') {
      length--;
    }
    byte quote = length < 2 ? 0 : line.source().at(line.offset());
    if ((quote != '\'' && quote != '"') || line.source().at(line.offset() + length - 1) != quote) {
      throw cursor.malformed("a string without its quotes");
    }
    if (length < line.length()) {
      trace.ambiguous(cursor.opcodeAt(), "blanks stand behind a string, which some readers skip");
    }
    return new Bytes(
        decodable(new Blob(line.source(), line.offset() + 1, length - 2, Blob.Encoding.ESCAPED)),
        Flavor.PYTHON2_STR);
  }

  private long decimalKey() {
    PickleNode key = PickleNumbers.integer(plainLine(), false, trace);
    if (key instanceof PickleNode.Int number) {
      return number.value();
    }
    trace.ambiguous(cursor.opcodeAt(), "a memo key that large");
    return -1;
  }

  private void put(long key) {
    PickleNode top = stack.top();
    trace.charge(top, cursor.opcodeAt());
    if (memo.get(key) != null) {
      trace.ambiguous(cursor.opcodeAt(), "memo key " + key + " is set twice");
    }
    if (!memo.put(key, top)) {
      trace.deviates(cursor.opcodeAt(), "memo key " + key + " is out of order");
    }
  }

  private void get(long key) {
    PickleNode known = memo.get(key);
    if (known == null) {
      throw cursor.malformed("memo key " + key + " was never set");
    }
    stack.push(known);
  }

  private void build() {
    CallNode target = objects.build();
    if (target != null && trace.inlineArrays()) {
      InlineArray.of(target).ifPresent(array -> readInline(target, array));
    }
  }

  /** joblib writes the bytes of an array, or its pickle, behind the wrapper's BUILD. */
  private void readInline(CallNode wrapper, InlineArray array) {
    trace.sawInlineArray();
    frames.interrupt();
    if (array.objects()) {
      if (depth == NESTING) {
        throw new Stop(
            Cause.LIMIT, cursor.opcodeAt(), "arrays of objects are nested " + NESTING + " deep");
      }
      wrapper.inline(new Interpreter(cursor, trace, new Memo(), depth + 1).run());
      return;
    }
    if (array.aligned()) {
      cursor.take(cursor.u1(), Blob.Encoding.PLAIN);
    }
    wrapper.inline(new Bytes(cursor.take(array.byteSize(), Blob.Encoding.PLAIN), Flavor.BYTES));
  }
}
