package dev.salvor.validate.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.validate.Device;
import dev.salvor.validate.ResultJson;
import dev.salvor.validate.WorkerRequest;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * The child process. Its first line of input is a JSON object {@code {mark, device, threads,
 * directory}}; then one request a line is answered by one line on standard output that begins with
 * the mark. Ops that print write to the same stream: the mark, which no model knows, tells answers
 * from noise. The process ends when its input does, also in the middle of a run, so it never
 * outlives its parent.
 */
public final class ValidationWorker {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final BlockingQueue<String> requests = new LinkedBlockingQueue<>();
  private final OutputStream out;
  private String mark = "";
  private volatile Path directory = Path.of("");

  private ValidationWorker(OutputStream out) {
    this.out = out;
  }

  public static void main(String[] args) throws Exception {
    OutputStream out = new FileOutputStream(FileDescriptor.out);
    System.setOut(System.err);
    new ValidationWorker(out).serve();
  }

  private void serve() throws IOException, InterruptedException {
    Thread reader = new Thread(this::read, "requests");
    reader.setDaemon(true);
    reader.start();
    JsonNode settings = JSON.readTree(requests.take());
    mark = settings.required("mark").asText();
    directory = Path.of(settings.required("directory").asText());
    TensorFlowRuntime runtime;
    try {
      runtime =
          TensorFlowRuntime.start(
              Device.valueOf(settings.required("device").asText()),
              settings.required("threads").asInt());
    } catch (IllegalStateException | LinkageError e) {
      answer(JSON.createObjectNode().put("unusable", message(e)));
      return;
    }
    answer(
        JSON.createObjectNode()
            .put("tensorflow", TensorFlowRuntime.version())
            .put("device", runtime.device()));
    while (true) {
      WorkerRequest request = WorkerRequest.fromJson(JSON.readTree(requests.take()));
      try {
        answer(ResultJson.toJson(ModelValidation.run(request, runtime)));
      } catch (IOException e) {
        answer(JSON.createObjectNode().put("unreadable", e.toString()));
      }
    }
  }

  private static String message(Throwable error) {
    Throwable cause = error.getCause() == null ? error : error.getCause();
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private void answer(ObjectNode json) throws JsonProcessingException, IOException {
    String line = "\n" + mark + JSON.writeValueAsString(json) + "\n";
    out.write(line.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  /** Takes the working directory away where a parent that was killed could not. */
  private void leave() {
    try {
      if (!directory.toString().isEmpty()) {
        Files.deleteIfExists(directory);
      }
    } catch (IOException e) {
      System.err.println(directory + " stays: " + e.getMessage());
    }
  }

  private void read() {
    try (BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        requests.add(line);
      }
    } catch (IOException e) {
      System.err.println("the parent is gone: " + e.getMessage());
    }
    leave();
    Runtime.getRuntime().halt(0);
  }
}
