package dev.salvor.format.pickle;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All that a stream of pickles says.
 *
 * @param roots what each pickle up to the end or the error describes
 * @param events what loading does, in stream order, everything before an error included
 * @param deviation the first thing that a strict writer would never write and that readers disagree
 *     about
 * @param ambiguous whether readers take different things out of the stream from there on
 * @param fault where loading stops with an error
 * @param protocol the highest protocol announced
 * @param joblib whether arrays lie between the opcodes, as joblib writes them
 * @param remains what lay on the stack where reading stopped with {@code fault}, bottom first
 * @param otherEvents what the stream does in the hands of a loader that it was not written for
 */
public record PickleStream(
    List<PickleNode> roots,
    List<PickleEvent> events,
    @Nullable Deviation deviation,
    boolean ambiguous,
    @Nullable PickleFault fault,
    int protocol,
    boolean joblib,
    List<PickleEvent> otherEvents,
    List<PickleNode> remains) {

  /** Legal to some reader, but nothing a genuine writer writes. */
  public record Deviation(long offset, String message) {}

  public PickleStream {
    roots = List.copyOf(roots);
  }

  /** The only pickle, where loading ends without an error and nothing is left over. */
  public Optional<PickleNode> root() {
    return fault == null && roots.size() == 1 ? Optional.of(roots.get(0)) : Optional.empty();
  }
}
