package dev.salvor.artifact;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * Groups the files of a store into artifacts: a file, or files that belong together. Pure code on
 * names; the content of a few candidates is asked of a {@link ContentPeek}. Every file ends in an
 * artifact but recorded outputs, Salvor's own output and what desktops leave behind ({@link
 * Bystanders}).
 */
public final class ArtifactLayout {

  /** Longest groups first: what one rule claims, the next ones do not see. */
  private static final List<GroupingRule> RULES =
      List.of(
          new SavedModelRule(),
          new KerasDirectoryRule(),
          new TfjsRule(),
          new JoblibRule(),
          new SplitArchiveRule(),
          new CheckpointRule());

  private ArtifactLayout() {}

  /** {@link #group(Collection, ContentPeek)} by names alone. */
  public static List<Artifact> group(Collection<ArtifactFile> files) {
    return group(files, ContentPeek.NAMES_ONLY);
  }

  /**
   * @param files of a whole store or of a part of it whose directories are complete
   * @param peek asked for candidates only
   * @return sorted by path, named by {@link ModelNames}
   */
  public static List<Artifact> group(Collection<ArtifactFile> files, ContentPeek peek) {
    Listing listing = new Listing(Bystanders.without(files));
    List<FileGroup> groups = new ArrayList<>();
    for (GroupingRule rule : RULES) {
      groups.addAll(rule.claim(listing, peek));
    }
    ArchitecturePairs pairs = ArchitecturePairs.pair(listing, groups, peek);
    groups = pairs.groups();
    for (ArtifactFile file : listing.left()) {
      groups.add(
          FileGroup.of(file.path(), Artifact.Layout.FILE, file, List.of(file))
              .near(pairs.near(file)));
    }
    groups.sort(Comparator.comparing(FileGroup::path));
    return ModelNames.assign(groups);
  }
}
