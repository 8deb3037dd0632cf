package dev.salvor.format.marshal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class MarshalReaderTest {
  /** {@code lambda x: x / 127.5 - 1.0}, compiled by Python 3.7. */
  private static final byte[] STEERING =
      Base64.getDecoder()
          .decode(
              "4wEAAAAAAAAAAQAAAAIAAABTAAAAcwwAAAB8AGQBGwBkAhgAUwApA07nAAAAAADgX0DnAAAAAAAA"
                  + "8D+pACkB2gF4cgMAAAByAwAAAPoJa2VyYXMyLnB52gg8bGFtYmRhPlAAAADzAAAAAA==");

  @Test
  void aCodeObject() throws MarshalException {
    List<CodeObject> read = MarshalReader.read(STEERING);
    assertThat(read).hasSize(1);
    CodeObject code = read.get(0);
    assertThat(code.versions()).contains(PythonVersion.V3_6, PythonVersion.V3_7);
    assertThat(code.locals()).containsExactly("x");
    assertThat(code.constants())
        .containsExactly(PyValue.Single.NONE, new PyValue.Real(127.5), new PyValue.Real(1.0));
    assertThat(code.name()).isEqualTo("<lambda>");
    assertThat(Bytecode.decode(code.code(), PythonVersion.V3_7).values())
        .extracting(Instruction::name)
        .containsExactly(
            "LOAD_FAST",
            "LOAD_CONST",
            "BINARY_TRUE_DIVIDE",
            "LOAD_CONST",
            "BINARY_SUBTRACT",
            "RETURN_VALUE");
  }

  @Test
  void whatIsCutShort() {
    for (int length = 0; length < STEERING.length; length++) {
      byte[] cut = Arrays.copyOf(STEERING, length);
      assertThatThrownBy(() -> MarshalReader.read(cut)).isInstanceOf(MarshalException.class);
    }
  }

  @Test
  void whatIsChanged() {
    Random random = new Random(7);
    for (int i = 0; i < 2_000; i++) {
      byte[] changed = STEERING.clone();
      for (int n = random.nextInt(4); n >= 0; n--) {
        changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
      }
      try {
        for (CodeObject code : MarshalReader.read(changed)) {
          for (PythonVersion version : code.versions()) {
            Bytecode.decode(code.code(), version);
          }
        }
      } catch (MarshalException e) {
        assertThat(e).hasMessageNotContaining("null");
      }
    }
  }

  @Test
  void deepNesting() {
    byte[] deep = new byte[200_000];
    for (int i = 0; i < deep.length; i += 2) {
      deep[i] = ')';
      deep[i + 1] = 1;
    }
    assertThatThrownBy(() -> MarshalReader.read(deep)).hasMessageContaining("nested");
  }

  @Test
  void codeWithinCode() {
    byte[] deep = new byte[21 * 10_000];
    for (int i = 0; i < deep.length; i += 21) {
      deep[i] = 'c';
    }
    assertThatThrownBy(() -> MarshalReader.read(deep)).isInstanceOf(MarshalException.class);
  }

  @Test
  void hugeCounts() {
    for (char type : "([<>sutaAl".toCharArray()) {
      byte[] huge =
          ByteBuffer.allocate(5)
              .order(ByteOrder.LITTLE_ENDIAN)
              .put((byte) type)
              .putInt(Integer.MAX_VALUE)
              .array();
      assertThatThrownBy(() -> MarshalReader.read(huge)).isInstanceOf(MarshalException.class);
      huge[4] = (byte) 0x80; // the least integer, whose negative is itself
      assertThatThrownBy(() -> MarshalReader.read(huge)).isInstanceOf(MarshalException.class);
    }
  }

  @Test
  void aTupleThatHoldsItself() {
    byte[] self = {(byte) (')' | 0x80), 1, 'r', 0, 0, 0, 0};
    assertThatThrownBy(() -> MarshalReader.read(self)).hasMessageContaining("not there yet");
  }

  /** Each tuple holds the one before twice: 2^60 items in some bytes. */
  @Test
  void tuplesThatDouble() throws MarshalException {
    ByteArrayOutputStream constants = new ByteArrayOutputStream();
    constants.writeBytes(new byte[] {')', 61, (byte) (')' | 0x80), 0});
    for (int i = 0; i < 60; i++) {
      byte n = (byte) i;
      constants.writeBytes(new byte[] {(byte) (')' | 0x80), 2, 'r', n, 0, 0, 0, 'r', n, 0, 0, 0});
    }
    byte[] code = code(new byte[] {'d', 60, 'S', 0}, constants.toByteArray());
    assertThat(MarshalReader.read(code)).hasSize(1);
  }

  /** A function of Python 3.6 or 3.7 without arguments or names. */
  private static byte[] code(byte[] bytecode, byte[] constants) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write('c');
    for (int size : new int[] {0, 0, 0, 9, 0}) {
      out.writeBytes(new byte[] {(byte) size, 0, 0, 0});
    }
    out.writeBytes(new byte[] {'s', (byte) bytecode.length, 0, 0, 0});
    out.writeBytes(bytecode);
    out.writeBytes(constants);
    out.writeBytes(new byte[] {')', 0, ')', 0, ')', 0, ')', 0});
    out.writeBytes("z\001/z\001f".getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(new byte[] {1, 0, 0, 0, 's', 0, 0, 0, 0});
    return out.toByteArray();
  }
}
