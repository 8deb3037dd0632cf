package dev.salvor.inspect.pickle;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.Classification;
import dev.salvor.finding.Finding;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Ways to get a payload past a scanner that were used or published (picklescan, fickling and
 * modelscan advisories, nullifAI, ShadowPickle, CPython issues). None may come out clean.
 */
@SuppressWarnings("StringConcatToTextBlock") // the strings are bytes, not lines
class HostilePickleTest {
  private static final String CALL = "cos\nsystem\n(S'id'\ntR";
  private static final String DROPPED = CALL + "0";

  private record Attack(String name, String latin1, String mustName) {}

  private static Attack attack(String name, String latin1) {
    return new Attack(name, latin1, "system");
  }

  private static Attack attack(String name, String latin1, String mustName) {
    return new Attack(name, latin1, mustName);
  }

  private static final List<Attack> ATTACKS =
      List.of(
          // where names come from, and the memo
          attack(
              "1 value, then NONE POP before PUT",
              "\u0080\4\u008c\2osN0\u0094\u008c\6systemN0\u0094h\0h\1\u0093\u008c\2id\u0085R."),
          attack(
              "2 DUP POP between the names",
              "\u0080\4\u008c\2os20\u008c\6system20\u0093\u008c\2id\u0085R."),
          attack(
              "2 MARK POP between the names",
              "\u0080\4\u008c\2os(0\u008c\6system(0\u0093\u008c\2id\u0085R."),
          attack(
              "2 MARK POP_MARK between the names",
              "\u0080\4\u008c\2os(K\0001\u008c\6system(1\u0093\u008c\2id\u0085R."),
          attack(
              "3 memo keys redefined",
              "\u0080\2X\5\0\0\0torchq\0X\13\0\0\0LongStorageq\1X\2\0\0\0osq\0X\6\0\0\0systemq\1h\0h\1\u0093X\2\0\0\0id\u0085R."),
          attack(
              "4 text PUT and LONG_BINPUT",
              "\u0080\4\u008c\2osp7\n\u008c\6systemr\t\0\0\0g7\nj\t\0\0\0\u0093\u008c\2id\u0085R."),
          attack(
              "4 MEMOIZE takes the size of the memo",
              "\u0080\4\u008c\2osq\0\u008c\6system\u0094h\0h\1\u0093\u008c\2id\u0085R."),
          attack("5 unset memo key behind the payload", "\u0080\4" + DROPPED + "h\77."),
          attack("6 names as STRING", "\u0080\2S'os'\nS'system'\n\u0093S'id'\n\u0085R."),
          attack("6 names as SHORT_BINSTRING", "\u0080\2U\2osU\6system\u0093U\2id\u0085R."),
          attack("6 names as BINSTRING", "\u0080\2T\2\0\0\0osT\6\0\0\0system\u0093U\2id\u0085R."),
          attack(
              "6 names as BINUNICODE8",
              "\u0080\4\u008d\2\0\0\0\0\0\0\0os\u008d\6\0\0\0\0\0\0\0system\u0093U\2id\u0085R."),
          attack(
              "6 names as UNICODE with escapes",
              "V\\u006f\\u0073\nVsyst\\u0065m\n\u0093Vid\n\u0085R."),
          attack(
              "6 names as STRING with escapes", "S'\\x6fs'\nS's\\171stem'\n\u0093S'id'\n\u0085R."),
          attack(
              "7 name computed by a call",
              "\u0080\4cbuiltins\nstr\n\u008c\2os\u0085R\u008c\6system\u0093\u008c\2id\u0085R.",
              "computes"),
          attack(
              "8 STACK_GLOBAL without PROTO",
              "X\2\0\0\0osX\6\0\0\0system\u0093X\2\0\0\0id\u0085R."),
          attack(
              "8 name of another type behind the payload", "\u0080\4" + DROPPED + "K\1K\2\u0093."),
          attack("9 dotted name", "\u0080\4cpathlib\nos.system\n\u008c\2id\u0085R.", "os.system"),
          attack(
              "9 attribute of an allowed function",
              "\u0080\4cnumpy.core.multiarray\n_reconstruct.__globals__\n.",
              "__globals__"),
          attack(
              "9 protocol raised in the middle",
              "\u0080\2N0\u0080\4crandom\n_os.system\nX\2\0\0\0id\u0085R.",
              "_os.system"),
          attack("10 names of Python 2", "c__builtin__\neval\n(S'1'\ntR.", "eval"),
          attack("10 commands.getoutput", "ccommands\ngetoutput\n(S'id'\ntR.", "getoutput"),
          attack(
              "11 submodule of a denied module",
              "\u0080\2casyncio.unix_events\n_UnixSubprocessTransport._start\n)R.",
              "asyncio"),
          attack("11 alias posix", "\u0080\2cposix\nsystem\nX\2\0\0\0id\u0085R."),
          attack("11 alias nt", "\u0080\2cnt\nsystem\nX\2\0\0\0id\u0085R."),
          attack(
              "12 below an allowed package",
              "\u0080\2cnumpy.testing._private.utils\nrunstring\n(S'1'\n}tR.",
              "runstring"),
          attack(
              "12 below an allowed package",
              "\u0080\2ctorch.utils.collect_env\nrun\n(S'id'\ntR.",
              "collect_env"),
          attack(
              "12 below an allowed package",
              "\u0080\2ctorch.jit.unsupported_tensor_ops\nexecWrapper\n(S'1'\n}}tR.",
              "execWrapper"),
          attack(
              "13 blank and carriage return in the names", "\u0080\2cos \nsystem\r\n(S'id'\ntR."),
          // opcodes that call
          attack("14 REDUCE and POP", "\u0080\2" + DROPPED + "N."),
          attack("15 INST", "(S'id'\nios\nsystem\n."),
          attack("16 OBJ", "(cos\nsystem\nS'id'\no."),
          attack("16 OBJ and POP", "(cos\nsystem\nS'id'\no0N."),
          attack("17 NEWOBJ", "\u0080\2csubprocess\nPopen\nX\2\0\0\0id\u0085\u0081.", "Popen"),
          attack(
              "17 NEWOBJ_EX",
              "\u0080\4csubprocess\nPopen\n\u008c\2id\u0085}\u008c\5shell\u0088s\u0092.",
              "Popen"),
          attack(
              "18 BUILD of a class",
              "\u0080\2ckeras.engine.training\nModel\n}X\4\0\0\0callcos\nsystem\nsb."),
          attack(
              "18 BUILD of an allowed function",
              "\u0080\2cnumpy.core.multiarray\n_reconstruct\n}X\1\0\0\0aK\1sb.",
              "_reconstruct"),
          attack(
              "18 BUILD of a module with slots",
              "\u0080\4csys\nmodules\nN}\u008c\1aK\1s\u0086b.",
              "sys.modules"),
          attack(
              "19 BUILD of a class of __main__",
              "\u0080\2c__main__\nModel\n)\u0081}X\1\0\0\0aK\1sb.",
              "Model"),
          attack(
              "20 SETITEM of what is no dictionary",
              "\u0080\2csys\nmodules\nX\2\0\0\0osNs.",
              "sys.modules"),
          attack(
              "20 SETITEMS of an array", "\u0080\2cnumpy\nndarray\n(X\1\0\0\0aNu.", "__setitem__"),
          attack("21 APPEND to what is no list", "\u0080\2cnumpy\nndarray\nNa.", "append"),
          attack("21 APPENDS to what is no list", "\u0080\2cnumpy\nndarray\n(Ne.", "extend"),
          attack("21 ADDITEMS to what is no set", "\u0080\4cnumpy\nndarray\n(N\u0090.", "add"),
          attack("22 EXT1", "\u0080\2\u0082\1.", "extension"),
          attack("22 EXT2", "\u0080\2\u0083\1\1.", "extension"),
          attack("22 EXT4, negative", "\u0080\2\u0084\u00ff\u00ff\u00ff\u00ff.", "extension"),
          attack("23 PERSID", "Pos\n.", "persistent"),
          attack("23 BINPERSID", "\u0080\2U\2osQ.", "persistent"),
          attack("25 dangerous value in data", "\u0080\2}X\1\0\0\0acos\nsystem\ns."),
          attack(
              "25 dangerous factory",
              "\u0080\2ccollections\ndefaultdict\ncos\ngetcwd\n\u0085R.",
              "getcwd"),
          attack(
              "26 rebuild from type",
              "\u0080\2ctorch._tensor\n"
                  + "_rebuild_from_type_v2\n"
                  + "(cos\n"
                  + "system\n"
                  + "cos\n"
                  + "system\n"
                  + "(S'id'\n"
                  + "tNtR."),
          attack("26 functools.partial", "\u0080\2cfunctools\npartial\ncos\nsystem\n\u0085R."),
          attack(
              "26 _reconstructor of another class",
              "ccopy_reg\n_reconstructor\n(csubprocess\nPopen\nc__builtin__\nobject\nNtR.",
              "Popen"),
          attack(
              "26 _reconstructor with another base",
              "ccopy_reg\n"
                  + "_reconstructor\n"
                  + "(ckeras.engine.training\n"
                  + "Model\n"
                  + "c__builtin__\n"
                  + "str\n"
                  + "S'x'\n"
                  + "tR.",
              "_reconstructor"),
          attack(
              "26 encode feeding loads",
              "c_pickle\nloads\n(c_codecs\nencode\n(Vcos\nVlatin1\ntRtR.",
              "loads"),
          attack("26 attrgetter", "\u0080\2coperator\nattrgetter\n(S'system'\ntR."),
          attack("26 map", "\u0080\2c__builtin__\nmap\n(cos\nsystem\n(lS'id'\natR."),
          attack(
              "27 OrderedDict of a string",
              "\u0080\2ccollections\nOrderedDict\n(S'ab'\ntR.",
              "OrderedDict"),
          attack(
              "27 BUILD of an OrderedDict",
              "\u0080\2ccollections\nOrderedDict\n)R}X\1\0\0\0aK\1sb.",
              "OrderedDict"),
          attack(
              "28 getattr of another object",
              "\u0080\2c__builtin__\ngetattr\n(cos\nsystem\nS'x'\ntR."),
          attack(
              "28 getattr of another method",
              "\u0080\2c__builtin__\n"
                  + "getattr\n"
                  + "(ckeras.src.models.sequential\n"
                  + "Sequential\n"
                  + "X\13\0\0\0from_configtR.",
              "from_config"),
          attack(
              "28 getattr of a class of __main__",
              "\u0080\2c__builtin__\ngetattr\n(c__main__\nMyModel\nX\17\0\0\0_unpickle_modeltR.",
              "MyModel"),
          attack(
              "28 model from a file by path",
              "\u0080\2c__builtin__\n"
                  + "getattr\n"
                  + "(ckeras.src.models.sequential\n"
                  + "Sequential\n"
                  + "X\17\0\0\0_unpickle_modeltR(cio\n"
                  + "open\n"
                  + "(S'x'\n"
                  + "tRtR.",
              "open"),
          attack(
              "28 BytesIO with attributes",
              "\u0080\4c_io\nBytesIO\n)\u0081(C\1xK\0}\u008c\1acos\ngetcwd\nstb.",
              "getcwd"),
          attack(
              "28 BytesIO built twice",
              "\u0080\4c_io\nBytesIO\n)\u0081(C\1xK\0Ntb(C\1yK\0Ntb.",
              "BytesIO"),
          attack(
              "29 subtype that is no array",
              "\u0080\2cnumpy.core.multiarray\n_reconstruct\n(csubprocess\nPopen\n(K\0tU\1btR.",
              "Popen"),
          attack(
              "29 blank array with a shape",
              "\u0080\2cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\5tU\1btR.",
              "_reconstruct"),
          attack("29 object array with a call", "\u0080\2]" + CALL + "a."),
          attack("29 shape by a call", "\u0080\2c__builtin__\nint\n(S'5'\ntR.", "int"),
          attack("30 dtype from a dictionary", "\u0080\2cnumpy\ndtype\n(}tR.", "dtype"),
          attack(
              "30 dtype metadata",
              "\u0080\2cnumpy\n"
                  + "dtype\n"
                  + "(U\2f4K\0K\1tR(K\4U\1<NNNJ\u00ff\u00ff\u00ff\u00ffJ\u00ff\u00ff\u00ff\u00ffK\0}U\1a"
                  + CALL
                  + "stb."),
          attack(
              "31 scalar of object dtype",
              "\u0080\2cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(U\2O8K\0K\1tR"
                  + CALL
                  + "tR."),
          attack(
              "31 scalar of object dtype, inert",
              "\u0080\2cnumpy.core.multiarray\nscalar\n(cnumpy\ndtype\n(U\2O8K\0K\1tRU\1xtR.",
              "scalar"),
          attack(
              "32 torch storage loader",
              "\u0080\2ctorch.storage\n_load_from_bytes\n(U\1xtR.",
              "_load_from_bytes"),
          attack("32 numpy.load", "\u0080\2cnumpy\nload\n(U\1xtR.", "numpy.load"),
          attack("32 joblib.load", "\u0080\2cjoblib\nload\n(U\1xtR.", "joblib.load"),
          attack("32 pandas.read_pickle", "\u0080\2cpandas\nread_pickle\n(U\1xtR.", "read_pickle"),
          attack("32 dill", "\u0080\2cdill._dill\n_create_function\n(NNtR.", "dill"),
          attack(
              "32 cloudpickle",
              "\u0080\2ccloudpickle.cloudpickle\n_make_function\n(NNtR.",
              "cloudpickle"),
          attack("33 type with three arguments", "\u0080\2c__builtin__\ntype\n(U\1X)}tR.", "type"),
          // the structure of the stream
          attack("34 payload, then no opcode", "\u0080\2" + DROPPED + "\u00fe."),
          attack("34 payload, then cut", "\u0080\2" + DROPPED + "X\377\0\0\0ab"),
          attack("34 payload, then nothing", "\u0080\2" + CALL),
          attack("34 cut inside the name of a module", "\u0080\2cos", "os"),
          attack("35 second pickle behind STOP", "\u0080\2N.\u0080\2" + CALL + "."),
          attack("35 junk behind STOP", "\u0080\2N.\u00fe\u00fe\u00fe", "behind the end"),
          attack(
              "36 magic number of torch by eval",
              "\u0080\2c__builtin__\neval\n(U\0060x1950tR.\u0080\2M\351\3.",
              "eval"),
          attack(
              "36 payload in the third pickle of torch",
              "\u0080\2\u008a\nl\374\234F\371 j\250P\31.\u0080\2M\351\3.\u0080\2" + CALL + "."),
          attack(
              "37 frame that ends inside an opcode",
              "\u0080\4\u0095\2\0\0\0\0\0\0\0\u008c\2ab.",
              "frame"),
          attack(
              "37 frame inside a frame",
              "\u0080\4\u0095\17\0\0\0\0\0\0\0\u0095\1\0\0\0\0\0\0\0N.N.N.N.",
              "frame"),
          attack("37 frame beyond the end", "\u0080\4\u0095\377\0\0\0\0\0\0\0N.", "frame"),
          attack("37 frame below protocol 4", "\u0080\2\u0095\2\0\0\0\0\0\0\0N.", "frame"),
          attack("38 hexadecimal integer", "\u0080\2I0x1\n0" + CALL + "."),
          attack("38 octal integer", "\u0080\2I0o7\n0" + CALL + "."),
          attack("38 integer with underscore", "\u0080\2I1_0\n0" + CALL + "."),
          attack("38 integer with blank and sign", "\u0080\2I +5\n0" + CALL + "."),
          attack("38 integer with NUL", "\u0080\2I1\0junk\n0" + CALL + "."),
          attack("38 long with NUL", "\u0080\2L1L\0x\n0" + CALL + "."),
          attack("38 float with NUL", "\u0080\2F1.0\0x\n0" + CALL + "."),
          attack("39 huge memo key", "\u0080\2Np9999999999\n0" + CALL + "."),
          attack("39 negative memo key", "\u0080\2Np-1\n0" + CALL + "."),
          attack("39 deep stack at STOP", "\u0080\2NNN.", "stack"),
          attack("39 MARK left at STOP", "\u0080\2(N.", "stack"),
          attack(
              "40 negative BINSTRING behind the payload",
              "\u0080\2" + DROPPED + "T\u00ff\u00ff\u00ff\u00ff."),
          attack(
              "40 non-ASCII SHORT_BINSTRING behind the payload",
              "\u0080\2" + DROPPED + "U\1\u00ff."),
          attack(
              "40 LONG4 of 2 GB behind the payload",
              "\u0080\2" + DROPPED + "\u008b\u00ff\u00ff\u00ff\177."),
          attack(
              "40 BINBYTES8 of 2^63-1 behind the payload",
              "\u0080\4" + DROPPED + "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\177."),
          attack("41 protocol 6 behind the payload", "\u0080\2" + DROPPED + "\u0080\6N."),
          attack("41 PROTO twice", "\u0080\2\u0080\2N.", "PROTO"),
          attack("42 list as arguments", "\u0080\2cos\nsystem\n(lS'id'\naR."),
          attack("44 no PROTO, text", "(lp0\n" + CALL + "a."),
          attack("46 marshal", "\u0080\2cmarshal\nloads\n(U\1xtR.", "marshal"),
          attack("46 CodeType", "\u0080\2ctypes\nCodeType\n)R.", "CodeType"));

  @TestFactory
  Stream<DynamicTest> noAttackComesOutClean() {
    return ATTACKS.stream()
        .map(attack -> DynamicTest.dynamicTest(attack.name(), () -> refuses(attack)));
  }

  private static void refuses(Attack attack) {
    List<Finding> findings = judge(attack.latin1().getBytes(ISO_8859_1));
    assertThat(findings)
        .as("findings")
        .anySatisfy(
            finding ->
                assertThat(finding.rule().classification())
                    .isEqualTo(Optional.of(Classification.UNSAFE_PICKLE)));
    assertThat(findings)
        .as("what is named")
        .anySatisfy(finding -> assertThat(finding.message()).contains(attack.mustName()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pip main",
        "pip._internal.cli.main main",
        "runpy run_path",
        "runpy _run_code",
        "timeit timeit",
        "cProfile run",
        "cProfile runctx",
        "profile run",
        "trace Trace.run",
        "pdb run",
        "bdb Bdb.run",
        "code InteractiveInterpreter.runcode",
        "doctest debug_script",
        "ensurepip _run_pip",
        "idlelib.run Executive.runcode",
        "lib2to3.pgen2.grammar Grammar.loads",
        "pydoc pipepager",
        "pydoc locate",
        "venv create",
        "numpy.f2py.crackfortran getlincoef",
        "torch.utils.bottleneck.__main__ run_cprofile",
        "torch._dynamo.guards GuardBuilder.get",
        "torch.fx.experimental.symbolic_shapes ShapeEnv.evaluate_guards_expression",
        "multiprocessing.util spawnv_passfds",
        "pty spawn",
        "_posixsubprocess fork_exec",
        "distutils.spawn spawn",
        "setuptools._distutils.spawn spawn",
        "pkgutil resolve_name",
        "importlib import_module",
        "imp load_source",
        "zipimport zipimporter",
        "mailcap findmatch",
        "pipes Template.copy",
        "typing _eval_type",
        "typing get_type_hints",
        "dataclasses _create_fn",
        "operator call",
        "functools reduce",
        "functools cached_property",
        "itertools starmap",
        "atexit register",
        "weakref finalize",
        "sched scheduler",
        "contextlib ExitStack",
        "contextvars Context.run",
        "_io open",
        "io FileIO",
        "pathlib Path.write_text",
        "shutil rmtree",
        "linecache getline",
        "logging.config fileConfig",
        "tempfile mktemp",
        "urllib.request urlopen",
        "http.client HTTPConnection",
        "ssl get_server_certificate",
        "socket socket",
        "smtplib SMTP",
        "ftplib FTP",
        "webbrowser open",
        "ctypes CDLL",
        "cffi FFI",
        "aiohttp request",
        "pandas eval",
        "sympy.parsing.sympy_parser eval_expr",
        "joblib load",
        "sklearn.utils._testing raises",
        "keras.models load_model",
        "tensorflow.saved_model load",
        "execute execute",
        "uuid _get_command_stdout",
        "_osx_support _read_output",
        "_aix_support _read_cmd_output",
        "imaplib IMAP4_stream",
        "test.support.script_helper assert_python_ok",
        "sys exit",
        "builtins exec",
        "builtins compile",
        "builtins __import__",
        "builtins open",
        "builtins globals",
        "numpy save",
        "numpy fromfile",
        "keras.src.saving.saving_lib load_model",
        "sklearn.ensemble._forest os",
        "joblib.numpy_pickle open",
        "collections abc"
      })
  void refusesGadgets(String gadget) {
    String[] names = gadget.split(" ", -1);
    byte[] pickle =
        ("\u0080\4c" + names[0] + "\n" + names[1] + "\n\u008c\1x\u0085R.").getBytes(ISO_8859_1);
    assertThat(judge(pickle))
        .anySatisfy(
            finding -> {
              assertThat(finding.rule().classification())
                  .isEqualTo(Optional.of(Classification.UNSAFE_PICKLE));
              assertThat(finding.message()).contains(names[1]);
            });
  }

  /** Line 43: what is cheap to write and dear to read. */
  @TestFactory
  Stream<DynamicTest> boundsWork() {
    String doubling = "\u0080\2]q\0(h\0h\0e".repeat(1) + "]q\1(h\0h\0e]q\2(h\1h\1e".repeat(1);
    return Stream.of(
            new Attack(
                "nested lists", "\u0080\2" + "]".repeat(200_000) + "a".repeat(199_999) + ".", ""),
            new Attack("nested tuples", "\u0080\2N" + "\u0085".repeat(200_000) + ".", ""),
            new Attack("memo doubling", doubling + billion() + ".", ""),
            new Attack("many opcodes", "\u0080\2" + "N0".repeat(2_500_000) + "N.", ""),
            new Attack("many stacked", "\u0080\2" + "N".repeat(6_000_000) + ".", ""),
            new Attack("many lists", "\u0080\2" + "]a".repeat(1) + "]".repeat(6_000_000) + ".", ""))
        .map(
            attack ->
                DynamicTest.dynamicTest(
                    attack.name(),
                    () -> {
                      PickleStream stream =
                          PickleMachine.read(ByteSource.of(attack.latin1().getBytes(ISO_8859_1)));
                      PickleJudge.judge(stream);
                      stream.root().ifPresent(ModelFinder::in);
                    }));
  }

  private static String billion() {
    StringBuilder lists = new StringBuilder();
    for (int i = 3; i < 60; i++) {
      lists.append("]q").append((char) i).append("(h").append((char) (i - 1));
      lists.append('h').append((char) (i - 1)).append('e');
    }
    return lists.toString();
  }

  /** A payload anywhere in a genuine pickle is found, result kept or dropped. */
  @TestFactory
  Stream<DynamicTest> payloadBetweenAnyTwoOpcodes() {
    return Stream.of(
            GenuinePickles.configAndWeights(),
            GenuinePickles.h5Dict(GenuinePickles.array()),
            GenuinePickles.keras3(new byte[] {'P', 'K', 3, 4}))
        .map(
            assembler ->
                DynamicTest.dynamicTest(
                    "model " + assembler.starts().size(),
                    () -> {
                      byte[] genuine = assembler.stop();
                      assertThat(judge(genuine)).isEmpty();
                      for (int at : assembler.starts()) {
                        List<Finding> findings =
                            judge(insert(genuine, at, DROPPED.getBytes(ISO_8859_1)));
                        assertThat(findings)
                            .as("payload at %d", at)
                            .anySatisfy(f -> assertThat(f.message()).contains("os.system"));
                      }
                    }));
  }

  private static byte[] insert(byte[] bytes, int at, byte[] what) {
    List<Byte> joined = new ArrayList<>();
    for (int i = 0; i <= bytes.length; i++) {
      if (i == at) {
        for (byte one : what) {
          joined.add(one);
        }
      }
      if (i < bytes.length) {
        joined.add(bytes[i]);
      }
    }
    byte[] result = new byte[joined.size()];
    for (int i = 0; i < result.length; i++) {
      result[i] = joined.get(i);
    }
    return result;
  }

  static List<Finding> judge(byte[] pickle) {
    return PickleJudge.judge(PickleMachine.read(ByteSource.of(pickle))).findings();
  }
}
