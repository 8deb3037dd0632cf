/**
 * First looks: what a file is by its bytes, never by its name. {@link
 * dev.salvor.inspect.sniff.Signatures} is the table of one {@link
 * dev.salvor.inspect.sniff.Signature} a format, asked in order by {@link
 * dev.salvor.inspect.KindDetector}; formats without a magic number (pickle, protobuf, text) have a
 * small class each that tries to read the first bytes.
 */
@NullMarked
package dev.salvor.inspect.sniff;

import org.jspecify.annotations.NullMarked;
