package dev.salvor.inspect.sniff;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.salvor.artifact.FileView;
import dev.salvor.finding.Rule;
import java.util.Locale;
import java.util.Optional;

/** A model that was written as text and holds bytes that are none: a block that was lost. */
public final class BrokenText {
  private static final int ENOUGH = 16;

  private BrokenText() {}

  /** What the file was, where it begins as text that is a model. */
  public static Optional<Reading> read(FileView file) {
    byte[] head = file.head();
    int end = 0;
    while (end < head.length && !TextSniffer.control(head[end])) {
      end++;
    }
    if (end < ENOUGH || end == head.length) {
      return Optional.empty();
    }
    int zeros = end;
    while (zeros < head.length && head[zeros] == 0) {
      zeros++;
    }
    String how =
        String.format(
            Locale.ROOT,
            zeros > end
                ? "%,d zero bytes stand at byte %,d: the disk or the transfer lost what was there"
                : "byte %2$,d and what follows is no text: it is of another file",
            zeros - end,
            end);
    return TextSniffer.known(new String(head, 0, end, ISO_8859_1))
        .filter(reading -> reading.finding() == null)
        .map(
            reading ->
                Reading.stating(
                    reading.kind(),
                    reading.format(),
                    Rule.FILE_DAMAGED,
                    "it begins as a " + reading.format() + " in text, but " + how));
  }
}
