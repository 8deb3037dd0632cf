package dev.salvor.pipeline;

/**
 * The version that rows and summaries carry; a run with another version takes everything up again.
 */
final class Version {
  static final String NAME =
      Version.class.getPackage().getImplementationVersion() == null
          ? "development"
          : Version.class.getPackage().getImplementationVersion();

  private Version() {}
}
