package dev.salvor.inspect.pickle;

import dev.salvor.finding.Rule;
import dev.salvor.format.pickle.CallNode;
import dev.salvor.format.pickle.DictNode;
import dev.salvor.format.pickle.LaterChanges;
import dev.salvor.format.pickle.PickleEvent;
import dev.salvor.format.pickle.PickleNode;
import dev.salvor.format.pickle.PickleNode.Global;
import dev.salvor.format.pickle.PickleNode.Tuple;
import dev.salvor.format.pickle.PickleStream;
import dev.salvor.format.pickle.PickleText;
import dev.salvor.format.pickle.PickleValues;
import dev.salvor.format.pickle.PickledInstance;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Holds everything that loading a stream would do against the allow-list. An event before an error
 * counts, and so does one whose result is dropped.
 */
final class PickleJudge {
  private static final Set<Family> READ = Set.of(Family.MODEL, Family.NUMPY, Family.JOBLIB);

  private final AllowList allowed;
  private final PickleStream stream;
  private final IdentityHashMap<Global, CallNode> callers = new IdentityHashMap<>();
  private final Set<Global> references = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<PickleNode> refused = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Family> families = EnumSet.noneOf(Family.class);
  private final Set<String> named = new LinkedHashSet<>();
  private final LaterChanges laterChanges = new LaterChanges();
  private final Set<String> imports = new HashSet<>();
  private final Complaints complaints = new Complaints();

  private PickleJudge(AllowList allowed, PickleStream stream) {
    this.allowed = allowed;
    this.stream = stream;
  }

  /** The verdict over {@code stream}. */
  static Judgement judge(PickleStream stream) {
    return new PickleJudge(AllowList.STANDARD, stream).judge();
  }

  private Judgement judge() {
    stream.events().forEach(this::note);
    stream.events().forEach(this::check);
    new StreamCheck(allowed, stream, complaints).check(imports);
    return new Judgement(complaints.findings(), families, List.copyOf(named));
  }

  /** What has to be known before the first event is judged: who calls what, who only names it. */
  private void note(PickleEvent event) {
    if (event instanceof PickleEvent.Call call) {
      call.call().function().ifPresent(global -> callers.putIfAbsent(global, call.call()));
    } else if (event instanceof PickleEvent.Build build
        && build.target() instanceof CallNode target
        && build.state() instanceof DictNode attributes
        && allowed
            .governing(target)
            .filter(entry -> entry.family() == Family.WRAPPER)
            .isPresent()) {
      attributes.values().stream()
          .filter(Global.class::isInstance)
          .map(Global.class::cast)
          .forEach(references::add);
    }
  }

  private void check(PickleEvent event) {
    if (event instanceof PickleEvent.Import imported) {
      checkImport(imported.global());
    } else if (event instanceof PickleEvent.Call called) {
      checkCall(called.call());
    } else if (event instanceof PickleEvent.Build build) {
      checkBuild(build);
    } else if (event instanceof PickleEvent.Update update) {
      checkUpdate(update);
    } else if (event instanceof PickleEvent.Persistent persistent) {
      checkPersistent(persistent);
    } else if (event instanceof PickleEvent.Registry registry) {
      report(
          Rule.PICKLE_UNPROVEN,
          event.offset(),
          "Loading it takes number "
              + registry.extension().code()
              + " of the loader's extension registry, whatever stands there");
    } else if (event instanceof PickleEvent.Buffer) {
      report(
          Rule.PICKLE_DAMAGED,
          event.offset(),
          "needs an out-of-band buffer that was kept outside the file (protocol 5)");
    }
  }

  private void checkImport(Global global) {
    imports.add(global.qualified());
    Optional<Allowed> entry = allowed.find(global);
    if (entry.isPresent()) {
      families.add(entry.get().family());
      if (entry.get().family() == Family.ESTIMATOR
          || entry.get().family() == Family.TRAINING
          || entry.get().family() == Family.TOKENIZER
          || entry.get().family() == Family.TABLE) {
        named.add(global.qualified());
      }
      return;
    }
    if (global.name().equals(Global.CUT) && allowed.knowsModule(global.module())) {
      return;
    }
    if (global.module().equals("__main__") && references.contains(global)) {
      return;
    }
    refused.add(global);
    String name = PickleText.printable(global.qualified());
    if (global.module().equals(Global.COMPUTED) || global.name().equals(Global.COMPUTED)) {
      report(
          Rule.PICKLE_UNPROVEN,
          global.offset(),
          "Loading it takes a name that it computes while it is loaded");
      return;
    }
    String does = callers.containsKey(global) ? "calls " + shown(global) : "takes " + name;
    Optional<String> effect = Effects.of(global);
    report(
        effect.isPresent() ? Rule.PICKLE_UNSAFE : Rule.PICKLE_UNPROVEN,
        global.offset(),
        "Loading it "
            + does
            + effect
                .map(phrase -> ", which " + phrase)
                .orElse(", which is on no list of known parts"));
  }

  private String shown(Global global) {
    CallNode call = callers.get(global);
    return call == null ? global.qualified() : PickleText.of(call);
  }

  private void checkCall(CallNode call) {
    if (allowed.permits(call)) {
      checkLaterChanges(call, call.args(), call.offset());
      PickledInstance.type(call).flatMap(allowed::find).ifPresent(e -> families.add(e.family()));
      return;
    }
    refused.add(call);
    if (refused.contains(call.callable())) {
      return;
    }
    Optional<String> effect = maker(call).flatMap(Effects::of);
    report(
        effect.isPresent() ? Rule.PICKLE_UNSAFE : Rule.PICKLE_UNPROVEN,
        call.offset(),
        "Loading it calls "
            + PickleText.of(call)
            + effect
                .map(phrase -> ", which " + phrase)
                .orElse(
                    call.function().isPresent()
                        ? ", as no genuine model does"
                        : ", the result of another call"));
  }

  /** What is called, or what made what is called. */
  private static Optional<Global> maker(CallNode call) {
    return call.callable() instanceof CallNode made ? made.function() : call.function();
  }

  private void checkBuild(PickleEvent.Build build) {
    if (!(build.target() instanceof CallNode target)) {
      boolean named = build.target() instanceof Global;
      report(
          named ? Rule.PICKLE_UNSAFE : Rule.PICKLE_UNPROVEN,
          build.offset(),
          "Loading it sets attributes of "
              + PickleText.of(build.target())
              + (named ? ", which changes it for the whole program" : ""));
      return;
    }
    if (refused.contains(target)) {
      return;
    }
    boolean first = !target.states().isEmpty() && target.states().get(0) == build.state();
    if (!first || allowed.governing(target).filter(e -> e.state().test(build.state())).isEmpty()) {
      refused.add(target);
      report(
          Rule.PICKLE_UNPROVEN,
          build.offset(),
          "Loading it sets the state of "
              + PickleText.of(target)
              + " to "
              + PickleText.of(build.state())
              + (first ? ", as no genuine model does" : " after it was set before"));
      return;
    }
    checkLaterChanges(target, build.state(), build.offset());
  }

  /**
   * Of what is taken for a model or an array: only where objects refer to themselves it happens.
   */
  private void checkLaterChanges(CallNode call, PickleNode given, long offset) {
    boolean read =
        allowed.governing(call).map(Allowed::family).filter(READ::contains).isPresent()
            || KerasUnpickler.method(call.callable());
    if (read && laterChanges.in(given, offset)) {
      refused.add(call);
      report(
          Rule.PICKLE_UNPROVEN,
          offset,
          "What is given to "
              + PickleText.of(call.callable())
              + " is changed afterwards, as no genuine model does");
    }
  }

  private void checkUpdate(PickleEvent.Update update) {
    boolean fills =
        update.target() instanceof CallNode target
            && (refused.contains(target)
                || allowed.governing(target).filter(Allowed::filled).isPresent());
    if (!fills) {
      report(
          update.target() instanceof Global ? Rule.PICKLE_UNSAFE : Rule.PICKLE_UNPROVEN,
          update.offset(),
          "Loading it calls " + update.method() + " of " + PickleText.of(update.target()));
    }
  }

  /** PyTorch's form {@code ('storage', torch.FloatStorage, key, location, count)}. */
  private void checkPersistent(PickleEvent.Persistent persistent) {
    boolean storage =
        persistent.id().id() instanceof Tuple id
            && id.items().size() >= 5
            && PickleValues.isText(id.items().get(0), "storage")
            && id.items().get(1) instanceof Global type
            && allowed.find(type).filter(entry -> entry.family() == Family.TORCH).isPresent();
    if (!storage) {
      report(
          Rule.PICKLE_UNPROVEN,
          persistent.offset(),
          "Loading it asks the loading program for the object named "
              + PickleText.of(persistent.id().id())
              + " (persistent id)");
    }
  }

  private void report(Rule rule, long offset, String what) {
    complaints.report(rule, offset, what);
  }
}
