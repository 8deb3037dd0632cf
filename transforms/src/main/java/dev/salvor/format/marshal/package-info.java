/**
 * Python's marshal format and the bytecode of the code objects in it, Python 2.7 and 3.4 to 3.13,
 * as inert data: values are read, instructions are listed, nothing is run. Start at {@link
 * dev.salvor.format.marshal.MarshalReader}.
 */
@NullMarked
package dev.salvor.format.marshal;

import org.jspecify.annotations.NullMarked;
