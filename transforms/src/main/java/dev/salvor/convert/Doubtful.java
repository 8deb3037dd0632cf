package dev.salvor.convert;

import dev.salvor.finding.Finding;
import java.util.List;

/** Values that are looked at while they are streamed: what they left to say, once they were. */
public interface Doubtful {

  /** Warnings; empty before the values were read. */
  List<Finding> doubts();
}
