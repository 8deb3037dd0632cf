package dev.salvor.inspect.keras.architecture;

import java.util.Set;

/**
 * Modules of Python's standard library and built-in functions. No layer is in them: a configuration
 * that names one makes Keras import and call it (keras 3, saving/serialization_lib.py,
 * _retrieve_class_or_fn).
 */
final class StandardLibrary {
  private static final Set<String> MODULES =
      Set.of(
          "os",
          "posix",
          "posixpath",
          "nt",
          "ntpath",
          "sys",
          "subprocess",
          "builtins",
          "__builtin__",
          "importlib",
          "imp",
          "runpy",
          "pty",
          "shutil",
          "pathlib",
          "io",
          "socket",
          "ssl",
          "http",
          "urllib",
          "urllib2",
          "ftplib",
          "smtplib",
          "telnetlib",
          "webbrowser",
          "pickle",
          "_pickle",
          "cPickle",
          "marshal",
          "shelve",
          "copyreg",
          "copy_reg",
          "ctypes",
          "code",
          "codeop",
          "codecs",
          "commands",
          "platform",
          "multiprocessing",
          "threading",
          "asyncio",
          "concurrent",
          "signal",
          "operator",
          "functools",
          "types",
          "inspect",
          "ast",
          "dis",
          "pdb",
          "bdb",
          "timeit",
          "cProfile",
          "profile",
          "trace",
          "tempfile",
          "glob",
          "zipfile",
          "tarfile",
          "zipimport",
          "pkgutil",
          "pip",
          "setuptools",
          "distutils",
          "venv",
          "ensurepip",
          "site",
          "atexit",
          "gc",
          "weakref",
          "sqlite3",
          "xmlrpc",
          "fileinput",
          "linecache",
          "logging",
          "unittest",
          "doctest",
          "getpass",
          "resource",
          "fcntl",
          "mmap");

  private static final Set<String> FUNCTIONS =
      Set.of(
          "exec",
          "eval",
          "compile",
          "execfile",
          "open",
          "input",
          "raw_input",
          "__import__",
          "getattr",
          "setattr",
          "delattr",
          "globals",
          "locals",
          "vars",
          "breakpoint",
          "memoryview",
          "exit",
          "quit",
          "help",
          "print",
          "map",
          "filter",
          "apply",
          "reload",
          "system",
          "popen");

  private StandardLibrary() {}

  static boolean holds(String module) {
    int dot = module.indexOf('.');
    return MODULES.contains(dot < 0 ? module : module.substring(0, dot));
  }

  /** Whether a bare name means a built-in that acts. */
  static boolean isDangerous(String function) {
    return FUNCTIONS.contains(function);
  }
}
