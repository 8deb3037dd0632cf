/**
 * What a pickle means: every import, call and state change is held against an exact allow-list, and
 * the model is looked for in what is proved inert. Three answers: inert, unsafe, not proved. Start
 * at {@link dev.salvor.inspect.pickle.PickleInspector}; what is allowed stands in the tables that
 * {@link dev.salvor.inspect.pickle.AllowList} joins.
 */
@NullMarked
package dev.salvor.inspect.pickle;

import org.jspecify.annotations.NullMarked;
