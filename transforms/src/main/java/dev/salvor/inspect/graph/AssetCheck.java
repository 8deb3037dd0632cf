package dev.salvor.inspect.graph;

import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.protobuf.ProtoFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.MetaGraphDef;

/** Whether the files that a SavedModel hands to its graph are there, and inside the model. */
final class AssetCheck {
  private AssetCheck() {}

  static List<Finding> faults(StagedArtifact staged, MetaGraphDef meta) throws IOException {
    List<Finding> findings = new ArrayList<>();
    for (String tensor : MetaGraphs.repeatedAssets(meta)) {
      findings.add(
          Finding.of(
              Rule.SAVED_MODEL_ASSET_TWICE,
              Location.tensor(tensor),
              "the file of the asset %s is listed more than once: loaders in C++ refuse to feed it"
                  + " twice",
              tensor));
    }
    Path assets = staged.directory().resolve("assets");
    for (AssetFileDef asset : MetaGraphs.assets(meta)) {
      String name = asset.getFilename();
      Location where = Location.file(staged.artifact().path() + "/assets/" + name);
      if (name.isEmpty()) {
        findings.add(
            Finding.of(
                Rule.GRAPH_DAMAGED,
                Location.file(staged.artifact().path()),
                "an asset of the model has no file name"));
      } else if (leaves(name)) {
        findings.add(
            Finding.of(
                Rule.GRAPH_UNSAFE_OP,
                Location.file(staged.artifact().path()),
                "the asset \"%s\" lies outside the model: the loader would read it from there",
                name));
      } else if (!Files.exists(assets.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        findings.add(
            Finding.of(
                Rule.SAVED_MODEL_INCOMPLETE,
                where,
                "the asset assets/%s is missing, which the graph reads when it is loaded",
                name));
      } else if (Files.exists(assets.resolve(name))) {
        ProtoFile file =
            new ProtoFile(where.file() == null ? name : where.file(), assets.resolve(name));
        FileHead.impostor(file)
            .filter(finding -> finding.rule() != Rule.FILE_EMPTY)
            .ifPresent(findings::add);
      }
    }
    return findings;
  }

  /** Whether a file name of an asset leads out of the directory of assets. */
  public static boolean leaves(String name) {
    if (name.startsWith("/") || name.contains("\\") || name.contains(":") || name.contains("\0")) {
      return true;
    }
    for (String segment : name.split("/", -1)) {
      if (segment.equals("..")) {
        return true;
      }
    }
    return false;
  }
}
