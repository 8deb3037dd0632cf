package dev.salvor.format.hdf5;

import dev.salvor.finding.Rule;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Object headers → groups with their links, datasets with their storage, both with attributes. */
final class ObjectReader {
  private final FileBytes bytes;
  private final Widths widths;
  private final HeaderReader headers;
  private final SymbolTable symbols;
  private final SharedMessages shared;
  private final GlobalHeap heap;
  private final Jhdf jhdf;
  private final Map<Long, ObjectHeader> read = new LinkedHashMap<>();

  ObjectReader(
      FileBytes bytes, Superblock superblock, Extents extents, GlobalHeap heap, Jhdf jhdf) {
    this.bytes = bytes;
    this.widths = superblock.widths();
    this.headers = new HeaderReader(bytes, widths, extents);
    this.symbols = new SymbolTable(bytes, superblock, extents);
    this.shared = new SharedMessages(bytes, widths, this::header);
    this.heap = heap;
    this.jhdf = jhdf;
  }

  private ObjectHeader header(long address) {
    ObjectHeader known = read.get(address);
    if (known == null) {
      known = headers.read(address);
      read.put(address, known);
    }
    return known;
  }

  Hdf5Object read(long address) {
    ObjectHeader header = header(address);
    Map<String, Attribute> attributes = attributes(header);
    if (header.has(Message.LAYOUT)) {
      return new Hdf5Object.Data(address, attributes, dataset(header));
    }
    if (header.has(Message.SYMBOL_TABLE)
        || header.has(Message.LINK_INFO)
        || header.has(Message.LINK)
        || header.has(Message.GROUP_INFO)) {
      return new Hdf5Object.Container(address, attributes, links(header));
    }
    if (header.has(Message.DATATYPE)) {
      return new Hdf5Object.Committed(address, attributes);
    }
    throw bytes.damaged(address, "the object is neither group nor dataset nor datatype");
  }

  private Stored dataset(ObjectHeader header) {
    header.first(Message.EXTERNAL_FILES).ifPresent(this::refuse);
    Message layout = require(header, Message.LAYOUT, "data layout");
    Datatype type =
        DatatypeReader.read(bytes, shared.resolve(require(header, Message.DATATYPE, "datatype")));
    Dataspace space =
        Dataspace.read(
            bytes, widths, shared.resolve(require(header, Message.DATASPACE, "dataspace")));
    List<FilterSpec> filters =
        header
            .first(Message.FILTERS)
            .map(message -> FilterSpec.read(bytes, shared.resolve(message)))
            .orElse(List.of());
    Storage storage = Storage.read(bytes, widths, shared.resolve(layout));
    return new Stored(header.address(), type, space, storage, filters);
  }

  /** An external file list (IV.A.2.h) has version 1. */
  private void refuse(Message files) {
    if (files.content().limit() == 0 || files.content().get(0) != 1) {
      throw bytes.damaged(files.address(), "a list of external files is broken");
    }
    throw bytes.finding(
        Rule.H5_EXTERNAL, files.address(), "a dataset keeps its values in other files");
  }

  private Message require(ObjectHeader header, int type, String what) {
    return header
        .first(type)
        .orElseThrow(() -> bytes.damaged(header.address(), "a dataset has no %s", what));
  }

  private Map<String, Attribute> attributes(ObjectHeader header) {
    List<Message> messages = new ArrayList<>();
    header.all(Message.ATTRIBUTE).forEach(message -> messages.add(shared.resolve(message)));
    for (Message info : header.all(Message.ATTRIBUTE_INFO)) {
      Dense dense = Dense.read(bytes, widths, info, 2);
      if (dense.present()) {
        for (ByteBuffer body : jhdf.attributes(dense.heap(), dense.names())) {
          messages.add(new Message(Message.ATTRIBUTE, false, dense.heap(), body));
        }
      }
    }
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    Strings strings = new Strings(bytes, heap);
    for (Message message : messages) {
      Attribute attribute = Attribute.read(bytes, widths, message, shared);
      if (attributes.put(attribute.name(), attribute) != null) {
        throw bytes.damaged(
            message.address(), "an object has two attributes \"%s\"", attribute.name());
      }
      strings.require(
          attribute.type(),
          attribute.space().elements(),
          attribute.values(),
          "attribute " + attribute.name());
    }
    return attributes;
  }

  private Map<String, Link> links(ObjectHeader header) {
    Map<String, Link> links = new LinkedHashMap<>();
    header.first(Message.SYMBOL_TABLE).ifPresent(message -> symbols.read(message, links));
    for (Message message : header.all(Message.LINK)) {
      add(links, message.address(), message.body());
    }
    for (Message info : header.all(Message.LINK_INFO)) {
      Dense dense = Dense.read(bytes, widths, info, 8);
      if (dense.present()) {
        jhdf.links(dense.heap(), dense.names()).forEach(body -> add(links, dense.heap(), body));
      }
    }
    return links;
  }

  private void add(Map<String, Link> links, long address, ByteBuffer body) {
    LinkMessage message = LinkMessage.read(bytes, widths, address, body);
    if (links.put(message.name(), message.link()) != null) {
      throw bytes.damaged(address, "a group names two children \"%s\"", message.name());
    }
  }
}
