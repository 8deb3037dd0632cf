"""usage: bench_pickles.py FOLDER JAVA…: writes pickles into FOLDER and times Salvor (JAVA…), pickle.load and genops."""
import os
import pickle
import pickletools
import subprocess
import sys
import time

REPEATS = 5


def write(folder, name, value, protocol):
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        pickle.dump(value, file, protocol)
    return path


def best(work, repeats):
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def load(path):
    with open(path, "rb") as file:
        pickle.load(file)


def genops(path):
    with open(path, "rb") as file:
        for _ in pickletools.genops(file):
            pass


def main():
    folder, java = sys.argv[1], sys.argv[2:]
    rows = [{"layer": "dense_%d" % (i % 50), "units": i % 300, "rate": i / 7.0, "shape": (None, i % 28, 3), "bias": True} for i in range(200000)]
    noise = os.urandom(1 << 20)
    blocks = [noise[i:] + noise[:i] for i in range(256)]
    files = [(write(folder, "opcodes-%d.pkl" % protocol, rows, protocol), True) for protocol in (0, 2, 4)]
    files += [(write(folder, "ints.pkl", list(range(3000000)), 4), True)]
    files += [(write(folder, "arrays-%d.pkl" % protocol, blocks, protocol), False) for protocol in (3, 4)]
    files += [(write(folder, "arrays-2.pkl", blocks[:64], 2), False)]
    told = subprocess.run(java + [str(REPEATS)] + [path for path, _ in files], stdout=subprocess.PIPE, check=True)
    times = {line.split()[0].decode(): float(line.split()[1]) for line in told.stdout.splitlines()}
    print("%-16s %10s %10s | %12s %12s %12s" % ("", "opcodes", "MB", "Salvor", "pickle.load", "genops"))
    for path, many in files:
        count = 0
        with open(path, "rb") as file:
            for _ in pickletools.genops(file):
                count += 1
        megabytes = os.path.getsize(path) / 1e6
        amount, unit = (count / 1e6, "M/s") if many else (megabytes, "MB/s")
        figures = [times[path], best(lambda: load(path), 3), best(lambda: genops(path), 1)]
        print("%-16s %10d %10.1f | %s" % (os.path.basename(path), count, megabytes, " ".join("%7.1f %-4s" % (amount / figure, unit) for figure in figures)))
        os.remove(path)


main()
