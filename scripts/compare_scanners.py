"""Holds Salvor and pickle scanners against the labels of one store: who calls what unsafe.

usage: compare_scanners.py LABELS STORE MANIFEST

LABELS    JSON lines with path and classification (unsafe_pickle, needs_migration, unsupported, not_a_model, …)
STORE     the folder that the paths are relative to
MANIFEST  what Salvor said: the manifest of a run over STORE, or the output of `salvor inspect --json STORE`

Files labelled unsafe_pickle should be called unsafe, all others not; corrupt ones and archives are left out. A scanner
that stops with an error, or gives no verdict within 20 s, has neither warned nor cleared: counted on its own, and as
not found where recall is computed. Needs picklescan, fickling and modelscan in this Python.
"""
import contextlib
import io
import json
import logging
import os
import signal
import sys
import time
import warnings

LIMIT = 20
UNSAFE, SAFE, ERROR = "unsafe", "safe", "error"


class TooLong(Exception):
    pass


def with_limit(scan, path):
    def expire(*_):
        raise TooLong()

    signal.signal(signal.SIGALRM, expire)
    signal.alarm(LIMIT)
    try:
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            return scan(path)
    except BaseException as e:
        if isinstance(e, KeyboardInterrupt):
            raise
        return ERROR
    finally:
        signal.alarm(0)


def picklescan(path):
    from picklescan.scanner import scan_file_path

    result = scan_file_path(path)
    return UNSAFE if result.infected_files or result.issues_count else ERROR if result.scan_err else SAFE


def fickling(path):
    from fickling.analysis import Severity, check_safety
    from fickling.fickle import StackedPickle

    with open(path, "rb") as file:
        pickles = StackedPickle.load(file)
        if not len(pickles):
            return ERROR
        worst = max(check_safety(one).severity for one in pickles)
    return SAFE if worst <= Severity.LIKELY_SAFE else UNSAFE


def modelscan(path):
    from modelscan.modelscan import ModelScan

    result = ModelScan().scan(path)
    if result["summary"]["total_issues"]:
        return UNSAFE
    return ERROR if result["errors"] else SAFE if result["summary"]["scanned"]["total_scanned"] else "not scanned"


def main():
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(5000)
    labels_path, store, manifest = sys.argv[1:]
    with open(labels_path) as lines:
        labels = [json.loads(line) for line in lines]
    with open(manifest) as lines:
        rows = [json.loads(line) for line in lines]
    salvor = {}
    for row in rows:
        path = row["artifact"].split("!/")[0]  # of an archive, the worst of its members
        if salvor.get(path) != UNSAFE:
            salvor[path] = UNSAFE if row["classification"] == "unsafe_pickle" else SAFE
    prefix = os.path.basename(os.path.abspath(store)) + "/"
    chosen = [
        label
        for label in labels
        if os.path.isfile(os.path.join(store, label["path"]))
        and label["classification"] != "corrupt"
        and "unsafe_pickle" not in (label.get("accept") or [])
        and not (label["classification"] == "unsafe_pickle" and label.get("accept"))
    ]
    scanners = {
        "Salvor": lambda path: salvor.get(os.path.relpath(path, store), salvor.get(prefix + os.path.relpath(path, store), ERROR)),
        "picklescan": picklescan,
        "fickling": fickling,
        "modelscan": modelscan,
    }
    bad = sum(label["classification"] == "unsafe_pickle" for label in chosen)
    print("%d files: %d unsafe, %d not" % (len(chosen), bad, len(chosen) - bad))
    print("%-11s %8s %8s %8s %8s %8s %9s %7s %8s" % ("", "found", "cleared", "no word", "false", "passed", "precision", "recall", "seconds"))
    print("%-11s %17s %8s %8s %8s" % ("", "of the unsafe", "", "alarm", ""))
    for name, scan in scanners.items():
        start = time.monotonic()
        found = cleared = silent = alarm = passed = 0
        missed = []
        for label in chosen:
            verdict = with_limit(scan, os.path.join(store, label["path"]))
            if label["classification"] == "unsafe_pickle":
                found += verdict == UNSAFE
                cleared += verdict == SAFE
                silent += verdict not in (UNSAFE, SAFE)
                if verdict != UNSAFE:
                    missed.append(label["path"])
            else:
                alarm += verdict == UNSAFE
                passed += verdict == SAFE
        precision = 100.0 * found / (found + alarm) if found + alarm else 0
        print(
            "%-11s %8d %8d %8d %8d %8d %8.1f%% %6.1f%% %8.1f"
            % (name, found, cleared, silent, alarm, passed, precision, 100.0 * found / max(1, bad), time.monotonic() - start)
        )
        if os.environ.get("VERBOSE"):
            for path in missed:
                print("    not found: " + path)


main()
