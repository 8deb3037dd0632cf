package dev.salvor.inspect.keras.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Bytecode of Python 3.6 that no compiler writes: it costs bounded time and is refused. */
@Timeout(20)
class HostileBytecodeTest {
  private static final int LOAD_FAST = 124;
  private static final int STORE_FAST = 125;
  private static final int LOAD_CONST = 100;
  private static final int RETURN = 83;
  private static final int ADD = 23;
  private static final int DUP = 4;

  @Test
  void aSumThatDoubles() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int i = 0; i < 64; i++) {
      emit(code, LOAD_FAST, 0, DUP, 0, ADD, 0, STORE_FAST, 0);
    }
    emit(code, LOAD_FAST, 0, RETURN, 0);
    assertThat(obstacle(code)).contains("more than 4000 parts");
  }

  @Test
  void waysThatDouble() {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int i = 0; i < 100; i++) {
      // both ways lead to the next test
      emit(code, LOAD_FAST, 0, 114, Math.min(255, 2 * (2 * i + 2)));
    }
    emit(code, LOAD_FAST, 0, RETURN, 0);
    assertThat(obstacle(code)).contains("ways");
  }

  @Test
  void aJumpBack() {
    assertThat(obstacle(bytes(LOAD_FAST, 0, 1, 0, 113, 0))).contains("loop");
    assertThat(obstacle(bytes(LOAD_FAST, 0, 114, 0, LOAD_FAST, 0, RETURN, 0))).contains("loop");
  }

  @Test
  void jumpsToNowhere() {
    assertThat(obstacle(bytes(110, 200, LOAD_FAST, 0, RETURN, 0))).contains("where none is");
    assertThat(obstacle(bytes(LOAD_FAST, 0, 114, 5, LOAD_FAST, 0, RETURN, 0))).contains("none is");
  }

  @Test
  void aStackThatIsNotThere() {
    assertThat(obstacle(bytes(ADD, 0, RETURN, 0))).contains("more from the stack than is there");
    assertThat(obstacle(bytes(RETURN, 0))).contains("more from the stack than is there");
    assertThat(obstacle(bytes(LOAD_FAST, 0, LOAD_FAST, 0, RETURN, 0)))
        .contains("returns with more");
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (int i = 0; i < 200; i++) {
      emit(code, LOAD_FAST, 0);
    }
    emit(code, RETURN, 0);
    assertThat(obstacle(code)).contains("stack beyond");
  }

  @Test
  void whatIsNotThere() {
    assertThat(obstacle(bytes(LOAD_CONST, 9, RETURN, 0))).isNotEmpty();
    assertThat(obstacle(bytes(LOAD_FAST, 9, RETURN, 0))).isNotEmpty();
    assertThat(obstacle(bytes(116, 9, RETURN, 0))).isNotEmpty();
    assertThat(obstacle(bytes(144, 255, 144, 255, 144, 255, LOAD_CONST, 255, RETURN, 0)))
        .isNotEmpty();
    assertThat(obstacle(bytes(LOAD_FAST, 0))).contains("where none is");
    assertThat(obstacle(bytes())).isNotEmpty();
  }

  @Test
  void opcodesAtRandom() {
    Random random = new Random(11);
    int[] known = {
      1, 2, 3, 4, 5, 20, 23, 25, 83, 92, 100, 102, 106, 110, 114, 116, 124, 125, 131, 133
    };
    for (int i = 0; i < 2_000; i++) {
      ByteArrayOutputStream code = new ByteArrayOutputStream();
      for (int n = random.nextInt(12); n >= 0; n--) {
        emit(code, known[random.nextInt(known.length)], random.nextInt(8));
      }
      emit(code, LOAD_FAST, 0, RETURN, 0);
      LambdaCheck.obstacle(stored(code.toByteArray()));
    }
  }

  @Test
  void aSelfDefeatingString() {
    ArrayNode stored = JsonNodeFactory.instance.arrayNode().add("not base64: \u00e3").addNull();
    assertThat(LambdaCheck.obstacle(stored)).get().asString().contains("cannot be read");
    ArrayNode empty = JsonNodeFactory.instance.arrayNode().add("").addNull().addNull();
    assertThat(LambdaCheck.obstacle(empty)).get().asString().contains("cannot be read");
    assertThat(LambdaCheck.obstacle(JsonNodeFactory.instance.objectNode())).isPresent();
  }

  private static byte[] bytes(int... bytes) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    emit(code, bytes);
    return code.toByteArray();
  }

  private static void emit(ByteArrayOutputStream code, int... bytes) {
    for (int b : bytes) {
      code.write(b);
    }
  }

  private static String obstacle(ByteArrayOutputStream code) {
    return obstacle(code.toByteArray());
  }

  private static String obstacle(byte[] code) {
    return LambdaCheck.obstacle(stored(code)).orElse("");
  }

  /** {@code [code, None, None]} of a function of x with the constant None and no names. */
  private static ArrayNode stored(byte[] bytecode) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('c');
    for (int size : new int[] {1, 0, 1, 8, 0x43}) {
      out.writeBytes(new byte[] {(byte) size, 0, 0, 0});
    }
    out.write('s');
    out.writeBytes(
        ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(bytecode.length).array());
    out.writeBytes(bytecode);
    out.writeBytes(
        ")\001N)\000)\001z\001x)\000)\000z\001/z\001f".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[] {1, 0, 0, 0, 's', 0, 0, 0, 0});
    return JsonNodeFactory.instance
        .arrayNode()
        .add(Base64.getEncoder().encodeToString(out.toByteArray()))
        .addNull()
        .addNull();
  }
}
