package dev.salvor.artifact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Volumes: {@code x.z01 … x.zip} (APPNOTE 8.3) and {@code x.7z.001, x.7z.002 …}. */
final class SplitArchiveRule implements GroupingRule {
  private static final Pattern ZIP_PART = Pattern.compile("(.+)\\.[zZ]\\d{2,}");
  private static final Pattern NUMBERED_PART = Pattern.compile("(.+\\.(?:7z|zip|rar))\\.\\d{3,}");

  @Override
  public List<FileGroup> claim(Listing listing, ContentPeek peek) {
    Map<String, List<ArtifactFile>> volumes = new TreeMap<>();
    for (ArtifactFile file : listing.left()) {
      Matcher zip = ZIP_PART.matcher(file.path());
      Matcher numbered = NUMBERED_PART.matcher(file.path());
      if (zip.matches()) {
        volumes.computeIfAbsent(zip.group(1) + ".zip", path -> new ArrayList<>()).add(file);
      } else if (numbered.matches()) {
        volumes.computeIfAbsent(numbered.group(1) + ".001", path -> new ArrayList<>()).add(file);
      }
    }
    List<FileGroup> groups = new ArrayList<>();
    volumes.forEach(
        (path, parts) -> {
          Optional<ArtifactFile> main = listing.find(path);
          if (main.isPresent()) {
            if (!parts.contains(main.get())) {
              parts.add(main.get());
            }
            groups.add(FileGroup.of(path, Artifact.Layout.SPLIT_ARCHIVE, main.get(), parts));
            listing.claim(parts);
          }
        });
    return groups;
  }
}
