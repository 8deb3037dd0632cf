package dev.salvor.inspect.pickle;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.NumpyArray;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Constant;
import dev.salvor.format.pickle.PickleStream;
import dev.salvor.format.pickle.PickleText;
import dev.salvor.format.pickle.PickleValues;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The pickles inside the pickle of Keras 2.2.3 to 2.3: beside {@code name: bytes} stands {@code
 * _name_pickled: True}, and loading unpickles the bytes.
 */
final class H5DictArrays {
  private H5DictArrays() {}

  /** What is unsafe, not proved or damaged in them. */
  static List<Finding> judge(PickledModel.H5Dict model, PickleFile file) throws IOException {
    List<Finding> findings = new ArrayList<>();
    Set<PickleNode> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    Deque<DictNode> groups = new ArrayDeque<>(List.of(model.root()));
    while (!groups.isEmpty()) {
      DictNode group = groups.pop();
      if (!seen.add(group)) {
        continue;
      }
      for (int i = 0; i < group.size(); i++) {
        PickleNode value = group.values().get(i);
        if (value instanceof DictNode inner) {
          groups.push(inner);
        }
        Optional<String> name = group.keyAt(i);
        Optional<Blob> bytes = PickleValues.bytes(value);
        if (name.isPresent() && bytes.isPresent() && pickled(group, name.get())) {
          findings.addAll(judge(name.get(), bytes.get(), file));
        }
      }
    }
    return findings;
  }

  private static boolean pickled(DictNode group, String name) {
    return group.value("_" + name + "_pickled").filter(Constant.TRUE::equals).isPresent();
  }

  private static List<Finding> judge(String name, Blob bytes, PickleFile file) throws IOException {
    PickleStream stream = PickleMachine.read(file.bytes(bytes));
    List<Finding> findings = new ArrayList<>();
    String where = "in the pickle of '" + PickleText.printable(name) + "': ";
    for (Finding finding : PickleJudge.judge(stream).findings()) {
      findings.add(
          new Finding(
              finding.rule(),
              finding.level(),
              where + finding.message(),
              Location.tensor(name).at(bytes.offset())));
    }
    if (findings.isEmpty() && stream.root().flatMap(NumpyArray::of).isEmpty()) {
      findings.add(
          Finding.of(
              Rule.PICKLE_UNPROVEN,
              Location.tensor(name).at(bytes.offset()),
              where + "it holds something else than an array"));
    }
    return findings;
  }
}
