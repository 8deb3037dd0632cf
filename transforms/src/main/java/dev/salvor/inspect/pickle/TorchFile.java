package dev.salvor.inspect.pickle;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.PickleNode.BigInt;
import dev.salvor.format.pickle.PickleStream;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * Files of {@code torch.save} before PyTorch 1.6: a pickled magic number, a version, facts of the
 * machine, the object, the storage keys, then the storages raw (torch/serialization.py).
 */
final class TorchFile {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);

  private TorchFile() {}

  static boolean isLegacy(PickleStream stream) {
    return !stream.roots().isEmpty()
        && stream.roots().get(0) instanceof BigInt number
        && number.value().equals(MAGIC);
  }

  /** Whatever it does beyond PyTorch's own tensors, and that it is PyTorch's. */
  static List<Finding> judge(PickleStream stream) {
    List<Finding> findings = new ArrayList<>();
    PickleStream withoutStorages =
        new PickleStream(
            stream.roots(),
            stream.events(),
            stream.ambiguous() ? stream.deviation() : null,
            stream.ambiguous(),
            null,
            stream.protocol(),
            stream.joblib(),
            stream.otherEvents(),
            stream.remains());
    findings.addAll(PickleJudge.judge(withoutStorages).findings());
    findings.add(
        Finding.of(
            Rule.FILE_FOREIGN_FRAMEWORK,
            Location.NONE,
            "PyTorch wrote it (torch.save, legacy format)"));
    return findings;
  }
}
