package dev.salvor.inspect.damage;

import dev.salvor.finding.Finding;
import dev.salvor.format.checkpoint.CheckpointEntry;
import dev.salvor.format.checkpoint.CheckpointReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tensors of a checkpoint, each held against its checksum. */
final class CheckpointSurvey {
  private CheckpointSurvey() {}

  static List<Part> of(Path prefix, String name) throws IOException {
    CheckpointReader reader = CheckpointReader.open(prefix, name);
    List<Part> parts = new ArrayList<>();
    for (CheckpointEntry entry : reader.entries()) {
      List<Finding> damage = reader.verify(entry::equals);
      parts.add(
          new Part(
              entry.key(),
              entry.shape() + entry.type().map(type -> " " + type.id()).orElse(""),
              damage.isEmpty() ? null : damage.get(0).message()));
    }
    return parts;
  }
}
