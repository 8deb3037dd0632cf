"""Compares what Salvor's machine saw with what CPython's readers would have done.

usage: compare.py BATCH SALVOR READER=ORACLE…

Holds that every event of every reader is among Salvor's (as many imports and calls of each), or else that Salvor refuses
the pickle as unsafe or not proved; and that of a pickle that Salvor calls inert, readers and Salvor build the same value.
Exit code 1 where it does not hold; the pickles are printed in hexadecimal, to be kept as test cases.
"""
import collections
import json
import struct
import sys


def missing(events, known):
    """Readers put several items in one by one, where Salvor tells of it once."""
    cut = any(event.endswith("<cut>") for event in known)  # the end of the file inside a name
    more = collections.Counter(event for event in events if not (cut and event.startswith("import "))) - known
    return {event: count for event, count in more.items() if event not in ("append", "setitem") or event not in known}


def main():
    oracles = [argument.split("=", 1) for argument in sys.argv[3:]]
    files = [open(path) for _, path in oracles]
    counts = collections.Counter()
    shown = collections.Counter()
    slowest = 0
    with open(sys.argv[1], "rb") as batch, open(sys.argv[2]) as salvor:
        for line in salvor:
            data = batch.read(struct.unpack("<I", batch.read(4))[0])
            ours = json.loads(line)
            known = collections.Counter(ours["events"])
            counts["pickles"] += 1
            counts["inert"] += ours["inert"]
            slowest = max(slowest, ours["micros"])
            for (label, _), answers in zip(oracles, files):
                for reader, theirs in json.loads(answers.readline()).items():
                    who = label + " " + reader
                    counts["readings"] += 1
                    counts["events"] += len(theirs["events"])
                    missed = missing(theirs["events"], known)
                    problem = None
                    if missed and not ours["unsafe"]:
                        problem, detail = "missed", missed
                    elif missed:
                        counts["not seen, but refused as unsafe or not proved"] += 1
                    elif ours["inert"] and ours["digest"] and theirs["digest"] and theirs["digest"] != ours["digest"]:
                        problem, detail = "another value", ""
                    elif ours["inert"] and not ours["joblib"] and not label.startswith("2") and theirs["error"]:
                        counts["inert, but %s: %s" % (who, theirs["error"][:40])] += 1
                        shown[theirs["error"][:45]] += 1
                        if shown[theirs["error"][:45]] <= 2:
                            print("%s %s\n  %s" % (who, theirs["error"], data[:400].hex()))
                    if problem:
                        counts[problem + " (" + who + ")"] += 1
                        shown[problem] += 1
                        if shown[problem] <= 12:
                            print("%s: %s %s %s\n  %s" % (problem, who, detail, theirs["error"], data[:400].hex()))
    for key, value in sorted(counts.items()):
        print("%9d  %s" % (value, key))
    print("slowest: %.1f ms" % (slowest / 1000.0))
    sys.exit(1 if shown["missed"] or shown["another value"] else 0)


main()
