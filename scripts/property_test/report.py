"""Holds a run's manifest against what was made: counts by environment and by layer, and every model that is not right.

    python report.py MADE.jsonl… --manifest manifest.jsonl
"""
import argparse
import collections
import json
import re
import sys

KINDS = ["equal", "mismatched", "ambiguous", "rejected", "failed", "missing"]


def rows(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            yield from map(json.loads, file)


def verdict(made, row):
    """What became of one model. Where the version reads its own file back as another model than it saved, either may be
    right: a difference is `ambiguous` and for a person to look at."""
    if row is None:
        return "missing"
    outcome = row["outcome"]
    if outcome in ("migrated", "copied"):
        return "equal" if row.get("validation", {}).get("evidence") == "golden" else "failed"
    if outcome == "mismatched":
        return "mismatched" if made["golden"] != "reload, not the model that was saved" else "ambiguous"
    return "rejected" if outcome == "rejected" else "failed"


def reason(row):
    return row.get("reason", {}).get("message", row["outcome"]) if row else "no row"


def table(title, counts):
    print("\n%-46s%s" % (title, "".join("%11s" % kind for kind in KINDS)))
    for name in sorted(counts):
        print("%-46s%s" % (name, "".join("%11s" % (counts[name][kind] or "·") for kind in KINDS)))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("made", nargs="+")
    parser.add_argument("--manifest", required=True)
    parser.add_argument("--layers", action="store_true", help="count by layer too")
    args = parser.parse_args()
    manifest = {row["artifact"]: row for row in rows([args.manifest])}
    versions, layers = collections.defaultdict(collections.Counter), collections.defaultdict(collections.Counter)
    bad, unmade, skipped = [], collections.Counter(), collections.defaultdict(dict)
    for made in rows(args.made):
        environment = made["environment"]
        if "skipped" in made:
            skipped[environment][made["skipped"]] = made["reason"]
        elif "error" in made:
            unmade[environment] += 1
        else:
            row = manifest.get(made["artifact"])
            found = verdict(made, row)
            versions[environment][found] += 1
            for layer in set(made["layers"]):
                layers[layer][found] += 1
            if found != "equal":
                bad.append((found, made["artifact"], re.sub(r"\s+", " ", reason(row)), made["golden"]))
    for line in sorted(bad):
        print("%s  %s  %s  [%s]" % line)
    table("environment", versions)
    if args.layers:
        table("layer (models that hold it)", layers)
    for environment, count in sorted(unmade.items()):
        print("%s: %d seeds that the framework itself refused" % (environment, count))
    wrong = sum(counts["mismatched"] + counts["failed"] + counts["missing"] for counts in versions.values())
    for environment, names in sorted(skipped.items()):
        print("%s: left out: %s" % (environment, ", ".join("%s (%s)" % item for item in sorted(names.items()) if not item[1].startswith("another"))))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
