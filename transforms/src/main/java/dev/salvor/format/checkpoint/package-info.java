/**
 * TensorFlow checkpoints: V2 TensorBundles ({@code prefix.index} with {@code
 * prefix.data-00000-of-00001}), V1 tables, the {@code checkpoint} state file and the object graph
 * of TF2 checkpoints. Bytes to structure; knows no graph and no Keras. Start at {@link
 * dev.salvor.format.checkpoint.CheckpointReader}; the table both formats lie in is {@link
 * dev.salvor.format.checkpoint.Table}.
 */
@NullMarked
package dev.salvor.format.checkpoint;

import org.jspecify.annotations.NullMarked;
