package dev.salvor.inspect.graph;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.fingerprint.SavedModelFingerprint;
import dev.salvor.format.protosplit.ChunkedProto;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.tensorflow.proto.SavedModel;

/**
 * What {@code fingerprint.pb} says of the files beside it (protobuf/fingerprint.proto, written
 * since TensorFlow 2.12): FingerprintDef{saved_model_checksum = 1, checkpoint_hash = 5}. No loader
 * checks it, so what differs is said, and decides nothing.
 */
final class FingerprintCheck {
  private static final int SAVED_MODEL = 1;
  private static final int CHECKPOINT = 5;
  private static final long MOST_BYTES = 1 << 16;

  private FingerprintCheck() {}

  static List<Finding> faults(StagedArtifact staged, SavedModel model) throws IOException {
    Path file = staged.directory().resolve("fingerprint.pb");
    List<Finding> findings = new ArrayList<>();
    if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS) || Files.size(file) > MOST_BYTES) {
      return findings;
    }
    UnknownFieldSet fingerprint;
    try {
      fingerprint = UnknownFieldSet.parseFrom(Files.readAllBytes(file));
    } catch (InvalidProtocolBufferException e) {
      findings.add(fault(staged, file, "fingerprint.pb is damaged"));
      return findings;
    }
    Path index = staged.directory().resolve("variables").resolve("variables.index");
    Optional<Path> chunked = SavedModelFile.chunks(staged);
    OptionalLong checksum =
        chunked.isPresent() // of which another sum is taken, chunk by chunk
            ? ChunkedProto.checksum(chunked.get(), SavedModelFile.name(staged, chunked.get()))
            : OptionalLong.of(SavedModelFingerprint.checksum(model));
    if (checksum.isPresent() && differs(fingerprint, SAVED_MODEL, checksum.getAsLong())) {
      findings.add(
          fault(
              staged,
              file,
              "%s is not the one that fingerprint.pb was written with"
                  .formatted(chunked.isPresent() ? SavedModelFile.CHUNKED : "saved_model.pb")));
    }
    if (Files.isRegularFile(index)
        && differs(
            fingerprint, CHECKPOINT, SavedModelFingerprint.checksum(Files.readAllBytes(index)))) {
      findings.add(
          fault(
              staged, file, "variables.index is not the one that fingerprint.pb was written with"));
    }
    return findings;
  }

  private static boolean differs(UnknownFieldSet fingerprint, int field, long checksum) {
    List<Long> stated = fingerprint.getField(field).getVarintList();
    return !stated.isEmpty()
        && stated.get(stated.size() - 1) != 0
        && stated.get(stated.size() - 1) != checksum;
  }

  private static Finding fault(StagedArtifact staged, Path file, String message) {
    return Finding.of(
        Rule.SAVED_MODEL_FINGERPRINT, Location.file(SavedModelFile.name(staged, file)), message);
  }
}
