package dev.salvor.format.marshal;

import java.util.List;

/** The four ways code objects were laid out; each version of Python writes one of them. */
enum CodeLayout {
  /** Python 2: no keyword-only arguments. */
  PYTHON_2(List.of(PythonVersion.V2_7)),
  /** Keyword-only arguments. */
  KEYWORD_ONLY(
      List.of(PythonVersion.V3_4, PythonVersion.V3_5, PythonVersion.V3_6, PythonVersion.V3_7)),
  /** Positional-only arguments (PEP 570). */
  POSITIONAL_ONLY(List.of(PythonVersion.V3_8, PythonVersion.V3_9, PythonVersion.V3_10)),
  /** One table of all local names, an exception table. */
  FAST_LOCALS(List.of(PythonVersion.V3_11, PythonVersion.V3_12, PythonVersion.V3_13));

  @SuppressWarnings("ImmutableEnumChecker") // List.of cannot be changed
  private final List<PythonVersion> versions;

  CodeLayout(List<PythonVersion> versions) {
    this.versions = versions;
  }

  List<PythonVersion> versions() {
    return versions;
  }
}
