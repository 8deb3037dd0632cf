package dev.salvor.artifact;

import dev.salvor.artifact.ContentPeek.Content;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Directories with saved_model.pb, .pbtxt or .cpb, or with what a broken copy left of one. Names of
 * the members: tensorflow/cc/saved_model/constants.h; tfhub_module.pb is TF Hub's.
 */
final class SavedModelRule implements GroupingRule {

  /** In the order in which TensorFlow looks for them (cc/saved_model/reader.cc). */
  private static final List<String> GRAPHS =
      List.of("saved_model.cpb", "saved_model.pb", "saved_model.pbtxt");

  private static final Pattern UNFINISHED =
      Pattern.compile("\\.?saved_model\\.(?:pb|pbtxt|cpb)[._].+");
  private static final Pattern BUNDLE =
      Pattern.compile("(?:saved_model_)?variables\\.(?:index|data-\\d{5}-of-\\d{5})");
  private static final Pattern MEMBER =
      Pattern.compile(
          "\\.?saved_model\\.(?:pb|pbtxt|cpb)(?:[._].+)?"
              + "|keras_metadata\\.pb|fingerprint\\.pb|tfhub_module\\.pb"
              + "|(?:variables|assets|assets\\.extra|debug)/.+");

  @Override
  public List<FileGroup> claim(Listing listing, ContentPeek peek) {
    List<FileGroup> groups = new ArrayList<>();
    for (String directory : candidates(listing)) {
      group(directory, listing, peek)
          .ifPresent(
              group -> {
                listing.reserve(group.path());
                listing.claim(group.files());
                groups.add(group);
              });
    }
    return groups;
  }

  /** The deepest first: a SavedModel in another's assets/ is one of its own. */
  private static List<String> candidates(Listing listing) {
    Set<String> directories = new TreeSet<>();
    for (ArtifactFile file : listing.left()) {
      String directory = file.directory();
      if (GRAPHS.contains(file.name()) || UNFINISHED.matcher(file.name()).matches()) {
        directories.add(directory);
      } else if (BUNDLE.matcher(file.name()).matches()) {
        if (directory.endsWith("/variables")) {
          directories.add(directory.substring(0, directory.length() - "/variables".length()));
        } else if (directory.equals("variables")) {
          directories.add("");
        }
      }
    }
    return directories.stream()
        .sorted(
            Comparator.comparingLong((String d) -> d.chars().filter(c -> c == '/').count())
                .reversed())
        .toList();
  }

  private static Optional<FileGroup> group(String directory, Listing listing, ContentPeek peek) {
    int prefix = directory.isEmpty() ? 0 : directory.length() + 1;
    List<ArtifactFile> members =
        listing.below(directory).stream()
            .filter(file -> MEMBER.matcher(file.path().substring(prefix)).matches())
            .toList();
    if (members.isEmpty() || (members.size() == 1 && !standsAlone(members.get(0), listing, peek))) {
      return Optional.empty();
    }
    ArtifactFile main =
        GRAPHS.stream()
            .map(name -> listing.find(Listing.join(directory, name)))
            .flatMap(Optional::stream)
            .findFirst()
            .orElse(members.get(0));
    String path = directory.isEmpty() ? "." : directory;
    return Optional.of(FileGroup.of(path, Artifact.Layout.SAVED_MODEL, main, members));
  }

  /**
   * Whether one file is a SavedModel by itself: a model without variables has no other. A frozen
   * graph, a pickle or a web page under that name is a file like any other.
   */
  private static boolean standsAlone(ArtifactFile file, Listing listing, ContentPeek peek) {
    if (!GRAPHS.contains(file.name())) {
      return BUNDLE.matcher(file.name()).matches();
    }
    Content content = peek.of(file);
    if (content == Content.UNKNOWN) {
      List<ArtifactFile> below = listing.below(file.directory());
      return below.size() == 1 && !file.directory().isEmpty();
    }
    return content == Content.SAVED_MODEL || file.name().equals("saved_model.cpb");
  }
}
