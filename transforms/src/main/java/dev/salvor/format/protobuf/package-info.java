/**
 * Protocol buffers as files: read within the bytes at hand, in binary or text form, without copying
 * large byte fields. Knows no TensorFlow. Start at {@link dev.salvor.format.protobuf.ProtoFile}.
 */
@NullMarked
package dev.salvor.format.protobuf;

import org.jspecify.annotations.NullMarked;
