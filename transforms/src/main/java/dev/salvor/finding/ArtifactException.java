package dev.salvor.finding;

/**
 * The artifact itself is at fault and cannot be taken further; it becomes a row. Faults of the
 * infrastructure (I/O of the store, memory, a lost device) are never thrown as this.
 */
public final class ArtifactException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final Finding finding;

  public ArtifactException(Finding finding) {
    super(finding.rule().id() + ": " + finding.message());
    this.finding = finding;
  }

  public ArtifactException(Finding finding, Throwable cause) {
    super(finding.rule().id() + ": " + finding.message(), cause);
    this.finding = finding;
  }

  public Finding finding() {
    return finding;
  }
}
