/**
 * Protocol buffers that TensorFlow's proto splitter cut into chunks ({@code .cpb};
 * tensorflow/tools/ proto_splitter): a Riegeli file whose last record says how the others make one
 * message. Knows no TensorFlow. Start at {@link dev.salvor.format.protosplit.ChunkedProto}.
 */
@NullMarked
package dev.salvor.format.protosplit;

import org.jspecify.annotations.NullMarked;
