package dev.salvor.inspect.pickle;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleMachine;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleStream;
import java.util.List;
import java.util.Optional;

/**
 * A pickle that is part of a file of another format: an array of Python objects, a torch archive.
 */
public final class PickledPart {
  private PickledPart() {}

  /** What is unsafe, not proved or damaged; empty where it is inert. */
  public static List<Finding> judge(ByteSource source) {
    return PickleJudge.judge(PickleMachine.read(source)).findings();
  }

  /** {@link #judge}, or what it holds and why no model is taken out of it; never empty. */
  public static List<Finding> explain(ByteSource source) {
    PickleStream stream = PickleMachine.read(source);
    Judgement judgement = PickleJudge.judge(stream);
    if (!judgement.inert()) {
      return judgement.findings();
    }
    Optional<PickleNode> root = stream.root();
    if (root.isEmpty()) {
      return List.of(unsupported("it holds " + stream.roots().size() + " pickles"));
    }
    ModelFinder.Found found = ModelFinder.in(root.get());
    return List.of(
        found.models().size() == 1
            ? unsupported(
                "it holds "
                    + found.models().get(0).form().label()
                    + "; keep that in a pickle of its own, and it is taken out of there")
            : NoModel.explain(found, judgement));
  }

  private static Finding unsupported(String message) {
    return Finding.of(Rule.FILE_FORMAT_UNSUPPORTED, Location.NONE, message);
  }
}
