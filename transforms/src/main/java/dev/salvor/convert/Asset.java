package dev.salvor.convert;

import java.io.IOException;
import java.io.OutputStream;

/**
 * A file that the graph reads at load: a vocabulary.
 *
 * @param fileName its name in {@code assets/}
 * @param tensor the string tensor, {@code node:0}, that the loader feeds with its path
 * @param content writes its bytes
 */
public record Asset(String fileName, String tensor, Content content) {

  /** The bytes of an asset. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }
}
