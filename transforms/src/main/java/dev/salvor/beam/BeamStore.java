package dev.salvor.beam;

import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.Store;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.io.FileSystems;
import org.apache.beam.sdk.io.fs.EmptyMatchTreatment;
import org.apache.beam.sdk.io.fs.MatchResult;
import org.apache.beam.sdk.io.fs.MoveOptions.StandardMoveOptions;
import org.apache.beam.sdk.io.fs.ResourceId;

/**
 * Files by Beam's file systems. Local directories are listed by {@link LocalListing}: Beam's own
 * listing of a disk leaves out dangling links and fails on directories it may not enter.
 */
public final class BeamStore implements Store {

  @Override
  public List<ArtifactFile> list(String root) throws IOException {
    Optional<Path> local = local(root);
    if (local.isPresent()) {
      return LocalListing.of(local.get());
    }
    String prefix = root.endsWith("/") ? root : root + "/";
    MatchResult match =
        RemoteFaults.checked(
            root, () -> FileSystems.match(prefix + "**", EmptyMatchTreatment.ALLOW));
    List<ArtifactFile> files = new ArrayList<>();
    for (MatchResult.Metadata metadata : match.metadata()) {
      String uri = metadata.resourceId().toString();
      if (uri.startsWith(prefix) && !uri.endsWith("/")) {
        files.add(
            new ArtifactFile(
                uri.substring(prefix.length()),
                uri,
                metadata.sizeBytes(),
                metadata.lastModifiedMillis(),
                metadata.checksum()));
      }
    }
    files.sort(Comparator.comparing(ArtifactFile::path));
    return files;
  }

  @Override
  public boolean exists(String uri) throws IOException {
    Optional<Path> local = local(uri);
    if (local.isPresent()) { // a spec with brackets or stars would be taken for a pattern
      return Files.isRegularFile(local.get());
    }
    try {
      RemoteFaults.checked(uri, () -> FileSystems.matchSingleFileSpec(uri));
      return true;
    } catch (FileNotFoundException | NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public ReadableByteChannel open(String uri) throws IOException {
    return RemoteFaults.reading(
        uri, RemoteFaults.checked(uri, () -> FileSystems.open(resource(uri))));
  }

  @Override
  public WritableByteChannel create(String uri) throws IOException {
    return RemoteFaults.writing(
        uri,
        RemoteFaults.checked(
            uri, () -> FileSystems.create(resource(uri), "application/octet-stream")));
  }

  @Override
  public void delete(List<String> uris) throws IOException {
    FileSystems.delete(
        uris.stream().map(BeamStore::resource).toList(), StandardMoveOptions.IGNORE_MISSING_FILES);
  }

  @Override
  public Optional<Path> local(String uri) {
    if (uri.startsWith("file:")) {
      return Optional.of(Path.of(java.net.URI.create(uri)));
    }
    return uri.matches("(?s)[A-Za-z][A-Za-z0-9+.\\-]+://.*")
        ? Optional.empty()
        : Optional.of(Path.of(uri));
  }

  private static ResourceId resource(String uri) {
    return FileSystems.matchNewResource(uri, false);
  }
}
