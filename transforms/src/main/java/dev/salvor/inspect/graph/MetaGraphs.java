package dev.salvor.inspect.graph;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.tensorflow.proto.AssetFileDef;
import org.tensorflow.proto.CollectionDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedConcreteFunction;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObject;
import org.tensorflow.proto.SavedObjectGraphOuterClass.SavedObjectGraph;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** What a MetaGraphDef says beside its graph: tags, signatures, assets, initialisers. */
public final class MetaGraphs {
  /** Keys of signature_def that name operations, not callables (saved_model/constants.py). */
  private static final Set<String> OPERATIONS =
      Set.of("__saved_model_init_op", "__saved_model_train_op");

  private static final List<String> INITIALIZERS = List.of("saved_model_main_op", "legacy_init_op");

  private MetaGraphs() {}

  /**
   * The MetaGraph that serves: tagged {@code serve} alone, else {@code serve} among the fewest
   * others, else one without tags, else the first.
   */
  public static MetaGraphDef serving(SavedModel model) {
    return model.getMetaGraphs(servingIndex(model));
  }

  static int servingIndex(SavedModel model) {
    return IntStream.range(0, model.getMetaGraphsCount())
        .boxed()
        .min(Comparator.comparingInt(i -> distance(model.getMetaGraphs(i))))
        .orElseThrow();
  }

  private static int distance(MetaGraphDef meta) {
    List<String> tags = meta.getMetaInfoDef().getTagsList();
    return tags.contains("serve") ? tags.size() : tags.isEmpty() ? 100 : 1000;
  }

  /** Whether a loader that asks for {@code serve} finds this MetaGraph. */
  static boolean tagged(MetaGraphDef meta) {
    return Set.copyOf(meta.getMetaInfoDef().getTagsList()).equals(Set.of("serve"));
  }

  /** The signatures that can be called: they have an output. */
  public static Map<String, SignatureDef> callable(MetaGraphDef meta) {
    Map<String, SignatureDef> callable = new LinkedHashMap<>();
    meta.getSignatureDefMap().keySet().stream()
        .sorted()
        .filter(key -> !OPERATIONS.contains(key))
        .filter(key -> meta.getSignatureDefOrThrow(key).getOutputsCount() > 0)
        .forEach(key -> callable.put(key, meta.getSignatureDefOrThrow(key)));
    return callable;
  }

  /** The tensors that a TensorInfo names: one, or the parts of a sparse or composite one. */
  public static List<TensorInfo> parts(TensorInfo info) {
    return switch (info.getEncodingCase()) {
      case NAME -> List.of(info);
      case COO_SPARSE ->
          List.of(
              named(info.getCooSparse().getValuesTensorName(), info),
              named(
                  info.getCooSparse().getIndicesTensorName(),
                  TensorInfo.newBuilder().setDtype(org.tensorflow.proto.DataType.DT_INT64).build()),
              named(
                  info.getCooSparse().getDenseShapeTensorName(),
                  TensorInfo.newBuilder()
                      .setDtype(org.tensorflow.proto.DataType.DT_INT64)
                      .build()));
      case COMPOSITE_TENSOR -> info.getCompositeTensor().getComponentsList();
      case ENCODING_NOT_SET -> List.of();
    };
  }

  private static TensorInfo named(String name, TensorInfo info) {
    return TensorInfo.newBuilder().setName(name).setDtype(info.getDtype()).build();
  }

  /** Names of the tensors of a map of TensorInfos. */
  public static Set<String> tensors(Map<String, TensorInfo> infos) {
    Set<String> names = new LinkedHashSet<>();
    infos.values().forEach(info -> parts(info).forEach(part -> names.add(part.getName())));
    return names;
  }

  /** The nodes that a loader runs once after the variables are restored. */
  public static Set<String> initializers(MetaGraphDef meta) {
    Set<String> names = new LinkedHashSet<>();
    SignatureDef init = meta.getSignatureDefMap().get("__saved_model_init_op");
    if (init != null) {
      init.getOutputsMap().values().forEach(info -> names.add(info.getName()));
    }
    for (String key : INITIALIZERS) {
      names.addAll(nodes(meta, key));
    }
    return names;
  }

  /** The names in a collection of nodes. */
  public static List<String> nodes(MetaGraphDef meta, String collection) {
    CollectionDef def = meta.getCollectionDefMap().get(collection);
    return def == null ? List.of() : def.getNodeList().getValueList();
  }

  /** The byte strings in a collection of serialized protos. */
  public static List<ByteString> bytes(MetaGraphDef meta, String collection) {
    CollectionDef def = meta.getCollectionDefMap().get(collection);
    return def == null ? List.of() : def.getBytesList().getValueList();
  }

  /** The files that the loader hands to the graph, from either place where writers list them. */
  public static List<AssetFileDef> assets(MetaGraphDef meta) {
    Set<AssetFileDef> assets = new LinkedHashSet<>(meta.getAssetFileDefList());
    assets.addAll(collected(meta));
    return List.copyOf(assets);
  }

  private static List<AssetFileDef> collected(MetaGraphDef meta) {
    List<AssetFileDef> assets = new ArrayList<>();
    CollectionDef listed = meta.getCollectionDefMap().get("saved_model_assets");
    if (listed != null) {
      for (Any any : listed.getAnyList().getValueList()) {
        try {
          assets.add(AssetFileDef.parseFrom(any.getValue()));
        } catch (InvalidProtocolBufferException e) {
          assets.add(AssetFileDef.newBuilder().setFilename("").build());
        }
      }
    }
    return assets;
  }

  /**
   * Tensor to file as a loader feeds them: from the first place that lists any, the last of a
   * tensor (python/saved_model/loader_impl.py, get_asset_tensors).
   */
  public static Map<String, String> fedAssets(MetaGraphDef meta) {
    Map<String, String> files = new LinkedHashMap<>();
    fed(meta).forEach(asset -> files.put(tensor(asset), asset.getFilename()));
    return files;
  }

  /**
   * The tensors for which an asset is listed more than once. Loaders in C++ feed each and fail
   * (cc/saved_model/loader_util.cc; direct_session.cc, "fed more than once").
   */
  public static Set<String> repeatedAssets(MetaGraphDef meta) {
    Set<String> seen = new HashSet<>();
    return fed(meta).stream()
        .map(MetaGraphs::tensor)
        .filter(tensor -> !seen.add(tensor))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<AssetFileDef> fed(MetaGraphDef meta) {
    return meta.getAssetFileDefCount() > 0 ? meta.getAssetFileDefList() : collected(meta);
  }

  /** What signatures and initialisers run. */
  static Exposure served(MetaGraphDef meta) {
    return Exposure.of(fetches(meta));
  }

  private static Set<String> fetches(MetaGraphDef meta) {
    Set<String> fetches = new LinkedHashSet<>(initializers(meta));
    fetches.addAll(nodes(meta, "table_initializer"));
    callable(meta)
        .values()
        .forEach(
            signature -> {
              fetches.addAll(tensors(signature.getOutputsMap()));
              fetches.addAll(tensors(signature.getInputsMap()));
            });
    return fetches;
  }

  /** What whoever loads the MetaGraph can run. */
  static Exposure exposure(MetaGraphDef meta) {
    Set<String> assets = assetTensors(meta);
    SavedObjectGraph objects = meta.getObjectGraphDef();
    Map<String, List<Integer>> bound = new HashMap<>();
    Map<String, Integer> arguments = new HashMap<>();
    meta.getGraphDef()
        .getLibrary()
        .getFunctionList()
        .forEach(
            def ->
                arguments.put(def.getSignature().getName(), def.getSignature().getInputArgCount()));
    objects
        .getConcreteFunctionsMap()
        .forEach(
            (name, function) ->
                bound.put(name, boundAssets(objects, function, arguments.getOrDefault(name, 0))));
    return new Exposure(fetches(meta), objects.getConcreteFunctionsMap().keySet(), assets, bound);
  }

  /** The tensors that the loader sets to the path of a file of the model. */
  static Set<String> assetTensors(MetaGraphDef meta) {
    Set<String> assets = new LinkedHashSet<>();
    assets(meta).forEach(asset -> assets.add(tensor(asset)));
    return assets;
  }

  /** The inputs of a signature, and the placeholders that it should have named among them. */
  public static Map<String, TensorInfo> completeInputs(
      ModelGraph graph, MetaGraphDef meta, SignatureDef signature) {
    Map<String, TensorInfo> inputs = new LinkedHashMap<>(signature.getInputsMap());
    for (String placeholder : SignatureCheck.unnamed(graph, meta, signature)) {
      inputs.putIfAbsent(
          placeholder,
          TensorInfo.newBuilder()
              .setName(placeholder + ":0")
              .setDtype(graph.type(placeholder))
              .setTensorShape(TensorShapeProto.newBuilder().setUnknownRank(true))
              .build());
    }
    return inputs;
  }

  private static String tensor(AssetFileDef asset) {
    String name = asset.getTensorInfo().getName();
    return name.contains(":") ? name : name + ":0";
  }

  /** The last arguments of a restored function are its captures, in the order they are bound. */
  private static List<Integer> boundAssets(
      SavedObjectGraph objects, SavedConcreteFunction function, int arguments) {
    List<Integer> positions = new ArrayList<>();
    int first = arguments - function.getBoundInputsCount();
    for (int i = 0; i < function.getBoundInputsCount() && first >= 0; i++) {
      int node = function.getBoundInputs(i);
      if (node >= 0
          && node < objects.getNodesCount()
          && objects.getNodes(node).getKindCase() == SavedObject.KindCase.ASSET) {
        positions.add(first + i);
      }
    }
    return positions;
  }
}
