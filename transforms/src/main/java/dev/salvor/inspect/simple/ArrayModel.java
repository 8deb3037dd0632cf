package dev.salvor.inspect.simple;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.salvor.artifact.Artifact;
import dev.salvor.artifact.ArtifactFile;
import dev.salvor.artifact.FileView;
import dev.salvor.artifact.StagedArtifact;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.format.numpy.NpzFile;
import dev.salvor.format.pickle.Blob;
import dev.salvor.format.pickle.ByteSource;
import dev.salvor.format.tensor.StringTensor;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A model in one {@code .npz}, as {@code np.savez(path, config=model.to_json(), weights=…)} writes
 * it: the architecture is a string, the weights are the other arrays in their order, or one array
 * of arrays. It is laid out as the files that it would be elsewhere.
 *
 * @param architecture name of the string
 * @param json the string
 * @param numbers names of the other arrays
 */
public record ArrayModel(String architecture, String json, List<String> numbers) {
  private static final String SUFFIX = ".npy";

  public ArrayModel {
    numbers = List.copyOf(numbers);
  }

  /**
   * @param weights the arrays of Python objects that hold weights
   * @return empty where no string is an architecture, or nothing may be its weights
   * @throws dev.salvor.finding.ArtifactException where several are
   */
  static Optional<ArrayModel> in(Path npz, List<ObjectMember> weights) throws IOException {
    if (!isZip(npz) || weights.size() > 1) {
      return Optional.empty();
    }
    Map<String, String> architectures = new LinkedHashMap<>();
    List<String> numbers = new ArrayList<>();
    Set<String> objects =
        ObjectMember.in(npz).stream().map(ObjectMember::name).collect(Collectors.toSet());
    try (NpzFile file = NpzFile.open(npz)) {
      for (String name : file.names()) {
        if (objects.contains(name + SUFFIX)) {
          continue;
        }
        TensorData array = file.tensor(name);
        if (!(array instanceof StringTensor strings)) {
          numbers.add(name);
        } else if (strings.values().size() == 1) {
          String text = new String(strings.values().get(0), UTF_8);
          if (text.stripLeading().startsWith("{") && text.contains("\"class_name\"")) {
            architectures.put(name, text);
          }
        }
      }
    }
    if (architectures.size() > 1) {
      throw Finding.of(
              Rule.FILE_FORMAT_UNSUPPORTED,
              Location.NONE,
              "the strings %s are each an architecture; keep each model in a file of its own",
              String.join(", ", architectures.keySet()))
          .exception();
    }
    return architectures.entrySet().stream()
        .filter(found -> !weights.isEmpty() || !numbers.isEmpty())
        .map(found -> new ArrayModel(found.getKey(), found.getValue(), numbers))
        .findFirst();
  }

  /**
   * The model of {@code staged} as files below {@code directory}: {@code a.npz!/model.json} with
   * its weights.
   *
   * @return empty where it is no zip of arrays with a model
   */
  public static Optional<StagedArtifact> extract(StagedArtifact staged, Path directory)
      throws IOException {
    List<ObjectMember> objects = ObjectMember.ofWeights(ObjectMember.in(staged.main()));
    Optional<ArrayModel> model = in(staged.main(), objects);
    if (model.isEmpty()) {
      return Optional.empty();
    }
    String prefix = staged.artifact().path() + "!/model";
    Path config = directory.resolve(prefix + ".json");
    Files.createDirectories(config.getParent());
    Files.writeString(config, model.get().json);
    String path = prefix + (objects.isEmpty() ? ".weights.npz" : ".weights.pkl");
    Path weights = directory.resolve(path);
    if (objects.isEmpty()) {
      model.get().copyNumbers(staged.main(), weights);
    } else {
      try (OutputStream out = Files.newOutputStream(weights)) {
        ByteSource pickle = objects.get(0).pickle();
        new Blob(pickle, 0, pickle.size(), Blob.Encoding.PLAIN).writeTo(out);
      }
    }
    Artifact artifact =
        new Artifact(
            prefix + ".json",
            Artifact.Layout.ARCHITECTURE_AND_WEIGHTS,
            List.of(listed(prefix + ".json", config), listed(path, weights)),
            staged.artifact().model());
    return Optional.of(new StagedArtifact(artifact, directory));
  }

  private static boolean isZip(Path path) throws IOException {
    try (FileView file = FileView.open(path)) {
      return file.has(0, "PK");
    }
  }

  private void copyNumbers(Path npz, Path target) throws IOException {
    try (ZipFile zip = ZipFile.builder().setPath(npz).setIgnoreLocalFileHeader(true).get();
        ZipArchiveOutputStream out = new ZipArchiveOutputStream(target)) {
      zip.copyRawEntries(
          out,
          entry ->
              entry.getName().endsWith(SUFFIX)
                  && numbers.contains(
                      entry.getName().substring(0, entry.getName().length() - SUFFIX.length())));
    }
  }

  private static ArtifactFile listed(String path, Path file) throws IOException {
    return new ArtifactFile(path, "", Files.size(file), 0, null);
  }
}
