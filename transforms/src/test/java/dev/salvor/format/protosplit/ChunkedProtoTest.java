package dev.salvor.format.protosplit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import dev.salvor.format.riegeli.RiegeliWriter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorProto;

class ChunkedProtoTest {
  private static final long MESSAGE = 1;
  private static final long BYTES = 2;

  @TempDir Path root;

  private final RiegeliWriter file = new RiegeliWriter();
  private final List<ByteString> infos = new ArrayList<>();

  private static UnknownFieldSet.Field number(long value) {
    return UnknownFieldSet.Field.newBuilder().addVarint(value).build();
  }

  private static UnknownFieldSet.Field bytes(List<ByteString> values) {
    UnknownFieldSet.Field.Builder field = UnknownFieldSet.Field.newBuilder();
    values.forEach(field::addLengthDelimited);
    return field.build();
  }

  private void chunk(long type, byte[] chunk) {
    long at = file.record(chunk);
    infos.add(info(type, chunk.length, at));
  }

  private static ByteString info(long type, long size, long at) {
    return UnknownFieldSet.newBuilder()
        .addField(1, number(type))
        .addField(2, number(size))
        .addField(3, number(at))
        .build()
        .toByteString();
  }

  /** A path: numbers are fields, {@code "[2]"} is an index, other texts are keys. */
  private static ByteString field(long chunk, Object... path) {
    List<ByteString> steps = new ArrayList<>();
    for (Object step : path) {
      UnknownFieldSet.Builder tag = UnknownFieldSet.newBuilder();
      if (step instanceof Integer field) {
        tag.addField(1, number(field));
      } else if (step.toString().startsWith("[")) {
        String index = step.toString();
        tag.addField(3, number(Long.parseLong(index.substring(1, index.length() - 1))));
      } else {
        ByteString key = ByteString.copyFromUtf8(step.toString());
        tag.addField(
            2,
            bytes(
                List.of(
                    UnknownFieldSet.newBuilder()
                        .addField(1, bytes(List.of(key)))
                        .build()
                        .toByteString())));
      }
      steps.add(tag.build().toByteString());
    }
    return UnknownFieldSet.newBuilder()
        .addField(1, bytes(steps))
        .addField(3, bytes(List.of(tree(chunk))))
        .build()
        .toByteString();
  }

  private static ByteString tree(long chunk, ByteString... fields) {
    return UnknownFieldSet.newBuilder()
        .addField(1, number(chunk))
        .addField(2, bytes(List.of(fields)))
        .build()
        .toByteString();
  }

  private GraphDef read(long joinVersion, ByteString tree) throws IOException {
    ByteString version =
        UnknownFieldSet.newBuilder().addField(2, number(joinVersion)).build().toByteString();
    file.record(
        UnknownFieldSet.newBuilder()
            .addField(1, bytes(List.of(version)))
            .addField(2, bytes(infos))
            .addField(3, bytes(List.of(tree)))
            .build()
            .toByteArray());
    GraphDef.Builder graph = GraphDef.newBuilder();
    ChunkedProto.read(
        Files.write(root.resolve("g.cpb"), file.bytes()), "g.cpb", graph, (type, chunk) -> {});
    return graph.build();
  }

  private void refused(Rule rule, String words, ByteString tree) {
    assertThatThrownBy(() -> read(0, tree))
        .isInstanceOfSatisfying(
            ArtifactException.class,
            e -> {
              assertThat(e.finding().rule()).isEqualTo(rule);
              assertThat(e.finding().location().file()).isEqualTo("g.cpb");
              assertThat(e.finding().message()).contains(words);
            });
  }

  private static byte[] graph(String... names) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    for (String name : names) {
      graph.addNode(NodeDef.newBuilder().setName(name).setOp("NoOp"));
    }
    return graph.build().toByteArray();
  }

  /**
   * A SavedModel of TensorFlow 2.18 with half of its nodes, a function's constant and a function in
   * chunks of their own; Riegeli wrote the files. TensorFlow 2.21 takes the fingerprint of each and
   * finds them equal.
   */
  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "brotli", "zstd", "snappy", "together"})
  void theModelIsTheOneThatWasSplit(String name) throws IOException {
    SavedModel.Builder model = SavedModel.newBuilder();
    ChunkedProto.read(
        Files.write(root.resolve("m"), fixture(name + ".cpb")), "m", model, (type, chunk) -> {});
    assertThat(model.build()).isEqualTo(SavedModel.parseFrom(fixture("saved_model.pb")));
  }

  /** TensorFlow 2.15 gives this checksum to each of these files. */
  @ParameterizedTest
  @ValueSource(strings = {"uncompressed", "brotli", "zstd", "snappy", "together"})
  void theChecksumIsThatOfTensorFlow(String name) throws IOException {
    Path file = Files.write(root.resolve("m"), fixture(name + ".cpb"));
    assertThat(ChunkedProto.checksum(file, "m")).hasValue(4603216837309002762L);
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = ChunkedProtoTest.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  /** proto_splitter/merge.cc sorts: parts of the message before what lies in their elements. */
  @Test
  void partsComeBeforeWhatLiesInThem() throws IOException {
    chunk(MESSAGE, graph("a"));
    chunk(BYTES, "content".getBytes(StandardCharsets.UTF_8));
    chunk(MESSAGE, graph("b", "c"));
    chunk(MESSAGE, NodeDef.newBuilder().setDevice("d").build().toByteArray());
    GraphDef graph =
        read(0, tree(0, field(1, 1, "[2]", 5, "value", 8, 4), field(3, 1, "[3]"), field(2)));
    assertThat(graph.getNodeList()).extracting(NodeDef::getName).containsExactly("a", "b", "c", "");
    assertThat(graph.getNode(2).getAttrOrThrow("value"))
        .isEqualTo(
            AttrValue.newBuilder()
                .setTensor(
                    TensorProto.newBuilder().setTensorContent(ByteString.copyFromUtf8("content")))
                .build());
    assertThat(graph.getNode(3).getDevice()).isEqualTo("d");
  }

  @Test
  void whatDoesNotFitIsRefused() {
    chunk(MESSAGE, graph("a"));
    chunk(BYTES, new byte[] {1, 2, 3});
    chunk(MESSAGE, new byte[] {1, 2, 3});
    infos.add(info(MESSAGE, 5, 64));
    infos.add(info(MESSAGE, 5, 1 << 20));
    refused(Rule.GRAPH_DAMAGED, "chunk 9 is asked for; there are 5", tree(9));
    refused(Rule.GRAPH_DAMAGED, "chunk 0 is put into the message twice", tree(0, field(0)));
    refused(Rule.GRAPH_DAMAGED, "chunk 1 has the type 2, where 1 belongs", tree(1));
    refused(Rule.GRAPH_DAMAGED, "chunk 2 is no GraphDef", tree(2));
    refused(Rule.GRAPH_DAMAGED, "chunk 3 has 11 bytes; stated are 5", tree(3));
    refused(Rule.GRAPH_DAMAGED, "no record has the number 1,048,576", tree(4));
  }

  @Test
  void pathsThatLeadNowhereAreRefused() {
    chunk(MESSAGE, graph("a"));
    chunk(BYTES, new byte[] {1, 2, 3});
    refused(Rule.GRAPH_DAMAGED, "of a GraphDef, which has none", tree(0, field(1, 77)));
    refused(Rule.GRAPH_DAMAGED, "which has 1", tree(0, field(1, 1, "[5]", 1)));
    refused(Rule.GRAPH_DAMAGED, "where something is", tree(0, field(1, 1, "[0]", 1)));
    refused(Rule.GRAPH_DAMAGED, "leads nowhere from the map", tree(0, field(1, 1, "[0]", 5)));
    refused(Rule.GRAPH_DAMAGED, "cannot be", tree(0, field(1, 4, 1)));
  }

  /** Whatever the last record says, the answer is a message or a finding. */
  @Test
  void noListOfChunksEscapes() throws IOException {
    chunk(MESSAGE, graph("a", "b"));
    chunk(BYTES, new byte[100]);
    chunk(MESSAGE, graph("c"));
    byte[] list =
        UnknownFieldSet.newBuilder()
            .addField(2, bytes(infos))
            .addField(
                3,
                bytes(
                    List.of(tree(0, field(1, 1, "[1]", 5, "value", 8, 4), field(2, 2, 1, "[0]")))))
            .build()
            .toByteArray();
    Random random = new Random(5);
    int merged = 0;
    for (int i = 0; i < 1000; i++) {
      byte[] mutant = list.clone();
      for (int change = random.nextInt(3); change >= 0; change--) {
        mutant[random.nextInt(mutant.length)] = (byte) random.nextInt(i % 2 == 0 ? 256 : 10);
      }
      RiegeliWriter file = new RiegeliWriter();
      file.record(graph("a", "b"));
      file.record(new byte[100]);
      file.record(graph("c"));
      file.record(mutant);
      Path path = Files.write(root.resolve("g.cpb"), file.bytes());
      try {
        ChunkedProto.read(path, "g.cpb", GraphDef.newBuilder(), (type, chunk) -> {});
        merged++;
      } catch (ArtifactException finding) {
        assertThat(finding.finding().location().file()).isEqualTo("g.cpb");
      }
    }
    assertThat(merged).isBetween(1, 999);
  }

  @Test
  void newerMergersAreRefused() {
    chunk(MESSAGE, graph("a"));
    assertThatThrownBy(() -> read(1, tree(0))).hasMessageContaining("version 1 of the merger");
  }

  @Test
  void aLastRecordThatIsNoListIsRefused() throws IOException {
    file.record(new byte[] {8, 8, 8});
    GraphDef.Builder graph = GraphDef.newBuilder();
    Path path = Files.write(root.resolve("g.cpb"), file.bytes());
    assertThatThrownBy(() -> ChunkedProto.read(path, "g.cpb", graph, (type, chunk) -> {}))
        .hasMessageContaining("does not say how the chunks belong together");
  }
}
