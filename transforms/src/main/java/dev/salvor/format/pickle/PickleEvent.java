package dev.salvor.format.pickle;

import dev.salvor.format.pickle.PickleNode.Extension;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.OutOfBand;
import dev.salvor.format.pickle.PickleNode.PersistentId;

/** Something a loader does beyond building plain data, whether its result is kept or not. */
public sealed interface PickleEvent {

  /** Byte offset of the opcode. */
  long offset();

  /** Imports a module and takes an attribute of it. */
  record Import(Global global) implements PickleEvent {
    @Override
    public long offset() {
      return global.offset();
    }
  }

  /** Calls something. */
  record Call(CallNode call) implements PickleEvent {
    @Override
    public long offset() {
      return call.offset();
    }
  }

  /** Sets the state of an object: {@code __setstate__} or its attributes. */
  record Build(PickleNode target, PickleNode state, long offset) implements PickleEvent {}

  /**
   * Calls {@code method} ({@code append}, {@code extend}, {@code add}, {@code __setitem__}) of an
   * object.
   */
  record Update(String method, PickleNode target, long offset) implements PickleEvent {}

  /** Asks the program for an object outside the stream. */
  record Persistent(PersistentId id) implements PickleEvent {
    @Override
    public long offset() {
      return id.offset();
    }
  }

  /** Takes a class or function from the extension registry. */
  record Registry(Extension extension) implements PickleEvent {
    @Override
    public long offset() {
      return extension.offset();
    }
  }

  /** Takes a buffer that the stream does not hold. */
  record Buffer(OutOfBand buffer) implements PickleEvent {
    @Override
    public long offset() {
      return buffer.offset();
    }
  }
}
