/**
 * HDF5 files as trees of groups, attributes and datasets. First after the bytes on the data's way:
 * it knows nothing of Keras. The structures of the file are walked and checked here, byte by byte
 * and within bounds, because findings name offsets; chunk indexes, filters, fractal heaps, version
 * 2 B-trees and checksums are decoded by jhdf. Start reading at {@link
 * dev.salvor.format.hdf5.Hdf5File}. Section numbers in this package are those of the HDF5 File
 * Format Specification, version 3.0.
 */
@NullMarked
package dev.salvor.format.hdf5;

import org.jspecify.annotations.NullMarked;
