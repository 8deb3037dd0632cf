package dev.salvor.validate;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.protobuf.Message;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.io.IOUtils;
import org.bytedeco.javacpp.Loader;
import org.jspecify.annotations.NullMarked;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.proto.ConfigProto;

/** The command line and environment of a worker: this program's own Java and class path. */
final class WorkerCommand {
  /** Class path of the workers where that of this process does not do. */
  static final String CLASS_PATH = "salvor.worker.classpath";

  private static final String MAIN = "dev.salvor.validate.worker.ValidationWorker";
  private static final String HEAP = "-Xmx256m";

  /** Passed on: where JavaCPP unpacks the native library. */
  private static final List<String> INHERITED =
      List.of("org.bytedeco.javacpp.cachedir", "java.io.tmpdir", "user.home");

  /** One class of each jar that the worker needs, for runners that load classes themselves. */
  private static final List<Class<?>> NEEDED =
      List.of(
          WorkerCommand.class,
          TF_Session.class,
          ConfigProto.class,
          Message.class,
          Loader.class,
          ObjectMapper.class,
          JsonFactory.class,
          JsonInclude.class,
          ZipFile.class,
          IOUtils.class,
          NullMarked.class);

  private WorkerCommand() {}

  static ProcessBuilder of(Device device, Path workingDirectory) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            HEAP,
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:-UsePerfData",
            "-XX:+ExitOnOutOfMemoryError",
            "-XX:-CreateCoredumpOnCrash",
            // JavaCPP bounds native memory by the heap's size; a model's lies outside it
            "-Dorg.bytedeco.javacpp.maxbytes=0",
            "-Dorg.bytedeco.javacpp.maxphysicalbytes=0"));
    for (String property : INHERITED) {
      String value = System.getProperty(property);
      if (value != null) {
        command.add("-D" + property + "=" + value);
      }
    }
    command.add(MAIN);
    ProcessBuilder builder = new ProcessBuilder(command).directory(workingDirectory.toFile());
    environment(builder.environment(), device);
    return builder;
  }

  private static void environment(Map<String, String> environment, Device device) {
    environment.put("CLASSPATH", classPath());
    environment.put("TF_CPP_MIN_LOG_LEVEL", "3");
    environment.put("MALLOC_ARENA_MAX", "2");
    // TensorFloat-32 keeps 10 bits of a float32's mantissa: not the same outputs
    environment.put("NVIDIA_TF32_OVERRIDE", "0");
    environment.put("TF_FORCE_GPU_ALLOW_GROWTH", "true");
    environment.remove("JAVA_TOOL_OPTIONS");
    if (device == Device.CPU) {
      environment.put("CUDA_VISIBLE_DEVICES", "-1");
    }
  }

  private static String classPath() {
    String stated = System.getProperty(CLASS_PATH);
    if (stated != null) {
      return stated;
    }
    Set<String> entries = new LinkedHashSet<>();
    for (Class<?> needed : NEEDED) {
      location(needed).ifPresent(entries::add);
    }
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty()) {
        entries.add(Path.of(entry).toAbsolutePath().toString());
      }
    }
    return String.join(File.pathSeparator, entries);
  }

  /** Of the jar; where it is no file, the class path has to bring it. */
  private static Optional<String> location(Class<?> needed) {
    CodeSource source = needed.getProtectionDomain().getCodeSource();
    if (source == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(source.getLocation().toURI()).toString());
    } catch (URISyntaxException | IllegalArgumentException | FileSystemNotFoundException e) {
      return Optional.empty();
    }
  }
}
