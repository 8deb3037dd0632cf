package dev.salvor.format.kerasarchive;

/**
 * A member that both directories of a zip agree on.
 *
 * @param name with slashes
 * @param header offset of its local header in the file
 * @param data offset of its first byte
 * @param stored bytes in the file
 * @param size bytes after inflation
 * @param crc CRC-32 of the bytes after inflation
 * @param deflated whether it is compressed
 * @param described whether a data descriptor follows the data
 */
record ZipMember(
    String name,
    long header,
    long data,
    long stored,
    long size,
    long crc,
    boolean deflated,
    boolean described) {

  boolean directory() {
    return name.endsWith("/");
  }

  long end() {
    return data + stored;
  }
}
