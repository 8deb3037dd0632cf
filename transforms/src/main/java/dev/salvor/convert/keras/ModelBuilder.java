package dev.salvor.convert.keras;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.convert.keras.layers.FlatInputs;
import dev.salvor.convert.keras.layers.KerasTensor;
import dev.salvor.convert.keras.layers.LayerCatalog;
import dev.salvor.convert.keras.layers.LayerConverter;
import dev.salvor.convert.keras.layers.RaggedInputs;
import dev.salvor.finding.ArtifactException;
import dev.salvor.finding.Finding;
import dev.salvor.finding.Location;
import dev.salvor.finding.Rule;
import dev.salvor.graph.GraphBuilder;
import dev.salvor.inspect.keras.architecture.Argument;
import dev.salvor.inspect.keras.architecture.Call;
import dev.salvor.inspect.keras.architecture.LayerSpec;
import dev.salvor.inspect.keras.architecture.ModelSpec;
import dev.salvor.inspect.keras.architecture.TensorRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Calls layers: a model's in the order its graph allows, any other by its converter. */
final class ModelBuilder {
  private final BuildContext context;
  private final LayerCatalog catalog;

  ModelBuilder(BuildContext context, LayerCatalog catalog) {
    this.context = context;
    this.catalog = catalog;
  }

  /** A layer inside another, in canonical form. */
  LayerSpec childSpec(ObjectNode layer, String path) {
    ObjectNode copy = layer.deepCopy();
    KerasModel.normalizer(context.era(), context.conversion().policy(), context.fixes())
        .normalize(copy, path);
    return context.reader().layer(copy, path);
  }

  List<KerasTensor> call(
      LayerState state,
      GraphBuilder scope,
      List<Argument<KerasTensor>> args,
      Map<String, Argument<KerasTensor>> kwargs) {
    LayerSpec spec = state.spec();
    if (spec.model().isPresent()) {
      return List.copyOf(callModel(state, spec.model().get(), inputs(spec, args)).values());
    }
    LayerConverter converter =
        catalog
            .converter(spec.className())
            .orElseThrow(() -> KerasModel.unknownLayer(spec.className(), spec.path()));
    GraphBuilder own = scope.scope(spec.name());
    List<KerasTensor> outputs =
        FlatInputs.anyRagged(args, kwargs)
            ? ragged(state, converter, own, args, kwargs)
            : converter.convert(
                new CallBuilder(context, this, state, own, args, kwargs, converter.autocast(), 0));
    List<String> unread = spec.config().unread();
    if (!unread.isEmpty()) {
      throw spec.config()
          .refused(
              String.format(
                  "%s has arguments that are not known: %s",
                  spec.className(), String.join(", ", unread)));
    }
    return outputs;
  }

  private List<KerasTensor> ragged(
      LayerState state,
      LayerConverter converter,
      GraphBuilder scope,
      List<Argument<KerasTensor>> args,
      Map<String, Argument<KerasTensor>> kwargs) {
    LayerSpec spec = state.spec();
    boolean autocast = converter.autocast();
    boolean known = context.era().major() < 3; // what Keras 3 makes of ragged tensors is not
    return switch (known ? converter.ragged(spec.config()) : RaggedInputs.REFUSED) {
      case REFUSED ->
          throw spec.config()
              .refused(
                  spec.className() + " is called with a ragged tensor, which is not supported");
      case WHOLE ->
          converter.convert(
              new CallBuilder(context, this, state, scope, args, kwargs, autocast, 0));
      case FLAT -> {
        FlatInputs flat =
            FlatInputs.of(args, kwargs)
                .orElseThrow(
                    () ->
                        spec.config()
                            .refused(
                                spec.className()
                                    + " is called with tensors that are not ragged alike"));
        int joined = flat.like().splits().size();
        CallBuilder call =
            new CallBuilder(
                context, this, state, scope, flat.args(), flat.kwargs(), autocast, joined);
        yield flat.inRows(converter.convert(call));
      }
    };
  }

  /** The model's outputs by signature name. */
  Map<String, KerasTensor> callModel(
      LayerState state, ModelSpec model, Map<String, KerasTensor> inputs) {
    Map<TensorRef, KerasTensor> values = new HashMap<>();
    model.inputs().forEach((name, ref) -> values.put(ref, inputs.get(name)));
    GraphBuilder scope = state.scope();
    List<PendingCall> pending = new ArrayList<>();
    for (LayerSpec layer : model.layers()) {
      for (int i = 0; i < layer.calls().size(); i++) {
        pending.add(new PendingCall(layer, i));
      }
      if (!layer.className().equals("InputLayer")) {
        state.child(layer.name(), layer);
      }
    }
    while (!pending.isEmpty()) {
      List<PendingCall> waiting = new ArrayList<>();
      for (PendingCall next : pending) {
        if (next.ready(values)) {
          run(state, scope, next, values);
        } else {
          waiting.add(next);
        }
      }
      if (waiting.size() == pending.size()) {
        LayerSpec stuck = waiting.get(0).layer();
        throw damaged(stuck.path(), "its inputs are not outputs of any layer of the model");
      }
      pending = waiting;
    }
    Map<String, KerasTensor> outputs = new LinkedHashMap<>();
    model
        .outputs()
        .forEach(
            (name, ref) -> {
              KerasTensor value = values.get(ref);
              if (value == null) {
                throw damaged(
                    state.spec().path(),
                    "output " + name + " is not an output of any layer of the model");
              }
              outputs.put(name, value);
              if (state.spec().className().equals("Sequential")) {
                further(name, ref, values, outputs);
              }
            });
    return outputs;
  }

  /** In Keras 3 the last layer of a Sequential may have several outputs, which the config omits. */
  private static void further(
      String name,
      TensorRef first,
      Map<TensorRef, KerasTensor> values,
      Map<String, KerasTensor> outputs) {
    for (int i = first.output() + 1; ; i++) {
      KerasTensor next = values.get(new TensorRef(first.layer(), first.call(), i));
      if (next == null) {
        return;
      }
      outputs.put(name + "_" + i, next);
    }
  }

  private void run(
      LayerState state, GraphBuilder scope, PendingCall next, Map<TensorRef, KerasTensor> values) {
    LayerSpec layer = next.layer();
    Call call = layer.calls().get(next.index());
    List<Argument<KerasTensor>> args = new ArrayList<>();
    call.args().forEach(arg -> args.add(arg.map(values::get)));
    Map<String, Argument<KerasTensor>> kwargs = new LinkedHashMap<>();
    call.kwargs().forEach((key, arg) -> kwargs.put(key, arg.map(values::get)));
    List<KerasTensor> outputs = call(state.child(layer.name(), layer), scope, args, kwargs);
    for (int i = 0; i < outputs.size(); i++) {
      values.put(new TensorRef(layer.name(), next.index(), i), outputs.get(i));
    }
  }

  private record PendingCall(LayerSpec layer, int index) {
    boolean ready(Map<TensorRef, KerasTensor> values) {
      Call call = layer.calls().get(index);
      return call.args().stream().allMatch(arg -> known(arg, values))
          && call.kwargs().values().stream().allMatch(arg -> known(arg, values));
    }

    private static boolean known(Argument<TensorRef> argument, Map<TensorRef, KerasTensor> values) {
      return values.keySet().containsAll(argument.tensors());
    }
  }

  /** Inputs of a nested model: by key where a dict is given, else in order. */
  private static Map<String, KerasTensor> inputs(LayerSpec spec, List<Argument<KerasTensor>> args) {
    ModelSpec model = spec.model().orElseThrow();
    Argument<KerasTensor> first = args.get(0);
    Map<String, KerasTensor> inputs = new LinkedHashMap<>();
    if (first instanceof Argument.Mapping<KerasTensor> mapping
        && mapping.items().keySet().containsAll(model.inputs().keySet())) {
      model
          .inputs()
          .keySet()
          .forEach(
              name -> inputs.put(name, requireNonNull(mapping.items().get(name)).tensors().get(0)));
      return inputs;
    }
    List<KerasTensor> tensors = first.tensors();
    if (tensors.size() != model.inputs().size()) {
      throw damaged(
          spec.path(),
          String.format(
              "the model has %d inputs and is called with %d",
              model.inputs().size(), tensors.size()));
    }
    int next = 0;
    for (String name : model.inputs().keySet()) {
      inputs.put(name, tensors.get(next++));
    }
    return inputs;
  }

  private static ArtifactException damaged(String path, String message) {
    return Finding.of(Rule.KERAS_CONFIG_DAMAGED, Location.layer(path), path + ": " + message)
        .exception();
  }
}
