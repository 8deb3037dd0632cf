package dev.salvor.validate;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Drains one output of a worker: lines that begin with the mark are answers, the last of the others
 * are kept for messages. Memory is bounded whatever a model prints.
 */
final class WorkerOutput {
  private static final int MAX_LINE = 1 << 24;
  private static final int MAX_NOISE = 300;
  private static final int KEPT = 40;
  private static final String END = "";

  private final InputStream in;
  private final @Nullable String mark;
  private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
  private final Deque<String> noise = new ArrayDeque<>();
  private volatile boolean ended;

  private WorkerOutput(InputStream in, @Nullable String mark) {
    this.in = in;
    this.mark = mark;
  }

  static WorkerOutput start(InputStream in, @Nullable String mark) {
    WorkerOutput output = new WorkerOutput(in, mark);
    Thread thread = new Thread(output::drain, "salvor-worker-output");
    thread.setDaemon(true);
    thread.start();
    return output;
  }

  /** The next answer without its mark; null where none comes in time or the stream has ended. */
  @Nullable String answer(Duration timeout) throws InterruptedException {
    String line = answers.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
    if (line == null || line.equals(END)) {
      return null;
    }
    return line;
  }

  boolean ended() {
    return ended;
  }

  /** The last lines that were no answers. */
  List<String> last() {
    synchronized (noise) {
      return List.copyOf(noise);
    }
  }

  private void drain() {
    try (InputStream buffered = new BufferedInputStream(in, 1 << 16)) {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int next = buffered.read(); next >= 0; next = buffered.read()) {
        if (next == '\n') {
          take(line.toString(StandardCharsets.UTF_8));
          line.reset();
        } else if (line.size() < MAX_LINE) {
          line.write(next);
        }
      }
      take(line.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      take("its output broke off: " + e.getMessage());
    } finally {
      ended = true;
      answers.add(END);
    }
  }

  private void take(String line) {
    if (mark != null && line.startsWith(mark)) {
      answers.add(line.substring(mark.length()));
    } else if (!line.isBlank()) {
      synchronized (noise) {
        noise.add(line.length() > MAX_NOISE ? line.substring(0, MAX_NOISE) + "…" : line);
        if (noise.size() > KEPT) {
          noise.remove();
        }
      }
    }
  }
}
