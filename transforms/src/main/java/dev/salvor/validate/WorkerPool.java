package dev.salvor.validate;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;

/** At most so many workers, started when they are first needed and used again. */
final class WorkerPool implements AutoCloseable {
  private final Device device;
  private final int threads;
  private final Semaphore free;
  private final Deque<Worker> idle = new ArrayDeque<>();
  private final Set<Worker> all = new HashSet<>();
  private boolean closed;

  WorkerPool(Device device, int workers) {
    this.device = device;
    this.threads = Math.max(1, Runtime.getRuntime().availableProcessors() / workers);
    this.free = new Semaphore(workers, true);
  }

  /** Waits for a worker. It comes back through {@link #release} or {@link #discard}. */
  Worker acquire() throws IOException, InterruptedException {
    free.acquire();
    try {
      synchronized (this) {
        if (closed) {
          throw new IllegalStateException("the validator is closed");
        }
        if (!idle.isEmpty()) {
          return idle.pop();
        }
      }
      Worker worker = Worker.start(device, threads);
      synchronized (this) {
        all.add(worker);
      }
      return worker;
    } catch (IOException | InterruptedException | RuntimeException e) {
      free.release();
      throw e;
    }
  }

  void release(Worker worker) {
    synchronized (this) {
      idle.push(worker);
    }
    free.release();
  }

  /** Ends a worker that has failed. */
  void discard(Worker worker) {
    synchronized (this) {
      all.remove(worker);
    }
    worker.close();
    free.release();
  }

  @Override
  public void close() {
    Set<Worker> ending;
    synchronized (this) {
      closed = true;
      ending = new HashSet<>(all);
      all.clear();
      idle.clear();
    }
    ending.forEach(Worker::close);
  }
}
