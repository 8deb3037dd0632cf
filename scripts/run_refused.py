#!/usr/bin/env python
"""Holds refusals against the TensorFlow of this Python: run_refused.py OUTPUT STORE

Every SavedModel of STORE that Salvor's newest run in OUTPUT refused must fail here too, and over an op or attribute
that its row names. What a conversion would take out (DisableCopyOnRead nodes, names for debugging, the saver's and
other functions that no signature calls) is taken out before. Prints what does not agree; the exit code is 1 then.
"""
from __future__ import print_function

import json
import os
import re
import sys
import tempfile

from run_published import apart, newest_run, recorded, run_in_session

from tensorflow.core.protobuf import saved_model_pb2


def refused(output):
    """(artifact, everything its row says) of SavedModels that were refused."""
    with open(os.path.join(newest_run(output), "manifest.jsonl")) as rows:
        for line in rows:
            row = json.loads(line)
            if row["kind"] == "saved_model" and row["outcome"] == "rejected":
                yield row["artifact"], " ".join(finding["message"] for finding in row["findings"])


def called(meta):
    """Names of the functions that the signatures and what they call need."""
    functions = {function.signature.name: function for function in meta.graph_def.library.function}
    needed, todo = set(), [node for node in meta.graph_def.node if "saver" not in node.name.lower()]
    todo = [node for node in todo if not node.name.startswith(("saver_filename", "StatefulPartitionedCall_"))] + [
        node for node in todo if node.name.startswith("StatefulPartitionedCall_")
        and not re.search("traced_(save|restore)", str(node.attr["f"]))]
    while todo:
        node = todo.pop()
        for value in node.attr.values():
            for name in [value.func.name] + [each.name for each in value.list.func]:
                if name in functions and name not in needed:
                    needed.add(name)
                    todo.extend(functions[name].node_def)
    return needed


def without_removable(source):
    """A copy of a SavedModel without what a conversion takes out."""
    target = tempfile.mkdtemp()
    proto = saved_model_pb2.SavedModel()
    with open(os.path.join(source, "saved_model.pb"), "rb") as file:
        proto.ParseFromString(file.read())
    for meta in proto.meta_graphs:
        needed = called(meta)
        kept = [function for function in meta.graph_def.library.function if function.signature.name in needed]
        del meta.graph_def.library.function[:]
        meta.graph_def.library.function.extend(kept)
        meta.ClearField("saver_def")
        kept = [node for node in meta.graph_def.node
                if not re.search("traced_(save|restore)", str(node.attr["f"] if "f" in node.attr else ""))]
        names = {node.name for node in kept}
        kept = [node for node in kept if all(each.lstrip("^").split(":")[0] in names for each in node.input)]
        del meta.graph_def.node[:]
        meta.graph_def.node.extend(kept)
        for nodes in [meta.graph_def.node] + [function.node_def for function in meta.graph_def.library.function]:
            for node in nodes:
                node.attr.pop("debug_name", None)
    with open(os.path.join(target, "saved_model.pb"), "wb") as file:
        file.write(proto.SerializeToString())
    for name in ("assets",):
        if os.path.exists(os.path.join(source, name)):
            os.symlink(os.path.abspath(os.path.join(source, name)), os.path.join(target, name))
    return target


def main():
    """Tries all refused models; returns the exit code."""
    output, store = sys.argv[1:3]
    tried = wrong = 0
    for artifact, said in refused(output):
        tried += 1
        fault = apart(run_in_session, without_removable(os.path.join(store, artifact)), {})
        named = re.findall(r"Op type not registered '(\w+)'|NodeDef mentions attr '(\w+)'|Op 'XlaCallModule'", fault or "")
        words = {word for pair in named for word in pair if word}
        if not words or not any(word in said for word in words):
            wrong += 1
            print("%s: TensorFlow says %s; the row says %s" % (artifact, fault, said[:300]))
    print("%d refusals, %d of which TensorFlow does not share" % (tried, wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
