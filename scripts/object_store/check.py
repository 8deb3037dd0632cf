"""Fills a bucket of an S3 server with the samples and with a store whose files the proxy fails; or holds the rows.

check.py fill PORT SAMPLES MODEL
check.py rows PORT
"""
import json
import os
import sys

import boto3

EXPECTED = {
    "denied.h5": ("unreadable", "rejected", "permission denied"),
    "gone.h5": ("unreadable", "rejected", "is not there any more"),
    "down.h5": ("unreadable", "rejected", "Status Code: 500"),
    "flaky.h5": ("needs_migration", "migrated", ""),
    "cut.h5": ("needs_migration", "migrated", ""),
    "good.h5": ("needs_migration", "migrated", ""),
}


def fill(s3, samples, model):
    s3.create_bucket(Bucket="models")
    for directory, _, files in os.walk(samples):
        for name in files:
            path = os.path.join(directory, name)
            s3.upload_file(path, "models", "store/" + os.path.relpath(path, samples))
    for name in EXPECTED:
        s3.upload_file(model, "models", "faulty/" + name)


def rows(s3):
    """0 where every file of the faulty store has the row that it should have."""
    keys = [entry["Key"] for entry in s3.list_objects_v2(Bucket="models", Prefix="faulty-out/")["Contents"]]
    manifest = next(key for key in keys if key.endswith("/manifest.jsonl"))
    found = {}
    for line in s3.get_object(Bucket="models", Key=manifest)["Body"].read().decode().splitlines():
        row = json.loads(line)
        found[row["artifact"]] = (row["classification"], row["outcome"], (row.get("reason") or {}).get("message", ""))
    wrong = [name for name, (what, outcome, says) in EXPECTED.items()
             if name not in found or found[name][:2] != (what, outcome) or says not in found[name][2]]
    for name in sorted(found):
        print("%-10s %-16s %-9s %s" % ((name,) + found[name]))
    for name in wrong:
        print("wrong: %s is not %s" % (name, EXPECTED[name]))
    return 1 if wrong else 0


client = boto3.client("s3", endpoint_url="http://127.0.0.1:" + sys.argv[2], region_name="us-east-1")
if sys.argv[1] == "fill":
    fill(client, *sys.argv[3:])
else:
    sys.exit(rows(client))
