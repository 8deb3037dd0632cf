"""Holds a sample directory against its labels: check_labels.py SAMPLES [LABELS].

Every file of the store belongs to one label, every label to files, every golden to a label, every label to the README's
table; the whole stays small. Prints what does not fit and exits with 1. Standard library only.
"""
import json
import os
import sys

CLASSIFICATIONS = {"unreadable", "unsafe_pickle", "unsafe_code", "corrupt", "not_a_model", "unsupported", "loadable",
                   "needs_migration"}
OUTCOMES = {"migrated", "copied", "rejected"}
FIELDS = {"path", "kind", "producer", "classification", "outcome", "golden", "must_say", "note"}
LARGEST = 3_000_000


def files_under(directory):
    """Paths of all files, relative to `directory`."""
    return sorted(os.path.relpath(os.path.join(parent, name), directory)
                  for parent, _, names in os.walk(directory) for name in names)


def belongs(file, label):
    """Whether a file is part of the artifact that `label` names."""
    path = label["path"]
    return file == path or file.startswith((path + "/", path + ".")) or file in label.get("beside", [])


def problems(samples, labels, readme):
    """What does not fit, as lines of text."""
    store, goldens = os.path.join(samples, "store"), os.path.join(samples, "goldens")
    stored = files_under(store)
    for file in stored:
        owners = [label["path"] for label in labels if belongs(file, label)]
        if len(owners) != 1:
            yield "%s belongs to %s" % (file, owners or "no label")
    for label in labels:
        path = label["path"]
        if not any(belongs(file, label) for file in stored):
            yield "%s is labelled but not in the store" % path
        if not FIELDS <= set(label):
            yield "%s lacks %s" % (path, sorted(FIELDS - set(label)))
        if label["classification"] not in CLASSIFICATIONS or label["outcome"] not in OUTCOMES:
            yield "%s: unknown classification or outcome" % path
        if bool(label["golden"]) != (label["outcome"] != "rejected"):
            yield "%s is %s, golden %s" % (path, label["outcome"], label["golden"])
        if "`%s`" % path not in readme:
            yield "%s is not in the README" % path
    wanted = sorted(os.path.relpath(label["golden"], "goldens") for label in labels if label["golden"])
    if wanted != files_under(goldens):
        yield "goldens differ from the labels': %s" % sorted(set(wanted) ^ set(files_under(goldens)))
    size = sum(os.path.getsize(os.path.join(top, file)) for top in (store, goldens) for file in files_under(top))
    if size > LARGEST:
        yield "store and goldens have %d bytes, more than %d" % (size, LARGEST)


def main():
    """Checks; returns the exit code."""
    samples = sys.argv[1]
    labels_path = sys.argv[2] if len(sys.argv) > 2 else os.path.join(samples, "labels.jsonl")
    with open(labels_path, encoding="utf-8") as lines:
        labels = [json.loads(line) for line in lines]
    with open(os.path.join(os.path.dirname(labels_path), "README.md"), encoding="utf-8") as text:
        found = list(problems(samples, labels, text.read()))
    print("\n".join(found) or "%d artifacts, labelled and complete" % len(labels))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
