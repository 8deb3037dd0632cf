package dev.salvor.pipeline;

import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What made a run fail, in one sentence without a stack trace. */
final class Failures {
  private Failures() {}

  static String sentence(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null && root.getCause() != root) {
      root = root.getCause();
    }
    if (root instanceof AccessDeniedException denied) {
      return denied.getFile() + " may not be accessed: permission denied";
    }
    if (root instanceof NoSuchFileException missing) {
      return missing.getFile() + " does not exist";
    }
    if (root instanceof FileSystemException file && file.getReason() != null) {
      return file.getFile() + ": " + file.getReason();
    }
    String message = root.getMessage() == null ? "" : ": " + root.getMessage();
    return root.getClass().getSimpleName() + message.lines().findFirst().orElse("");
  }
}
