/**
 * Archives in the store: from one file to the artifacts inside it. {@link
 * dev.salvor.artifact.archive.ArchiveExpander} takes a staged archive and a temporary directory and
 * gives either the artifacts, with names like {@code zoo.tar.gz!/cnn/model.h5}, or the findings
 * that make the archive a row of its own. Nothing that an archive says is believed before it is
 * checked: start at {@link dev.salvor.artifact.archive.ZipAudit}.
 */
@NullMarked
package dev.salvor.artifact.archive;

import org.jspecify.annotations.NullMarked;
