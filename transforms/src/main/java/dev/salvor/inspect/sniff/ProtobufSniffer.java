package dev.salvor.inspect.sniff;

import dev.salvor.artifact.FileView;
import dev.salvor.finding.Kind;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells the protobuf messages that models are stored as. No message names its type: each is known
 * by the numbers and wire types of its fields, one level deep, with names read where the type has
 * them. A cut message is told like a whole one; its inspector says what is missing.
 */
public final class ProtobufSniffer implements Signature {
  private static final Pattern OP = Pattern.compile("[A-Z_][A-Za-z0-9_.>/\\-]*");
  private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}]+");

  /** onnx/onnx.proto, ModelProto. */
  private static final int[] ONNX = {1, 2, 3, 4, 5, 6, 7, 8, 14, 20, 25, 26};

  private static final int[] ONNX_TYPES = {0, 2, 2, 2, 0, 2, 2, 2, 2, 2, 2, 2};

  @Override
  public Optional<Reading> read(FileView file) throws IOException {
    Wire wire = Wire.read(file, 0, file.size());
    if (wire == null || wire.fields().isEmpty()) {
      return Optional.empty();
    }
    if (isSavedModel(file, wire)) {
      return Optional.of(Reading.of(Kind.SAVED_MODEL));
    }
    if (isCoreMl(wire)) {
      return Optional.of(
          Reading.foreign(
              Kind.CORE_ML, "a Core ML model", "coremltools reads it, TensorFlow does not"));
    }
    if (isOnnx(wire)) {
      return Optional.of(
          Reading.foreign(
              Kind.ONNX, "an ONNX model", "onnx2tf or onnx-tf turn it into a SavedModel"));
    }
    if (isGraphDef(file, wire)) {
      return Optional.of(Reading.of(Kind.FROZEN_GRAPH));
    }
    if (isMetaGraph(file, wire)) {
      return Optional.of(Reading.of(Kind.METAGRAPH));
    }
    if (isCaffe(file, wire)) {
      return Optional.of(
          Reading.foreign(Kind.CAFFE, "a Caffe model", "MMdnn turns Caffe models into others"));
    }
    return Optional.empty();
  }

  /** SavedModel{1: version, 2: MetaGraphDef} (core/protobuf/saved_model.proto). */
  private static boolean isSavedModel(FileView file, Wire wire) throws IOException {
    Wire.Field graph = wire.first(2);
    Wire.Field version = wire.first(1);
    return wire.only(new int[] {1, 2}, new int[] {Wire.VARINT, Wire.BYTES})
        && graph != null
        && (version == null || version.value() <= 1)
        && isMetaGraph(file, Wire.read(file, graph.offset(), graph.offset() + graph.value()));
  }

  /** MetaGraphDef (core/protobuf/meta_graph.proto), known by its MetaInfoDef or its GraphDef. */
  private static boolean isMetaGraph(FileView file, @Nullable Wire wire) throws IOException {
    if (wire == null
        || !wire.only(new int[] {1, 2, 3, 4, 5, 6, 7}, new int[] {2, 2, 2, 2, 2, 2, 2})) {
      return false;
    }
    Wire.Field info = wire.first(1);
    Wire.Field graph = wire.first(2);
    if (info != null && isMetaInfo(file, info)) {
      return true;
    }
    return graph != null
        && isGraphDef(file, Wire.read(file, graph.offset(), graph.offset() + graph.value()));
  }

  /**
   * MetaInfoDef: version, ops (OpList), any, tags, TensorFlow's version, git's, a flag, aliases.
   */
  private static boolean isMetaInfo(FileView file, Wire.Field info) throws IOException {
    Wire wire = Wire.read(file, info.offset(), info.offset() + info.value());
    return wire != null
        && wire.only(new int[] {1, 2, 3, 4, 5, 6, 7, 8}, new int[] {2, 2, 2, 2, 2, 2, 0, 2})
        && (wire.has(2) || wire.has(5) || (wire.has(4) && !wire.has(1)));
  }

  /** GraphDef (core/framework/graph.proto), known by its first node's name and op. */
  private static boolean isGraphDef(FileView file, @Nullable Wire wire) throws IOException {
    if (wire == null || !wire.only(new int[] {1, 2, 3, 4, 5}, new int[] {2, 2, 0, 2, 2})) {
      return false;
    }
    Wire.Field node = wire.first(1);
    return node == null ? wire.has(4) && wire.has(2) : isNode(file, node);
  }

  private static boolean isNode(FileView file, Wire.Field node) throws IOException {
    Wire wire = Wire.read(file, node.offset(), node.offset() + node.value());
    if (wire == null
        || !wire.only(new int[] {1, 2, 3, 4, 5, 6, 7}, new int[] {2, 2, 2, 2, 2, 2, 2})) {
      return false;
    }
    return matches(file, wire.first(1), NAME) && matches(file, wire.first(2), OP);
  }

  private static boolean isOnnx(Wire wire) {
    Wire.Field version = wire.first(1);
    return wire.only(ONNX, ONNX_TYPES)
        && version != null
        && version.value() < 64
        && (wire.has(7) || wire.has(8));
  }

  /** Model{1: version, 2: description, 10: updatable, 200…: one model type} (Model.proto). */
  private static boolean isCoreMl(Wire wire) {
    Wire.Field version = wire.first(1);
    if (version == null || version.type() != Wire.VARINT || version.value() > 64) {
      return false;
    }
    boolean model = false;
    for (Wire.Field field : wire.fields()) {
      model |= field.number() >= 200 && field.number() <= 3000 && field.type() == Wire.BYTES;
      if (field.number() < 200 && field.number() > 10) {
        return false;
      }
    }
    return model;
  }

  /** NetParameter{1: name, 100: layer} or, before 2014, {1: name, 2: V1 layers} (caffe.proto). */
  private static boolean isCaffe(FileView file, Wire wire) throws IOException {
    if (!wire.only(
        new int[] {1, 2, 3, 4, 5, 6, 7, 8, 100}, new int[] {2, 2, 2, 0, 0, 2, 0, 2, 2})) {
      return false;
    }
    Wire.Field layer = wire.first(100);
    Wire.Field old = wire.first(2);
    if (layer != null) {
      Wire inner = Wire.read(file, layer.offset(), layer.offset() + layer.value());
      return inner != null && matches(file, inner.first(1), NAME);
    }
    if (old != null && matches(file, wire.first(1), NAME)) {
      Wire inner = Wire.read(file, old.offset(), old.offset() + old.value());
      return inner != null && matches(file, inner.first(4), NAME) && inner.has(5);
    }
    return false;
  }

  private static boolean matches(FileView file, Wire.@Nullable Field field, Pattern pattern)
      throws IOException {
    String text = field == null ? null : Wire.text(file, field);
    return text != null && pattern.matcher(text).matches();
  }
}
