package dev.salvor.validate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.artifact.ScratchDirectory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One child process that runs models, one at a time. Used by one thread at a time. */
final class Worker implements AutoCloseable {
  /** The first start unpacks some 700 MB of native library. */
  private static final Duration START = Duration.ofMinutes(5);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final ScratchDirectory directory;
  private final WorkerOutput output;
  private final WorkerOutput errors;

  private Worker(Process process, ScratchDirectory directory, String mark) {
    this.process = process;
    this.directory = directory;
    this.output = WorkerOutput.start(process.getInputStream(), mark);
    this.errors = WorkerOutput.start(process.getErrorStream(), null);
  }

  /**
   * @throws IOException where no worker can be started: the installation is at fault, no artifact
   */
  static Worker start(Device device, int threads) throws IOException, InterruptedException {
    ScratchDirectory directory = ScratchDirectory.create("worker");
    // keeps answers apart from what models print; never part of a result
    String mark = UUID.randomUUID() + " ";
    Worker worker = new Worker(WorkerCommand.of(device, directory.path()).start(), directory, mark);
    try {
      ObjectNode settings =
          JSON.createObjectNode()
              .put("mark", mark)
              .put("device", device.name())
              .put("threads", threads)
              .put("directory", directory.path().toString());
      Reply reply = worker.ask(settings, START);
      JsonNode answer = reply.answer();
      if (answer == null || answer.has("unusable")) {
        throw new IOException(
            "no process to run models in could be started: "
                + (answer == null ? reply.failure() : answer.path("unusable").asText()));
      }
      return worker;
    } catch (IOException | InterruptedException | RuntimeException e) {
      worker.close();
      throw e;
    }
  }

  /** An answer, or how the process failed to give one: then it is not to be used again. */
  record Reply(@Nullable JsonNode answer, String failure) {}

  Reply ask(ObjectNode request, Duration timeout) throws IOException, InterruptedException {
    try {
      OutputStream in = process.getOutputStream();
      in.write((JSON.writeValueAsString(request) + "\n").getBytes(StandardCharsets.UTF_8));
      in.flush();
    } catch (IOException e) {
      return new Reply(null, died());
    }
    String line = output.answer(timeout);
    if (line != null) {
      return new Reply(JSON.readTree(line), "");
    }
    if (output.ended()) {
      return new Reply(null, died());
    }
    process.destroyForcibly();
    return new Reply(null, "no answer within " + timeout.toSeconds() + " s");
  }

  private String died() throws InterruptedException {
    if (!process.waitFor(10, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    int status = process.exitValue();
    String how =
        status > 128
            ? "the process was ended by signal " + (status - 128) + signal(status - 128)
            : "the process ended with status " + status;
    List<String> last = new ArrayList<>(errors.last());
    last.addAll(output.last());
    return CrashMessage.of(last).map(message -> how + ": " + message).orElse(how);
  }

  private static String signal(int number) {
    return switch (number) {
      case 6 -> " (abort: a check in the library failed)";
      case 9 -> " (killed, perhaps for want of memory)";
      case 11 -> " (segmentation fault)";
      default -> "";
    };
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    directory.close();
  }
}
