package dev.salvor.inspect.pickle;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.pickle.PickleNode.BigInt;
import dev.salvor.format.pickle.PickleStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
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

  /** The format since PyTorch 1.6: a zip with {@code data.pkl} and a member for each storage. */
  static boolean isZip(ByteSource bytes) {
    return bytes.size() > 3 && bytes.at(0) == 'P' && bytes.at(1) == 'K' && bytes.at(2) == 3;
  }

  /** The same of a zip. */
  static List<Finding> judge(Path zip) throws IOException {
    List<Finding> findings = new ArrayList<>(ZippedPickles.judge(zip));
    findings.add(
        Finding.of(Rule.FILE_FOREIGN_FRAMEWORK, Location.NONE, "PyTorch wrote it (torch.save)"));
    return findings;
  }

  /** Whatever it does beyond PyTorch's own tensors, and that it is PyTorch's. */
  static List<Finding> judge(PickleStream stream) {
    List<Finding> findings = new ArrayList<>();
    PickleStream withoutStorages =
        new PickleStream(
            stream.roots(), stream.events(), null, null, stream.protocol(), stream.joblib());
    findings.addAll(PickleJudge.judge(withoutStorages).findings());
    findings.add(
        Finding.of(
            Rule.FILE_FOREIGN_FRAMEWORK, Location.NONE, "PyTorch wrote it (torch.save, legacy format)"));
    return findings;
  }
}
