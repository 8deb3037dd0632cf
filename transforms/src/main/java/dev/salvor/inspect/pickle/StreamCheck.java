package dev.salvor.inspect.pickle;

import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.InlineArray;
import dev.salvor.format.pickle.PickleEvent;
import dev.salvor.format.pickle.PickleFault;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleStream;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is wrong with a stream as such: where it breaks off, and where loaders read it differently.
 */
final class StreamCheck {
  private static final Pattern NAME = Pattern.compile("\\w+(\\.\\w+)*");

  private final AllowList allowed;
  private final PickleStream stream;
  private final Complaints complaints;

  StreamCheck(AllowList allowed, PickleStream stream, Complaints complaints) {
    this.allowed = allowed;
    this.stream = stream;
    this.complaints = complaints;
  }

  /**
   * @param imported what the loader that it was written for imports
   */
  void check(Set<String> imported) {
    otherLoaders(new HashSet<>(imported));
    fault();
  }

  /**
   * Bytes that are no opcodes to the loader it was written for may be a program to another. That
   * loader ends where a name is none: numbers taken for opcodes do not get far. The pickle of an
   * array of objects does, and takes names out of the wrong memo; only such as do something count.
   */
  private void otherLoaders(Set<String> imports) {
    boolean nested =
        stream.events().stream()
            .anyMatch(
                event ->
                    event instanceof PickleEvent.Build build
                        && build.target() instanceof CallNode wrapper
                        && InlineArray.of(wrapper).filter(InlineArray::objects).isPresent());
    for (PickleEvent event : stream.otherEvents()) {
      if (event instanceof PickleEvent.Import imported) {
        Global global = imported.global();
        if (!NAME.matcher(global.module()).matches() || !NAME.matcher(global.name()).matches()) {
          return;
        }
        boolean known = Effects.of(global).isPresent();
        if (allowed.find(global).isEmpty()
            && (known || !nested)
            && imports.add(global.qualified())) {
          complaints.report(
              known ? Rule.PICKLE_UNSAFE : Rule.PICKLE_UNPROVEN,
              global.offset(),
              "A loader other than the one it was written for, such as pickle.load for a dump of"
                  + " joblib, takes "
                  + global.qualified()
                  + " from it");
        }
      }
    }
  }

  private void fault() {
    PickleFault fault = stream.fault();
    if (fault != null) {
      switch (fault.cause()) {
        case TRUNCATED ->
            complaints.report(
                Rule.PICKLE_TRUNCATED,
                fault.offset(),
                "it ends after " + fault.offset() + " bytes without STOP: " + fault.message());
        case MALFORMED ->
            complaints.report(
                Rule.PICKLE_DAMAGED, fault.offset(), "the stream breaks off: " + fault.message());
        case LIMIT ->
            complaints.report(
                Rule.PICKLE_UNPROVEN,
                fault.offset(),
                "it was not read further: " + fault.message());
      }
    }
    if (stream.deviation() != null && (fault == null || stream.ambiguous())) {
      complaints.report(
          Rule.PICKLE_UNPROVEN,
          stream.deviation().offset(),
          "no genuine writer writes this and loaders read it differently: "
              + stream.deviation().message());
    }
  }
}
