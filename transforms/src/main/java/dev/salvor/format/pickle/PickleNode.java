package dev.salvor.format.pickle;

import java.math.BigInteger;
import java.util.List;

/**
 * What a pickle describes, as inert data. Lists, dictionaries, sets and calls may hold each other
 * in cycles: compare nodes by identity and walk them with a visited set.
 */
public sealed interface PickleNode
    permits PickleNode.Constant,
        PickleNode.Int,
        PickleNode.BigInt,
        PickleNode.Real,
        PickleNode.Text,
        PickleNode.Bytes,
        PickleNode.Tuple,
        PickleNode.Global,
        PickleNode.PersistentId,
        PickleNode.Extension,
        PickleNode.OutOfBand,
        ListNode,
        DictNode,
        SetNode,
        CallNode {

  /** None, True and False. */
  enum Constant implements PickleNode {
    NONE,
    TRUE,
    FALSE
  }

  /** An integer that fits into 64 bits. */
  record Int(long value) implements PickleNode {}

  /** A larger integer. */
  record BigInt(BigInteger value) implements PickleNode {}

  record Real(double value) implements PickleNode {}

  /** A Unicode string. */
  record Text(Blob blob) implements PickleNode {}

  /** A byte string. */
  record Bytes(Blob blob, Flavor flavor) implements PickleNode {
    /** Which Python type it is. */
    public enum Flavor {
      BYTES,
      BYTEARRAY,
      /** {@code str} of Python 2: bytes there, text where Python 3 loads it. */
      PYTHON2_STR
    }
  }

  record Tuple(List<PickleNode> items) implements PickleNode {
    static final Tuple EMPTY = new Tuple(List.of());
  }

  /**
   * A class or function by name: what a loader would import.
   *
   * @param module as written, or {@link #COMPUTED}
   * @param name as written; dots are attribute access from protocol 4 on
   * @param offset of the opcode
   */
  record Global(String module, String name, long offset) implements PickleNode {
    /** In place of a name that the stream computes with a call. */
    public static final String COMPUTED = "<computed>";

    /** In place of a name inside which the stream ends. */
    public static final String CUT = "<cut>";

    /** {@code module.name}. */
    public String qualified() {
      return module + "." + name;
    }
  }

  /** An object that lives outside the pickle, named by {@code id}. */
  record PersistentId(PickleNode id, long offset) implements PickleNode {}

  /** A number in the loader's copyreg extension registry. */
  record Extension(long code, long offset) implements PickleNode {}

  /** A buffer that the loader must be given beside the stream (protocol 5). */
  record OutOfBand(long offset) implements PickleNode {}

  static PickleNode of(boolean value) {
    return value ? Constant.TRUE : Constant.FALSE;
  }
}
