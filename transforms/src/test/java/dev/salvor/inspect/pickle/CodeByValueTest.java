package dev.salvor.inspect.pickle;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleAssembler;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Models of Keras 3 as cloudpickle and dill write them: with the code of {@code _unpickle_model}.
 * The files were written by Keras 3.6.0 with cloudpickle 3.1.2 and by Keras 3.15.1 with dill 0.4.1,
 * in Python 3.11.
 */
class CodeByValueTest {
  private static final String CLOUDPICKLE = "keras3.6.0-cloudpickle3.1.2.pkl";
  private static final String CODE_OF_3_10 =
      "640164006c006d01020001006d02020001006d037d0201007c026a047c0164006402640364048d045300";
  private static final String LINES_OF_3_10 = "18020403080106ff";

  @ParameterizedTest
  @ValueSource(
      strings = {CLOUDPICKLE, "keras3.15.1-dill0.4.1.pkl", "keras3.15.1-dill0.4.1-recurse.pkl"})
  void whatKerasItselfCompilesIsProved(String file) throws IOException {
    PickleStream stream = read(fixture(file));
    Judgement judgement = PickleJudge.judge(stream);
    assertThat(judgement.findings()).isEmpty();
    List<PickledModel> models = ModelFinder.in(stream.root().orElseThrow()).models();
    assertThat(models).hasSize(1);
    assertThat(models.get(0).form()).isEqualTo(SalvageForm.KERAS_ARCHIVE);
  }

  @ParameterizedTest
  @ValueSource(strings = {CLOUDPICKLE, "keras3.15.1-dill0.4.1.pkl"})
  void noByteOfTheFunctionCanBeAnother(String file) throws IOException {
    byte[] genuine = fixture(file);
    String text = new String(genuine, StandardCharsets.ISO_8859_1);
    int end = text.indexOf("BytesIO");
    List<String> passed = new ArrayList<>();
    for (int at = 0; at < end; at++) {
      for (int flip : new int[] {1, 0x20, 0xff}) {
        byte[] changed = genuine.clone();
        changed[at] ^= (byte) flip;
        if (proved(changed) && !free(text, at)) {
          passed.add(at + ": " + text.substring(at, Math.min(at + 20, end)));
        }
      }
    }
    assertThat(passed).isEmpty();
  }

  /** The protocol, the path of the file, its first line, and names that are only shown. */
  private static boolean free(String text, int at) {
    if (at == 1) {
      return true;
    }
    for (String shown :
        List.of(
            "keras_saveable.py",
            "keras.src.saving",
            "keras.src.saving.keras_saveable",
            "KerasSaveable._unpickle_model",
            "_unpickle_model\u0094\u008c\f__qualname__",
            "K\u0010",
            "h%",
            "h\u001a")) {
      for (int from = text.indexOf(shown); from >= 0; from = text.indexOf(shown, from + 1)) {
        if (at >= from - 2 && at < from + shown.length()) {
          return true;
        }
      }
    }
    return false;
  }

  @Test
  void olderCloudpicklesMakeTheFunctionByItsType() {
    assertThat(proved(new Writer().stop())).isTrue();
  }

  private enum Attack {
    ANOTHER_CLASS(writer -> writer.model = out -> out.global("os", "PathLike")),
    A_CLASS_OF_THE_USER(writer -> writer.model = out -> out.global("__main__", "Net")),
    ANOTHER_IMPORT(writer -> writer.names = List.of("os", "src", "saving", "saving_lib", "system")),
    NAMES_THAT_PRINT_AS_TWO(
        writer ->
            writer.names =
                List.of(
                    "keras.src.saving.saving_lib",
                    "src', 'saving",
                    "saving_lib",
                    "_load_model_from_fileobj")),
    A_SMALLER_STACK(writer -> writer.stack = 1),
    FREE_VARIABLES(writer -> writer.cells = out -> out.mark().text("x").tuple()),
    OWN_BUILTINS(
        writer ->
            writer.namespace =
                out -> out.op("}").text("__builtins__").global("os", "environ").op("s")),
    ANOTHER_NAMESPACE(writer -> writer.namespace = out -> out.global("os", "__dict__")),
    DEFAULTS(writer -> writer.defaults = out -> out.mark().integer(1).tuple()),
    A_CODE_THAT_IS_SET_LATER(
        writer ->
            writer.attributes = out -> out.op("}").text("__code__").global("os", "system").op("s")),
    GLOBALS_THAT_ARE_SET_LATER(
        writer ->
            writer.attributes =
                out ->
                    out.op("}").text("__globals__").op("}").text("a").integer(1).op("s").op("s")),
    AN_ARGUMENT_THAT_IS_NO_STREAM(writer -> writer.stream = out -> out.text("/tmp/x.keras")),
    TWO_ARGUMENTS(writer -> writer.more = out -> out.none());

    private final Consumer<Writer> change;

    Attack(Consumer<Writer> change) {
      this.change = change;
    }
  }

  @ParameterizedTest
  @EnumSource(Attack.class)
  void whatKerasDoesNotWriteIsRefused(Attack attack) {
    Writer writer = new Writer();
    attack.change.accept(writer);
    assertThat(proved(writer.stop())).isFalse();
  }

  /** As cloudpickle 2.0 wrote it in Python 3.10. */
  private static final class Writer {
    private List<String> names =
        List.of(
            "keras.src.saving.saving_lib",
            "src",
            "saving",
            "saving_lib",
            "_load_model_from_fileobj");
    private int stack = 6;
    private Consumer<PickleAssembler> cells = out -> out.op(")");
    private Consumer<PickleAssembler> namespace =
        out -> out.op("}").text("__name__").text("keras.src.saving.keras_saveable").op("s");
    private Consumer<PickleAssembler> defaults = PickleAssembler::none;
    private Consumer<PickleAssembler> attributes =
        out -> out.op("}").text("__doc__").none().op("s");
    private Consumer<PickleAssembler> model =
        out -> out.global("keras.src.models.sequential", "Sequential");
    private Consumer<PickleAssembler> stream =
        out ->
            out.global("_io", "BytesIO")
                .op(")")
                .newObject()
                .mark()
                .bytes(new byte[] {'P', 'K', 3, 4})
                .integer(4)
                .none()
                .tuple()
                .build();
    private Consumer<PickleAssembler> more = out -> {};

    byte[] stop() {
      PickleAssembler out = new PickleAssembler().proto(3);
      type(out, "MethodType");
      out.mark();
      type(out, "LambdaType");
      out.mark();
      code(out);
      namespace.accept(out);
      out.none();
      defaults.accept(out);
      out.none().tuple().reduce().op("q\0");
      out.global("cloudpickle.cloudpickle_fast", "_function_setstate").op("h\0").op("}");
      attributes.accept(out);
      out.op("\u0086").op("\u0086").reduce().op("0");
      model.accept(out);
      out.tuple().reduce().mark();
      stream.accept(out);
      more.accept(out);
      return out.tuple().reduce().stop();
    }

    private void code(PickleAssembler out) {
      type(out, "CodeType");
      out.mark().integer(2).integer(0).integer(0).integer(3).integer(stack).integer(67);
      out.bytes(HexFormat.of().parseHex(CODE_OF_3_10));
      out.mark().none().integer(0).op("\u0088").op("\u0089");
      out.mark().text("custom_objects").text("compile").text("safe_mode").tuple().tuple();
      out.mark();
      names.forEach(out::text);
      out.tuple().mark().text("cls").text("bytesio").text("saving_lib").tuple();
      out.text("keras_saveable.py").text("_unpickle_model").integer(17);
      out.bytes(HexFormat.of().parseHex(LINES_OF_3_10)).op(")");
      cells.accept(out);
      out.tuple().reduce();
    }

    private static void type(PickleAssembler out, String name) {
      out.global("cloudpickle.cloudpickle", "_builtin_type").text(name).op("\u0085").reduce();
    }
  }

  private static boolean proved(byte[] pickle) {
    PickleStream stream = read(pickle);
    return PickleJudge.judge(stream).findings().isEmpty()
        && stream.root().map(root -> ModelFinder.in(root).models()).stream()
            .anyMatch(models -> !models.isEmpty());
  }

  private static PickleStream read(byte[] pickle) {
    return PickleMachine.read(ByteSource.of(pickle));
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(CodeByValueTest.class.getResourceAsStream(name), name)) {
      return in.readAllBytes();
    }
  }
}
