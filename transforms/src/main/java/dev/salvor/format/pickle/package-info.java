/**
 * Python pickles read without running them: a symbolic machine turns the opcodes of protocols 0 to
 * 5 into inert nodes and records every import, call and state change that a loader would perform,
 * up to the first error. Nothing is imported, nothing is called. What the nodes mean is judged in
 * {@code dev.salvor.inspect.pickle}. Start at {@link dev.salvor.format.pickle.PickleMachine}.
 */
@NullMarked
package dev.salvor.format.pickle;

import org.jspecify.annotations.NullMarked;
