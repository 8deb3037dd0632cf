package dev.salvor.format.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.BytesValue;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Rule;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProtoFileTest {
  @TempDir Path directory;

  private ProtoFile file(byte[] bytes) throws IOException {
    Path path = directory.resolve("m.pb");
    Files.write(path, bytes);
    return new ProtoFile("store/m.pb", path);
  }

  private static byte[] message() {
    return Struct.newBuilder()
        .putFields("a", Value.newBuilder().setStringValue("first").build())
        .putFields("b", Value.newBuilder().setNumberValue(2).build())
        .build()
        .toByteArray();
  }

  @Test
  void largeFieldsAreViewsOfTheFile() throws IOException {
    byte[] large = new byte[3 << 20];
    new Random(1).nextBytes(large);
    byte[] bytes = BytesValue.of(ByteString.copyFrom(large)).toByteArray();
    BytesValue read = file(bytes).binary(BytesValue.parser(), Rule.FILE_DAMAGED, "value");
    assertThat(read.getValue().asReadOnlyByteBuffer().isDirect()).isTrue();
    assertThat(read.getValue().toByteArray()).isEqualTo(large);
  }

  @Test
  void everyCutSaysWhereItBreaksOrIsShorter() throws IOException {
    byte[] whole = message();
    for (int length = 0; length < whole.length; length++) {
      ProtoFile cut = file(java.util.Arrays.copyOf(whole, length));
      try {
        Struct read = cut.binary(Struct.parser(), Rule.GRAPH_DAMAGED, "Struct");
        assertThat(read.getFieldsCount()).isLessThan(2);
      } catch (ArtifactException e) {
        assertThat(e.finding().rule()).isEqualTo(Rule.GRAPH_DAMAGED);
        assertThat(e.finding().location().file()).isEqualTo("store/m.pb");
        assertThat(e.finding().message()).contains("m.pb", "Struct");
      }
    }
  }

  @Test
  void aCutFieldIsLocated() throws IOException {
    byte[] whole = message();
    assertThatThrownBy(
            () ->
                file(java.util.Arrays.copyOf(whole, whole.length - 1))
                    .binary(Struct.parser(), Rule.GRAPH_DAMAGED, "Struct"))
        .hasMessageContaining("announces")
        .hasMessageContaining("bytes but");
  }

  @Test
  void nestingIsBounded() throws IOException {
    Value value = Value.newBuilder().setNumberValue(1).build();
    for (int i = 0; i < 300; i++) {
      value =
          Value.newBuilder()
              .setListValue(com.google.protobuf.ListValue.newBuilder().addValues(value))
              .build();
    }
    byte[] deep = value.toByteArray();
    assertThatThrownBy(() -> file(deep).binary(Value.parser(), Rule.GRAPH_DAMAGED, "Value"))
        .isInstanceOf(ArtifactException.class);
    byte[] groups = new byte[100_000];
    java.util.Arrays.fill(groups, (byte) 0x0b);
    assertThatThrownBy(() -> file(groups).binary(Value.parser(), Rule.GRAPH_DAMAGED, "Value"))
        .isInstanceOf(ArtifactException.class);
  }

  @Test
  void textNamesTheLine() throws IOException {
    byte[] text =
        "fields { key: \"a\"\n  value { string_value: \"x\" }\n".getBytes(StandardCharsets.UTF_8);
    assertThatThrownBy(() -> file(text).text(Struct.newBuilder(), Rule.GRAPH_DAMAGED, "Struct"))
        .hasMessageContaining("line");
    Struct.Builder whole = Struct.newBuilder();
    file((new String(text, StandardCharsets.UTF_8) + "} later_field: 3")
            .getBytes(StandardCharsets.UTF_8))
        .text(whole, Rule.GRAPH_DAMAGED, "Struct");
    assertThat(whole.getFieldsOrThrow("a").getStringValue()).isEqualTo("x");
  }

  @Test
  void randomBytesNeverEscape() throws IOException {
    Random random = new Random(7);
    for (int i = 0; i < 500; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      try {
        file(bytes).binary(Struct.parser(), Rule.GRAPH_DAMAGED, "Struct");
      } catch (ArtifactException e) {
        assertThat(e.finding().rule()).isEqualTo(Rule.GRAPH_DAMAGED);
      }
    }
  }

  @Test
  void aFileThatIsGone() {
    ProtoFile gone = new ProtoFile("store/gone.pb", directory.resolve("gone.pb"));
    assertThatThrownBy(gone::bytes)
        .isInstanceOf(ArtifactException.class)
        .hasMessageContaining("store/vanished");
  }
}
