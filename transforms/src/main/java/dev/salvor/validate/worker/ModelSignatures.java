package dev.salvor.validate.worker;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.TextFormat;
import com.google.protobuf.WireFormat;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;

/**
 * What has to be known of a SavedModel before it is loaded: the tags of the MetaGraph to serve, its
 * signatures, and whether its graph computes in reduced precision. Nodes are read one by one and
 * large ones (constants) skipped, so the heap stays small whatever the graph's size.
 *
 * @param tags of the MetaGraph
 * @param signatures by key, in the order of the file
 * @param coarse whether activations are rounded to half types or eight-bit integers
 */
record ModelSignatures(List<String> tags, Map<String, SignatureDef> signatures, boolean coarse) {
  private static final int LARGE_NODE = 1 << 16;

  /**
   * The MetaGraph tagged {@code serve} and nothing else, or the first that has it, or the first.
   */
  static ModelSignatures read(Path directory) throws IOException {
    List<ModelSignatures> all =
        Files.exists(directory.resolve("saved_model.pb"))
            ? binary(directory.resolve("saved_model.pb"))
            : text(directory.resolve("saved_model.pbtxt"));
    return all.stream()
        .filter(graph -> graph.tags.equals(List.of("serve")))
        .findFirst()
        .or(() -> all.stream().filter(graph -> graph.tags.contains("serve")).findFirst())
        .or(() -> all.stream().findFirst())
        .orElseThrow(() -> new IOException("saved_model.pb holds no MetaGraph"));
  }

  private static List<ModelSignatures> binary(Path file) throws IOException {
    List<ModelSignatures> all = new ArrayList<>();
    try (InputStream stream = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      CodedInputStream in = CodedInputStream.newInstance(stream);
      in.setSizeLimit(Integer.MAX_VALUE);
      for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
        if (WireFormat.getTagFieldNumber(tag) == SavedModel.META_GRAPHS_FIELD_NUMBER) {
          int outer = in.pushLimit(in.readRawVarint32());
          all.add(metaGraph(in));
          in.popLimit(outer);
        } else {
          in.skipField(tag);
        }
      }
    }
    return all;
  }

  private static ModelSignatures metaGraph(CodedInputStream in) throws IOException {
    MetaGraphDef.Builder small = MetaGraphDef.newBuilder();
    Precision precision = new Precision();
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case MetaGraphDef.META_INFO_DEF_FIELD_NUMBER ->
            small.mergeMetaInfoDef(
                MetaGraphDef.MetaInfoDef.parseFrom(in.readByteArray()).toBuilder()
                    .clearStrippedOpList()
                    .build());
        case MetaGraphDef.SIGNATURE_DEF_FIELD_NUMBER ->
            small.mergeFrom(
                MetaGraphDef.parseFrom(entry(MetaGraphDef.SIGNATURE_DEF_FIELD_NUMBER, in)));
        case MetaGraphDef.GRAPH_DEF_FIELD_NUMBER -> graph(in, precision);
        default -> in.skipField(tag);
      }
    }
    return of(small.build(), precision);
  }

  /** A message with one length-delimited field, copied. */
  private static byte[] entry(int field, CodedInputStream in) throws IOException {
    byte[] bytes = in.readByteArray();
    ByteArrayOutputStream copy = new ByteArrayOutputStream(bytes.length + 12);
    CodedOutputStream out = CodedOutputStream.newInstance(copy);
    out.writeByteArray(field, bytes);
    out.flush();
    return copy.toByteArray();
  }

  private static void graph(CodedInputStream in, Precision precision) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case GraphDef.NODE_FIELD_NUMBER -> node(in, precision);
        case GraphDef.LIBRARY_FIELD_NUMBER -> library(in, precision);
        default -> in.skipField(tag);
      }
    }
    in.popLimit(outer);
  }

  private static void library(CodedInputStream in, Precision precision) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == FunctionDefLibrary.FUNCTION_FIELD_NUMBER) {
        function(in, precision);
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(outer);
  }

  private static void function(CodedInputStream in, Precision precision) throws IOException {
    int outer = in.pushLimit(in.readRawVarint32());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == FunctionDef.NODE_DEF_FIELD_NUMBER) {
        node(in, precision);
      } else {
        in.skipField(tag);
      }
    }
    in.popLimit(outer);
  }

  private static void node(CodedInputStream in, Precision precision) throws IOException {
    int length = in.readRawVarint32();
    if (length > LARGE_NODE) {
      in.skipRawBytes(length);
    } else {
      precision.add(NodeDef.parseFrom(in.readRawBytes(length)));
    }
  }

  private static List<ModelSignatures> text(Path file) throws IOException {
    SavedModel.Builder model = SavedModel.newBuilder();
    try (Reader reader = Files.newBufferedReader(file)) {
      TextFormat.merge(reader, model);
    }
    List<ModelSignatures> all = new ArrayList<>();
    for (MetaGraphDef graph : model.getMetaGraphsList()) {
      Precision precision = new Precision();
      graph.getGraphDef().getNodeList().forEach(precision::add);
      graph.getGraphDef().getLibrary().getFunctionList().stream()
          .flatMap(function -> function.getNodeDefList().stream())
          .forEach(precision::add);
      all.add(of(graph, precision));
    }
    return all;
  }

  private static ModelSignatures of(MetaGraphDef graph, Precision precision) {
    return new ModelSignatures(
        List.copyOf(graph.getMetaInfoDef().getTagsList()),
        Collections.unmodifiableMap(new LinkedHashMap<>(graph.getSignatureDefMap())),
        precision.coarse());
  }
}
