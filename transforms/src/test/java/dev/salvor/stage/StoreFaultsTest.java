package dev.salvor.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class StoreFaultsTest {
  private static final Path ROOT = Path.of("/store");

  private static Finding finding(IOException fault) {
    return StoreFaults.finding(fault, ROOT, "a.h5");
  }

  @Test
  void theFileThatWasDeniedIsNamedRelativeToTheStore() {
    Finding denied = finding(new AccessDeniedException("/store/a/variables.index"));
    assertThat(denied.rule()).isEqualTo(Rule.STORE_PERMISSION);
    assertThat(denied.message()).isEqualTo("a/variables.index may not be read: permission denied");
    assertThat(denied.location()).isEqualTo(Location.file("a/variables.index"));
  }

  @Test
  void permissionsOfOlderInterfaces() {
    assertThat(finding(new FileNotFoundException("/store/a.h5 (Permission denied)")).rule())
        .isEqualTo(Rule.STORE_PERMISSION);
  }

  @Test
  void whatVanished() {
    assertThat(finding(new NoSuchFileException("/store/a.h5")).rule())
        .isEqualTo(Rule.STORE_VANISHED);
    assertThat(finding(new FileNotFoundException("gs://bucket/a.h5")).rule())
        .isEqualTo(Rule.STORE_VANISHED);
  }

  @Test
  void anyOtherFault() {
    Finding fault = finding(new IOException("Input/output error"));
    assertThat(fault.rule()).isEqualTo(Rule.STORE_READ_FAILED);
    assertThat(fault.message()).isEqualTo("a.h5 could not be read: Input/output error");
  }
}
