/**
 * Riegeli/records files (github.com/google/riegeli, doc/riegeli_records_file_format.md): chunks of
 * records, found by their position, every hash checked. Start at {@link
 * dev.salvor.format.riegeli.RiegeliFile}.
 */
@NullMarked
package dev.salvor.format.riegeli;

import org.jspecify.annotations.NullMarked;
