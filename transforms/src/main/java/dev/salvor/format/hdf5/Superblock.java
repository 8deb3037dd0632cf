package dev.salvor.format.hdf5;

import dev.salvor.finding.Rule;
import io.jhdf.checksum.ChecksumUtils;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The superblock, versions 0 to 3 (II.A).
 *
 * @param version its version
 * @param widths sizes of addresses and lengths
 * @param end first address behind the file, counted from its very start
 * @param root address of the root group's object header
 * @param groupEntries most children of a group B-tree node
 * @param chunkEntries most children of a chunk B-tree node
 */
record Superblock(
    int version, Widths widths, long end, long root, int groupEntries, int chunkEntries) {
  private static final int CHUNK_K = 32;
  private static final int GROUP_K = 16;
  private static final int LARGEST = 128;

  /** Reads the superblock at the base of {@code bytes}. */
  static Superblock read(FileBytes bytes) {
    ByteBuffer block = bytes.read(0, Math.min(LARGEST, bytes.length()), "superblock");
    block.position(8);
    int version = block.hasRemaining() ? block.get() : 0;
    int needed = version < 2 ? 96 : 48;
    if (block.limit() < needed) {
      throw bytes.finding(
          Rule.H5_TRUNCATED,
          0,
          "the file ends at byte %d, within its superblock, which needs %d",
          bytes.length(),
          needed);
    }
    return switch (version) {
      case 0, 1 -> first(bytes, block, version);
      case 2, 3 -> second(bytes, block, version);
      default -> throw bytes.damaged(8, "the superblock has version %d", version & 0xFF);
    };
  }

  private static Superblock first(FileBytes bytes, ByteBuffer block, int version) {
    block.position(13);
    Widths widths = Widths.of(bytes, block.get(), block.get());
    block.position(16);
    int leaf = Short.toUnsignedInt(block.getShort());
    int internal = Short.toUnsignedInt(block.getShort());
    block.position(24);
    int chunk = CHUNK_K;
    if (version == 1) {
      chunk = Short.toUnsignedInt(block.getShort());
      block.getShort();
    }
    if (leaf == 0 || internal == 0 || chunk == 0) {
      throw bytes.damaged(16, "the superblock gives B-tree nodes no room for entries");
    }
    widths.address(block);
    widths.address(block);
    long end = widths.address(block);
    refuseDriver(bytes, widths.address(block));
    widths.address(block);
    long root = widths.address(block);
    return new Superblock(version, widths, end, root, 2 * internal, 2 * chunk);
  }

  /** Only drivers that spread a file over several leave a block (II.B). */
  private static void refuseDriver(FileBytes bytes, long address) {
    if (address != Widths.UNDEFINED) {
      ByteBuffer driver = bytes.read(address, 16, "driver information");
      byte[] name = new byte[8];
      driver.get(8, name);
      String text = new String(name, StandardCharsets.ISO_8859_1);
      throw text.startsWith("NCSA")
          ? bytes.finding(
              Rule.H5_EXTERNAL, address, "driver %s spreads the file over several", text)
          : bytes.damaged(address, "the superblock's driver information is none");
    }
  }

  private static Superblock second(FileBytes bytes, ByteBuffer block, int version) {
    Widths widths = Widths.of(bytes, block.get(), block.get());
    int length = 12 + 4 * widths.offset() + 4;
    block.position(12);
    widths.address(block);
    widths.address(block);
    long end = widths.address(block);
    long root = widths.address(block);
    int stored = block.getInt();
    int computed = ChecksumUtils.checksum(block.duplicate().position(0).limit(length - 4).slice());
    if (stored != computed) {
      throw bytes.damaged(
          0, "the superblock's checksum is %08x but its bytes give %08x", stored, computed);
    }
    return new Superblock(version, widths, end, root, 2 * GROUP_K, 2 * CHUNK_K);
  }

  /** Refuses a file that is shorter than its superblock records. */
  void requireWhole(FileBytes whole) {
    if (end > whole.length() || end <= 0) {
      throw whole.finding(
          Rule.H5_TRUNCATED,
          whole.length(),
          "the file ends at byte %d but its superblock records %s; %s bytes are missing",
          whole.length(),
          Long.toUnsignedString(end),
          Long.toUnsignedString(end - whole.length()));
    }
  }
}
