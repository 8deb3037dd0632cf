package dev.salvor.inspect.keras.lambda;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Stack and local variables on one way through a function. */
final class Frame {
  /** What a call finds where there is no object that a method belongs to. */
  static final Expression NULL = new Expression.Name("NULL");

  private final List<Expression> stack;
  private final Map<Integer, Expression> locals;
  private final int depth;

  /** Names that KW_NAMES gives to the next call. */
  private List<String> keywords = List.of();

  private Frame(List<Expression> stack, Map<Integer, Expression> locals, int depth) {
    this.stack = stack;
    this.locals = locals;
    this.depth = depth;
  }

  /**
   * @param depth the most that the stack may hold
   */
  static Frame of(Map<Integer, Expression> locals, int depth) {
    return new Frame(new ArrayList<>(), new HashMap<>(locals), depth);
  }

  Frame copy() {
    return new Frame(new ArrayList<>(stack), new HashMap<>(locals), depth);
  }

  void push(Expression value) throws UnreadableException {
    if (stack.size() >= depth) {
      throw new UnreadableException("grows its stack beyond " + depth);
    }
    stack.add(value);
  }

  Expression pop() throws UnreadableException {
    return stack.remove(at(1));
  }

  /** The last {@code count} values, the oldest first. */
  List<Expression> pop(int count) throws UnreadableException {
    if (count == 0) {
      return List.of();
    }
    List<Expression> top = stack.subList(at(count), stack.size());
    List<Expression> values = new ArrayList<>(top);
    top.clear();
    return values;
  }

  Expression peek(int fromTop) throws UnreadableException {
    return stack.get(at(fromTop));
  }

  void swap(int fromTop) throws UnreadableException {
    int last = at(1);
    int other = at(fromTop);
    Expression top = stack.get(last);
    stack.set(last, stack.get(other));
    stack.set(other, top);
  }

  /** The top goes below the {@code count - 1} under it. */
  void rotate(int count) throws UnreadableException {
    int place = at(count);
    stack.add(place, pop());
  }

  boolean empty() {
    return stack.isEmpty();
  }

  private int at(int fromTop) throws UnreadableException {
    if (fromTop < 1 || fromTop > stack.size()) {
      throw new UnreadableException("takes more from the stack than is there");
    }
    return stack.size() - fromTop;
  }

  @Nullable Expression local(int index) {
    return locals.get(index);
  }

  void store(int index, Expression value) {
    locals.put(index, value);
  }

  void keywords(List<String> names) {
    keywords = names;
  }

  List<String> takeKeywords() {
    List<String> taken = keywords;
    keywords = List.of();
    return taken;
  }
}
