package dev.salvor.manifest;

/** This program, as run files name it. */
final class Tool {
  static final String NAME = "salvor";

  private Tool() {}

  /** The version in the jar's manifest. */
  static String version() {
    String version = Tool.class.getPackage().getImplementationVersion();
    return version == null ? "development" : version;
  }
}
