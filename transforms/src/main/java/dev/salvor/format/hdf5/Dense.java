package dev.salvor.format.hdf5;

/**
 * Where many links or attributes lie: the common part of link info and attribute info messages
 * (IV.A.2.c, IV.A.2.v).
 *
 * @param heap address of the fractal heap
 * @param names address of the version 2 B-tree over the names
 */
record Dense(long heap, long names) {

  /**
   * @param counter bytes of the creation order counter, where the message has one
   */
  static Dense read(FileBytes bytes, Widths widths, Message message, int counter) {
    return new Parsing(bytes, message.address(), "index of links or attributes")
        .of(
            message.body(),
            body -> {
              int version = body.get();
              int flags = body.get();
              if (version != 0) {
                throw bytes.damaged(
                    message.address(), "an info message has version %d", version & 0xFF);
              }
              if ((flags & 1) != 0) {
                body.position(body.position() + counter);
              }
              return new Dense(widths.address(body), widths.address(body));
            });
  }

  boolean present() {
    return heap != Widths.UNDEFINED;
  }
}
