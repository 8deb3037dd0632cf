"""Writes a batch of pickles: genuine ones, mutants of them, and programs of random opcodes.

usage: mutants.py SEED COUNT BATCH FOLDER…

The files of FOLDER that are small pickles are the stock, with generated values in every protocol. The batch is the same
for the same arguments.
"""
import collections
import os
import pickle
import pickletools
import random
import struct
import sys

SMALL = 24 << 10
FRAGMENTS = [
    b"cos\nsystem\n", b"cos\nsystem\n(S'id'\ntR0", b"(S'id'\nios\nsystem\n0", b"(cos\nsystem\nS'id'\no0",
    b"\x8c\x02os\x8c\x06system\x93", b"\x8c\x02os\x94N0\x8c\x06system\x94\x93)R0", b"U\x02osU\x06system\x93",
    b"S'os'\nS'sys\\x74em'\n\x93", b"V\\u006fs\nVsystem\n\x93(tR", b"X\x02\x00\x00\x00osT\x06\x00\x00\x00system\x93",
    b"cnumpy\ndtype\n(S'f4'\nI0\nI1\ntR", b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(I0\ntS'b'\ntR",
    b"cbuiltins\ngetattr\n(ckeras.src.models.sequential\nSequential\nV_unpickle_model\ntR",
    b"c__builtin__\neval\n(V1\ntR", b"ccollections\nOrderedDict\n)R", b"ccollections\nOrderedDict\n)\x81", b"c_io\nBytesIO\n)\x81",
    b"\x82\x01", b"\x83\x01\x02", b"\x84\x05\x00\x00\x00", b"\x84\xff\xff\xff\xff", b"\x82\x00", b"Pid\n", b"NQ", b"(S'storage'\nNNNNtQ",
    b"\x97", b"\x98", b"\x80\x02", b"\x80\x04", b"\x80\x06", b"\x80\x00", b"\x95\x03\x00\x00\x00\x00\x00\x00\x00", b"\x95\x00\x00\x00\x00\x00\x00\x00\x00",
    b"\x95\xff\xff\x00\x00\x00\x00\x00\x00", b"I0xf\n", b"I01\n", b"I00\n", b"I 5\n", b"I1_0\n", b"I5\x00x\n", b"L5L\n", b"L5\n", b"L0x5L\n", b"F1e5\n", b"F1\x00\n",
    b"Finf\n", b"F1_0\n", b"p0\n", b"p1\n", b"p-1\n", b"p01\n", b"p 3\n", b"g0\n", b"g00\n", b"g-1\n", b"q\x00", b"q\x01", b"h\x00", b"h\x01", b"r\x02\x00\x00\x00", b"j\x02\x00\x00\x00",
    b"r\xff\x00\x00\x00", b"\x94", b"N0", b"(0", b"(1", b"2", b"20", b"0", b"1", b"(", b".", b"(x1", b"S'\\xff'\n", b"S\"a'b\"\n", b"S'a'b'\n", b"S'a' \n", b"S'\n",
    b"U\x01\xff", b"T\xff\xff\xff\xff", b"X\x01\x00\x00\x00\xff", b"\x8d\x02\x00\x00\x00\x00\x00\x00\x00os", b"\x8e\xff\xff\xff\xff\xff\xff\xff\x7f", b"\x96\x01\x00\x00\x00\x00\x00\x00\x00a",
    b"V\\ud800\n", b"V\\u12\n", b"V\\U0001f600\n", b"\x8a\x01\x05", b"\x8a\x00", b"\x8b\x01\x00\x00\x00\x80", b"\x8b\xff\xff\xff\xff",
    b"]", b"}", b"\x8f", b")", b"(l", b"(d", b"(NNd", b"(t", b"\x85", b"\x86", b"\x87", b"R", b"b", b"\x81", b"\x92", b"o", b"a", b"e", b"s", b"u", b"\x90", b"\x91",
    b"}Va\nNs", b"](NNe", b"(NNtb", b"}b", b"(N}tb", b"}VN\nNsb", b"Nb", b"Na", b"NNs", b"(NNu", b"(Ne", b"(N\x90",
    b"]R", b"NR", b")]R", b")}\x92", b"]\x81", b")N\x92", b"cos\npath.join\n", b"c\nx\n", b"cos\n\n", b"c os\nsystem\n", b"cos\r\nsystem\r\n", b"c\xff\nx\n", b"cos\nsys", b"c__main__\nX\n)\x81}b",
]


def values(rng, depth=0):
    kind = rng.randrange(18 if depth < 4 else 10)
    if kind == 0:
        return None
    if kind == 1:
        return rng.random() < 0.5
    if kind == 2:
        return rng.choice([0, 1, -1, 255, 256, 65535, 65536, -(1 << 31), 1 << 31, 1 << 63, -(1 << 70), rng.getrandbits(200)])
    if kind == 3:
        return rng.choice([0.0, -0.0, 1.5, 1e300, float("inf"), float("-inf"), float("nan"), rng.random()])
    if kind in (4, 5):
        return rng.choice([u"", u"a", u"name", u"caf\xe9", u"\u20ac", u"\U0001f600", u"a\nb\\c", u"x" * 300, u"\ud800" if sys.version_info[0] > 2 else u"y"])
    if kind in (6, 7):
        return rng.choice([b"", b"ab", bytes(bytearray(range(256))), b"\n'\"\\", b"z" * 300])
    if kind == 8:
        return bytearray(b"abc")
    if kind == 9:
        return rng.choice([complex(1, 2), slice(1, None, 2), int, list])
    many = range(rng.randrange(5))
    if kind in (10, 11):
        return [values(rng, depth + 1) for _ in many]
    if kind in (12, 13):
        return tuple(values(rng, depth + 1) for _ in many)
    if kind in (14, 15):
        return dict((rng.choice([u"k", b"k", 1, 1.0, True, (1, u"a"), u"z%d" % i]), values(rng, depth + 1)) for i in many)
    if kind == 16:
        shared = [values(rng, depth + 1)]
        shared.append(shared)
        return [shared, shared]
    return rng.choice([set([1, u"a"]), frozenset([2]), collections.OrderedDict([(u"a", 1)]), collections.defaultdict(list), collections.Counter(u"aab")])


def stock(rng, folders):
    found = []
    for folder in folders:
        for base, folders_below, files in os.walk(folder):
            folders_below.sort()
            for name in sorted(files):
                path = os.path.join(base, name)
                if os.path.isfile(path) and 0 < os.path.getsize(path) <= SMALL:
                    data = open(path, "rb").read()
                    if data[:1] in b"\x80(c]}lIVSX)" and (data[:1] == b"\x80" or b"." in data[-2:]):
                        found.append(data)
    for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
        for _ in range(60):
            found.append(pickle.dumps(values(rng), protocol))
    return found


def boundaries(data):
    places = []
    try:
        for opcode, arg, at in pickletools.genops(data):
            places.append(at)
    except Exception:
        pass
    return places or [0]


def program(rng, ops):
    start = rng.choice([b"", b"", b"\x80\x02", b"\x80\x04", b"\x80\x05"])
    return start + b"".join(rng.choice(FRAGMENTS) if rng.random() < 0.8 else rng.choice(ops) for _ in range(rng.randrange(1, 14))) + rng.choice([b".", b".", b""])


def mutant(rng, data, places, other, other_places):
    data = bytearray(data)
    for _ in range(rng.choice([1, 1, 1, 2, 3])):
        kind = rng.randrange(11)
        at = min(rng.choice(places), len(data))
        following = min([p for p in places if p > at] or [len(data)])
        if kind == 0 and data:
            data[rng.randrange(len(data))] = rng.randrange(256)
        elif kind in (1, 2, 3):
            data[at:at] = rng.choice(FRAGMENTS)
        elif kind == 4:
            del data[at:following]
        elif kind == 5:
            data[at:at] = data[at:following]
        elif kind == 6:
            from_ = rng.choice(other_places)
            data[at:at] = other[from_:from_ + rng.randrange(1, 200)]
        elif kind == 7:
            del data[rng.randrange(len(data) + 1):]
        elif kind == 8:
            data[at:following] = rng.choice(FRAGMENTS)
        elif kind == 9:
            data += rng.choice([b"", b"\n", b"\x00" * 8, other[:2000]])
        elif kind == 10 and following < len(data):
            data[at:at + 1] = bytearray([rng.choice(data)])
    return bytes(data)


def main():
    rng = random.Random(int(sys.argv[1]))
    count = int(sys.argv[2])
    pickles = stock(rng, sys.argv[4:])
    places = [boundaries(data) for data in pickles]
    ops = [op.code.encode("latin1") for op in pickletools.opcodes]
    with open(sys.argv[3], "wb") as batch:
        def put(data):
            batch.write(struct.pack("<I", len(data)) + data)

        for data in pickles:
            put(data)
        for _ in range(count - len(pickles)):
            if rng.random() < 0.3:
                put(program(rng, ops))
            else:
                one, two = rng.randrange(len(pickles)), rng.randrange(len(pickles))
                put(mutant(rng, pickles[one], places[one], pickles[two], places[two]))
    print("%d pickles from a stock of %d" % (count, len(pickles)))


main()
