package dev.salvor.convert.keras.recipes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import dev.salvor.inspect.keras.architecture.KerasJson;
import dev.salvor.policy.PolicyReader;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipesTest {
  private static final String KERAS_1 = "1.2.2";
  private static final String KERAS_2 = "2.2.4";
  private static final String TF = "2.6.0";
  private static final String KERAS_3 = "3.3.3";

  /** JSON with single quotes. */
  private static JsonNode json(String text) {
    return KerasJson.parse(text.replace('\'', '"'), "test");
  }

  private static List<String> apply(List<Recipe> recipes, ObjectNode layer, String version) {
    List<String> applied = new ArrayList<>();
    for (Recipe recipe : recipes) {
      if (recipe.apply(layer, Era.of(version, "tensorflow"))) {
        applied.add(recipe.id());
      }
    }
    return applied;
  }

  private static Arguments change(String recipe, String version, String before, String after) {
    return Arguments.of(recipe, version, before, after);
  }

  static Stream<Arguments> changes() {
    return Stream.of(
        change(
            "keras3/registered-names",
            KERAS_3,
            "{'class_name':'Gate','registered_name':'acme>Gate','config':{}}",
            "{'class_name':'acme>Gate','registered_name':'acme>Gate','config':{}}"),
        change(
            "keras3/operations",
            KERAS_3,
            "{'module':'keras.src.ops.numpy','class_name':'Add','config':{'name':'a'}}",
            "{'module':'keras.src.ops.numpy','class_name':'keras.ops.numpy.Add',"
                + "'config':{'name':'a'}}"),
        change(
            "keras3/operations",
            KERAS_3,
            "{'class_name':'Maximum','config':{'name':'a'},'inbound_nodes':[{'args':[]}]}",
            "{'class_name':'keras.ops.numpy.Maximum','config':{'name':'a'},"
                + "'inbound_nodes':[{'args':[]}]}"),
        change(
            "keras2/wrapped-values",
            TF,
            "{'class_name':'ReLU','config':{'max_value':{'type':'ndarray','value':6.0}}}",
            "{'class_name':'ReLU','config':{'max_value':6.0}}"),
        change(
            "keras2/wrapped-values",
            TF,
            "{'class_name':'Reshape',"
                + "'config':{'target_shape':{'class_name':'__tuple__','items':[2,3]}}}",
            "{'class_name':'Reshape','config':{'target_shape':[2,3]}}"),
        change(
            "addons/GroupNormalization",
            TF,
            "{'class_name':'Addons>GroupNormalization','config':{'groups':2}}",
            "{'class_name':'GroupNormalization','replaced':true,'config':{'groups':2}}"),
        change(
            "addons/activations",
            TF,
            "{'class_name':'Dense','config':{'activation':'Addons>mish'}}",
            "{'class_name':'Dense','config':{'activation':'mish'}}"),
        change(
            "keras1/flat-layers",
            KERAS_1,
            "{'class_name':'Sequential','config':[{'name':'Flatten','custom_name':'f'}]}",
            "{'class_name':'Sequential','config':{'layers':[{'class_name':'Flatten','config':{'name':'f'}}]}}"),
        change(
            "keras1/merge",
            KERAS_1,
            "{'class_name':'Merge','config':{'mode':'cos','mode_type':'raw','dot_axes':[1,1],"
                + "'concat_axis':-1,'arguments':{},'output_shape':null}}",
            "{'class_name':'Dot','config':{'axes':[1,1],'normalize':true}}"),
        change(
            "keras1/merge",
            KERAS_1,
            "{'class_name':'Merge','config':{'mode':'dot','mode_type':'raw','dot_axes':[[1],[2]]}}",
            "{'class_name':'Dot','config':{'axes':[1,2],'normalize':false}}"),
        change(
            "keras1/merge",
            KERAS_1,
            "{'class_name':'Merge','config':{'mode':'concat','mode_type':'raw','concat_axis':1}}",
            "{'class_name':'Concatenate','config':{'axis':1}}"),
        change(
            "keras1/time-distributed-dense",
            KERAS_1,
            "{'class_name':'TimeDistributedDense','config':{'units':3,'input_length':4}}",
            "{'class_name':'Dense','config':{'units':3}}"),
        change(
            "keras/class-names",
            TF,
            "{'class_name':'BatchNormalizationV1','config':{}}",
            "{'class_name':'BatchNormalization','config':{}}"),
        change(
            "keras1/argument-names",
            KERAS_1,
            "{'class_name':'Conv2D','config':{'nb_filter':4,'nb_row':3,'nb_col':2,"
                + "'subsample':[1,1],'border_mode':'same','dim_ordering':'th','bias':true,"
                + "'init':'he_normal','W_regularizer':null,'activation':'relu'}}",
            "{'class_name':'Conv2D','config':{'activation':'relu','filters':4,'strides':[1,1],"
                + "'padding':'same','data_format':'channels_first','use_bias':true,"
                + "'kernel_size':[3,2]}}"),
        change(
            "keras1/argument-names",
            KERAS_1,
            "{'class_name':'LSTM','config':{'output_dim':3,'inner_activation':'sigmoid',"
                + "'consume_less':'gpu','dropout_W':0.1,'forget_bias_init':'one','input_dim':2}}",
            "{'class_name':'LSTM','config':{'recurrent_activation':'sigmoid','implementation':2,"
                + "'units':3}}"),
        change(
            "keras1/argument-names",
            KERAS_1,
            "{'class_name':'ZeroPadding2D','config':{'padding':{'top_pad':1,'right_pad':2}}}",
            "{'class_name':'ZeroPadding2D','config':{'padding':[[1,0],[0,2]]}}"),
        change(
            "keras1/argument-names",
            KERAS_1,
            "{'class_name':'ZeroPadding2D','config':{'padding':[1,2,0,3]}}",
            "{'class_name':'ZeroPadding2D','config':{'padding':[[1,2],[0,3]]}}"),
        change(
            "keras1/argument-names",
            KERAS_1,
            "{'class_name':'ZeroPadding1D','config':{'padding':{'left_pad':2}}}",
            "{'class_name':'ZeroPadding1D','config':{'padding':[2,0]}}"),
        change(
            "keras2/cudnn-layers",
            KERAS_2,
            "{'class_name':'CuDNNGRU','config':{'units':3}}",
            "{'class_name':'GRU','config':{'units':3,'activation':'tanh',"
                + "'recurrent_activation':'sigmoid','reset_after':true}}"),
        change(
            "keras/era-defaults",
            KERAS_2,
            "{'class_name':'GRU','config':{'units':3}}",
            "{'class_name':'GRU','config':{'units':3,'recurrent_activation':'hard_sigmoid',"
                + "'reset_after':false}}"),
        change(
            "keras/era-defaults",
            TF,
            "{'class_name':'GRU','config':{'units':3}}",
            "{'class_name':'GRU','config':{'units':3,'recurrent_activation':'sigmoid',"
                + "'reset_after':true}}"),
        change(
            "keras/era-defaults",
            TF,
            "{'class_name':'ConvLSTM2D','config':{'filters':3}}",
            "{'class_name':'ConvLSTM2D','config':{'filters':3,"
                + "'recurrent_activation':'hard_sigmoid'}}"),
        change(
            "keras2/batch-input-shape",
            KERAS_1,
            "{'class_name':'InputLayer',"
                + "'config':{'batch_input_shape':[null,5],'input_dtype':'int32'}}",
            "{'class_name':'InputLayer','config':{'batch_shape':[null,5],'dtype':'int32'}}"));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void oneFactOfHistory(String recipe, String version, String before, String after) {
    ObjectNode layer = (ObjectNode) json(before);
    assertThat(apply(Recipes.ALL, layer, version)).contains(recipe);
    assertThat(layer).isEqualTo(json(after));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void theCanonicalFormStaysAsItIs(String recipe, String version, String before, String after) {
    ObjectNode layer = (ObjectNode) json(after);
    List<Recipe> changing = new ArrayList<>(Recipes.ALL);
    changing.removeAll(EraFact.ALL);
    assertThat(apply(changing, layer, version)).isEmpty();
    assertThat(layer).isEqualTo(json(after));
  }

  @Test
  void layersKeepTheirNameWhereOperationsHaveIt() {
    ObjectNode layer =
        (ObjectNode)
            json(
                "{'class_name':'Maximum','config':{'name':'a','trainable':true,'dtype':'float32'},"
                    + "'inbound_nodes':[{'args':[]}]}");
    assertThat(apply(Recipes.ALL, layer, KERAS_3)).isEmpty();
  }

  @Test
  void mergesOfAFunctionAreLeftToBeRefused() {
    ObjectNode layer =
        (ObjectNode) json("{'class_name':'Merge','config':{'mode':'4wEA','mode_type':'lambda'}}");
    apply(Recipes.ALL, layer, KERAS_1);
    assertThat(layer.path("class_name").asText()).isEqualTo("Merge");
  }

  @Test
  void silentLayersTakeTheDimOrderingOfTheirModel() {
    ObjectNode model =
        (ObjectNode)
            json(
                "{'class_name':'Sequential','config':["
                    + "{'class_name':'ZeroPadding2D','config':{'padding':[1,1]}},"
                    + "{'class_name':'Convolution2D','config':{'dim_ordering':'th'}}]}");
    assertThat(apply(Recipes.ALL, model, KERAS_1)).contains("keras1/dim-ordering-inferred");
    assertThat(model.at("/config/layers/0/config/dim_ordering").asText()).isEqualTo("th");
  }

  @Test
  void whatIsReadAsItWasIsSaidWithoutAChange() {
    String lstm = "{'class_name':'LSTM','config':{'recurrent_activation':'hard_sigmoid'}}";
    ObjectNode layer = (ObjectNode) json(lstm);
    assertThat(apply(EraFact.ALL, layer, TF)).containsExactly("keras/hard-sigmoid");
    assertThat(apply(EraFact.ALL, layer, KERAS_3)).isEmpty();
    assertThat(layer).isEqualTo(json(lstm));
  }

  @Test
  void branchesBecomeAFunctionalModelWithTheInputNamesOfLoading() {
    String dense = "{'class_name':'Dense','config':{'name':'%s','batch_input_shape':[null,2]}}";
    ObjectNode model =
        (ObjectNode)
            json(
                "{'class_name':'Sequential','config':[{'class_name':'Merge','config':{"
                    + "'name':'merge_1','mode':'sum','mode_type':'raw','layers':["
                    + "{'class_name':'Sequential','config':["
                    + dense.formatted("a")
                    + "]},"
                    + "{'class_name':'Sequential','config':["
                    + dense.formatted("b")
                    + "]}]}},"
                    + "{'class_name':'Activation','config':{'name':'act'}}]}");
    assertThat(apply(Recipes.ALL, model, KERAS_1)).contains("keras1/sequential-branches");
    assertThat(model.path("class_name").asText()).isEqualTo("Model");
    assertThat(model.at("/config/input_layers"))
        .isEqualTo(json("[['dense_input_1',0,0],['dense_input_2',0,0]]"));
    assertThat(model.at("/config/output_layers")).isEqualTo(json("[['act',0,0]]"));
    List<String> names = new ArrayList<>();
    model.at("/config/layers").forEach(layer -> names.add(layer.path("name").asText()));
    assertThat(names).containsExactly("dense_input_1", "a", "dense_input_2", "b", "merge_1", "act");
    assertThat(model.at("/config/layers/4/inbound_nodes"))
        .isEqualTo(json("[[['a',0,0],['b',0,0]]]"));
  }

  @Test
  void aLayerSharedByTwoBranchesIsCalledTwice() {
    String embedding =
        "{'class_name':'Embedding','config':{'name':'e','batch_input_shape':[null,2],"
            + "'input_dtype':'int32'}}";
    String branch = "{'class_name':'Sequential','config':[" + embedding + "]}";
    ObjectNode model =
        (ObjectNode)
            json(
                "{'class_name':'Sequential','config':[{'class_name':'Merge','config':{"
                    + "'name':'m','mode':'sum','layers':["
                    + branch
                    + ","
                    + branch
                    + "]}}]}");
    apply(List.of(new Keras1Branches()), model, KERAS_1);
    assertThat(model.at("/config/layers/1/inbound_nodes"))
        .isEqualTo(json("[[['embedding_input_1',0,0]],[['embedding_input_2',0,0]]]"));
    assertThat(model.at("/config/layers/0/config/dtype").asText()).isEqualTo("int32");
    assertThat(model.at("/config/layers/3/inbound_nodes"))
        .isEqualTo(json("[[['e',0,0],['e',1,0]]]"));
  }

  @Test
  void thePolicyNamesBuiltInEquivalents() {
    Recipe aliases =
        new PolicyAliases(
            PolicyReader.read(
                    """
                    {"aliases": {"acme>Gate": "Dense", "acme>wave": "swish", "hswish": "relu6"}}
                    """)
                .replacements());
    ObjectNode layer =
        (ObjectNode)
            json(
                "{'class_name':'Gate','module':'acme','registered_name':'acme>Gate','config':{"
                    + "'activation':{'class_name':'function','config':'wave',"
                    + "'registered_name':'acme>wave'},'recurrent_activation':'hswish',"
                    + "'name':'hswish'}}");
    assertThat(apply(List.of(aliases), layer, KERAS_3)).containsExactly("policy/aliases");
    assertThat(layer)
        .isEqualTo(
            json(
                "{'class_name':'Dense','replaced':true,'config':{'activation':'swish',"
                    + "'recurrent_activation':'relu6','name':'hswish'}}"));
  }

  @ParameterizedTest
  @CsvSource({
    "2.2.4, GroupNormalization, custom>GroupNormalization",
    "2.6.0, GroupNormalization, custom>GroupNormalization",
    "2.12.0, GroupNormalization, GroupNormalization",
    "3.6.0, GroupNormalization, GroupNormalization",
    "2.3.1, LayerNormalization, custom>LayerNormalization",
    "2.2.4-tf, LayerNormalization, LayerNormalization",
    "2.3.1, InstanceNormalization, keras_contrib>InstanceNormalization",
    "2.15.0, Dense, Dense",
  })
  void classesThatKerasDidNotHaveYetAreNotItsOwn(String version, String name, String became) {
    ObjectNode layer =
        (ObjectNode) json("{'class_name':'" + name + "','config':{'name':'l','axis':-1}}");
    apply(List.of(new LaterClasses()), layer, version);
    assertThat(layer.path("class_name").asText()).isEqualTo(became);
  }

  @Test
  void classesWithoutArgumentsThatAreActivations() {
    ObjectNode mish = (ObjectNode) json("{'class_name':'Mish','config':{'name':'m'}}");
    apply(List.of(new ActivationClasses()), mish, KERAS_3);
    assertThat(mish)
        .isEqualTo(json("{'class_name':'Activation','config':{'name':'m','activation':'mish'}}"));
    ObjectNode swish = (ObjectNode) json("{'class_name':'Swish','config':{'name':'s','beta':1.0}}");
    assertThat(apply(List.of(new ActivationClasses()), swish, KERAS_3)).isEmpty();
    swish = (ObjectNode) json("{'class_name':'Swish','config':{'beta':1.5,'trainable':false}}");
    assertThat(apply(List.of(new ActivationClasses()), swish, KERAS_3)).isEmpty();
    swish = (ObjectNode) json("{'class_name':'Swish','config':{'beta':1.0,'trainable':false}}");
    assertThat(apply(List.of(new ActivationClasses()), swish, KERAS_3)).hasSize(1);
  }

  @Test
  void everyRecipeSaysWhatItDoes() {
    assertThat(Recipes.ALL).extracting(Recipe::id).doesNotHaveDuplicates();
    assertThat(Recipes.ALL)
        .allSatisfy(
            recipe -> {
              assertThat(recipe.id()).matches("[a-z0-9]+/[A-Za-z0-9-]+");
              assertThat(recipe.description()).endsWith(".").hasSizeBetween(20, 140);
            });
  }
}
