# coding: utf-8
"""What CPython's own unpicklers would do with each pickle of a batch: no name is resolved, nothing is called.

usage: oracle.py BATCH OUT

Runs under Python 2.7 and 3. BATCH holds pickles, each behind its length (4 bytes, little-endian). OUT gets one JSON
object a pickle and reader: the events (imports, calls, states, persistent ids, …) up to the end or the error, and a
digest of what was built. find_class gives recording stubs, so that no module is imported and no function called.
"""
import hashlib
import io
import itertools
import json
import struct
import sys

try:
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
except (ImportError, ValueError):
    pass

PY3 = sys.version_info[0] == 3
if PY3:
    import copyreg
    import pickle
    import _pickle
else:
    import copy_reg as copyreg
    import cPickle
    import pickle

EVENTS = []
FILES_READ = 8
LIMIT = 20000


class TooMuch(Exception):
    pass


def record(event):
    EVENTS.append(event)
    if len(EVENTS) > LIMIT:
        raise TooMuch()


def name(text):
    """Names compare with the runs of characters beyond ASCII as one '?': readers decode those differently."""
    if isinstance(text, bytes):
        text = text.decode("latin1")
    out = []
    for char in text:
        if 0x20 <= ord(char) < 0x7F:
            out.append(char)
        elif not out or out[-1] != "?":
            out.append("?")
    return "".join(out)


class SetState(object):
    """Records BUILD on instances and on the classes themselves."""

    def __get__(self, instance, owner):
        def build(state):
            record("build " + (owner.q if instance is None else "object"))
            if instance is not None:
                object.__getattribute__(instance, "parts")[2].append(state)

        return build


class Meta(type):
    def __call__(cls, *args, **kwargs):
        record("call " + cls.q)
        return make(cls, args, kwargs)

    def __setattr__(cls, key, value):
        record("build " + cls.q)


def make(cls, args, kwargs):
    self = object.__new__(cls)
    object.__setattr__(self, "parts", (args, kwargs, [], [], []))
    return self


def new(cls, *args, **kwargs):
    if not isinstance(cls, type):
        return call(cls, *args, **kwargs)
    record("call " + cls.q)
    return make(cls, args, kwargs)


def call(self, *args, **kwargs):
    record("call object")
    return make(type(self), args, kwargs)


def append(self, item):
    record("append")
    object.__getattribute__(self, "parts")[4].append(item)


def extend(self, items):
    record("append")
    object.__getattribute__(self, "parts")[4].extend(items)


def setitem(self, key, value):
    record("setitem")
    object.__getattribute__(self, "parts")[3].append((key, value))


def stub(module, global_name):
    if module == "extension":
        record("extension " + global_name)
    else:
        record("import %s %s" % (name(module), name(global_name)))
    return Meta(
        "Stub",
        (object,),
        {
            "q": "object" if module == "extension" else "%s %s" % (name(module), name(global_name)),
            "__new__": staticmethod(new),
            "__call__": call,
            "__setstate__": SetState(),
            "append": append,
            "extend": extend,
            "add": append,
            "__setitem__": setitem,
            "__hash__": lambda self: id(self),
            "__eq__": lambda self, other: self is other,
        },
    )


def persistent(pid):
    record("persistent")
    return None


def readers():
    if PY3:
        options = {"fix_imports": True, "encoding": "latin1"}
        buffers = {"buffers": itertools.repeat(b"")} if sys.version_info >= (3, 8) else {}
        for label, base in (("C", _pickle.Unpickler), ("Python", pickle._Unpickler)):

            class Reader(base):
                def find_class(self, module, global_name):
                    return stub(module, global_name)

                def persistent_load(self, pid):
                    return persistent(pid)

            yield label, lambda data, r=Reader: r(io.BytesIO(data), **dict(options, **buffers))
    else:

        def c(data):
            reader = cPickle.Unpickler(io.BytesIO(data))
            reader.find_global = stub
            reader.persistent_load = persistent
            return reader

        class Reader(pickle.Unpickler):
            def find_class(self, module, global_name):
                return stub(module, global_name)

            def persistent_load(self, pid):
                return persistent(pid)

        yield "C", c
        yield "Python", lambda data: Reader(io.BytesIO(data))


class Digest(object):
    """A text of a value that the Java side writes too; mirrors are marked, the length is bounded."""

    def __init__(self):
        self.seen = {}
        self.left = 5000
        self.keep = []

    def of(self, value, depth=0):
        self.left -= 1
        if depth > 40 or self.left < 0:
            return "~"
        if value is None or value is True or value is False:
            return str(value)
        kind = type(value)
        if kind is int:
            return "i%d" % value
        if kind is float:
            return "nan" if value != value else "f" + struct.pack(">d", value).hex()
        if kind is str:
            return "t" + hashlib.sha1(value.encode("utf8", "surrogatepass")).hexdigest()
        if kind in (bytes, bytearray):
            return "b" + hashlib.sha1(bytes(value)).hexdigest()
        if kind is tuple:
            return "(" + ",".join(self.of(v, depth + 1) for v in value) + ")"
        if isinstance(value, type):
            return "g" + value.q
        if kind in (set, frozenset):
            return "set%d" % len(value)
        if id(value) in self.seen:
            return "^%d" % self.seen[id(value)]
        self.seen[id(value)] = len(self.seen)
        if kind is list:
            return "[" + ",".join(self.of(v, depth + 1) for v in value) + "]"
        if kind is dict:
            return "{" + self.pairs(value.items(), depth) + "}"
        if isinstance(kind, Meta):
            args, kwargs, states, items, elements = object.__getattribute__(value, "parts")
            return "c%s%s{%s}%s" % (
                self.of(args, depth + 1),
                self.plain(states, depth),
                self.pairs(items, depth),
                self.plain(elements, depth),
            )
        return "?" + kind.__name__

    def plain(self, values, depth):
        return "<" + ",".join(self.of(v, depth + 1) for v in values) + ">"

    def pairs(self, pairs, depth):
        return ",".join(self.of(k, depth + 1) + ":" + self.of(v, depth + 1) for k, v in pairs)


def run(make_reader, data):
    del EVENTS[:]
    copyreg._extension_cache.clear()
    roots = []
    error = None
    try:
        reader = make_reader(data)
        for _ in range(FILES_READ):
            roots.append(reader.load())
    except EOFError as e:
        error = None if roots else "EOFError"
    except BaseException as e:
        error = type(e).__name__ + ": " + repr(e)[:100]
    digest = None
    if PY3 and len(roots) == 1:
        try:
            digest = hashlib.sha1(Digest().of(roots[0]).encode("utf8")).hexdigest()
        except RecursionError:
            digest = None
    return {"events": list(EVENTS), "error": error, "roots": len(roots), "digest": digest}


def main():
    for code in range(1, 1 << 16):
        copyreg._inverted_registry[code] = ("extension", str(code))
    todo = list(readers())
    with open(sys.argv[1], "rb") as batch, open(sys.argv[2], "w") as out:
        while True:
            head = batch.read(4)
            if not head:
                return
            data = batch.read(struct.unpack("<I", head)[0])
            out.write(json.dumps(dict((label, run(make, data)) for label, make in todo)) + "\n")


sys.setrecursionlimit(3000)
main()
