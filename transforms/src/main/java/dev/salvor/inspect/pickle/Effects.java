package dev.salvor.inspect.pickle;

import dev.salvor.format.pickle.PickleNode.Global;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What well-known functions that have no place in a model do, for the words of the report. Whether
 * a pickle is safe is never read from this list: only {@link AllowList} says that.
 */
final class Effects {
  private record Effect(String phrase, Set<String> modules, Set<String> names) {
    boolean covers(Global global) {
      String module = global.module();
      boolean inModule =
          modules.contains(module)
              || modules.stream().anyMatch(known -> module.startsWith(known + "."));
      return inModule && (names.isEmpty() || names.contains(global.name()));
    }
  }

  private static final Set<String> BUILTINS = Set.of("builtins", "__builtin__", "__builtins__");

  private static final List<Effect> KNOWN =
      List.of(
          new Effect(
              "runs Python code",
              BUILTINS,
              Set.of("eval", "exec", "execfile", "compile", "__import__", "input", "apply")),
          new Effect("opens a file", BUILTINS, Set.of("open", "file")),
          new Effect("reaches into other objects", BUILTINS, Set.of("getattr", "setattr", "vars")),
          new Effect(
              "makes a class or runs its methods", BUILTINS, Set.of("type", "map", "filter")),
          new Effect(
              "runs commands or changes files",
              Set.of(
                  "os",
                  "posix",
                  "nt",
                  "subprocess",
                  "_posixsubprocess",
                  "pty",
                  "commands",
                  "popen2",
                  "shutil",
                  "tempfile",
                  "multiprocessing",
                  "asyncio",
                  "distutils"),
              Set.of()),
          new Effect(
              "opens or changes files",
              Set.of("io", "_io", "pathlib", "linecache", "fileinput", "zipimport", "logging"),
              Set.of()),
          new Effect(
              "uses the network",
              Set.of(
                  "socket",
                  "_socket",
                  "urllib",
                  "urllib2",
                  "http",
                  "httplib",
                  "requests",
                  "ftplib",
                  "smtplib",
                  "ssl",
                  "webbrowser",
                  "aiohttp",
                  "xmlrpc"),
              Set.of()),
          new Effect(
              "loads further pickles",
              Set.of("pickle", "_pickle", "cPickle", "torch.storage", "pandas.io.pickle"),
              Set.of()),
          new Effect(
              "loads further files",
              Set.of(
                  "numpy",
                  "joblib",
                  "joblib.numpy_pickle",
                  "torch",
                  "torch.serialization",
                  "pandas",
                  "keras.models",
                  "tensorflow.saved_model"),
              Set.of("load", "loads", "read_pickle", "load_model")),
          new Effect(
              "rebuilds functions from code in the file",
              Set.of("dill", "cloudpickle", "marshal", "types", "new"),
              Set.of()),
          new Effect(
              "imports or runs modules",
              Set.of(
                  "importlib",
                  "runpy",
                  "imp",
                  "pkgutil",
                  "pip",
                  "site",
                  "ensurepip",
                  "venv",
                  "timeit",
                  "cProfile",
                  "profile",
                  "trace",
                  "pdb",
                  "bdb",
                  "code",
                  "codeop",
                  "doctest",
                  "pydoc",
                  "idlelib",
                  "lib2to3",
                  "execute",
                  "numpy.testing",
                  "numpy.f2py",
                  "torch.utils",
                  "torch._dynamo",
                  "torch.jit"),
              Set.of()),
          new Effect(
              "calls functions given to it",
              Set.of(
                  "functools",
                  "operator",
                  "itertools",
                  "_functools",
                  "_operator",
                  "atexit",
                  "sched",
                  "contextlib",
                  "contextvars",
                  "weakref"),
              Set.of()),
          new Effect(
              "reaches into the interpreter",
              Set.of(
                  "sys",
                  "ctypes",
                  "_ctypes",
                  "cffi",
                  "gc",
                  "inspect",
                  "builtins",
                  "__builtin__",
                  "signal",
                  "threading",
                  "_thread",
                  "codecs"),
              Set.of()));

  private Effects() {}

  /** What calling it would do, as the rest of a sentence; empty for what is not well known. */
  static Optional<String> of(Global global) {
    return KNOWN.stream().filter(effect -> effect.covers(global)).map(Effect::phrase).findFirst();
  }
}
