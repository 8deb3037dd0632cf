package dev.salvor.inspect.keras.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.salvor.finding.Finding;
import dev.salvor.finding.Level;
import dev.salvor.finding.Rule;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CodeCheckTest {

  private static List<Finding> findings(String json) {
    return CodeCheck.findings(KerasJson.parse(json.replace('\'', '"'), "test"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'class_name':'Lambda','config':{'name':'l','function':['4wEA',null,null]}}",
        "{'class_name':'Lambda','config':{'name':'l','function_type':'lambda','function':'4wEA'}}",
        "{'class_name':'Lambda','config':{'name':'l','function':"
            + "{'class_name':'__lambda__','config':{'code':'4wEA'}}}}",
        "{'class_name':'Merge','config':{'name':'l','mode':'4wEA','mode_type':'lambda'}}",
        "{'class_name':'Lambda','config':{'name':'l','function_type':'function','function':'f',"
            + "'mask_type':'lambda','mask':['4wEA',null,null]}}",
        "{'class_name':'Dense','config':{'name':'l','activation':{'class_name':'__lambda__'}}}",
        "{'class_name':'Dense','config':{'name':'l','kernel_initializer':"
            + "{'class_name':'VarianceScaling','config':{'x':{'class_name':'__lambda__'}}}}}",
        "{'class_name':'Dense','config':{'name':'l'},'build_config':{'class_name':'__lambda__'}}",
        "{'class_name':'Dense','config':{'name':'l'},"
            + "'inbound_nodes':[{'args':[{'class_name':'__lambda__'}],'kwargs':{}}]}",
        "{'class_name':'RNN','config':{'name':'l','cell':{'class_name':'C','config':"
            + "{'f':{'class_name':'__lambda__'}}}}}",
      })
  void bytecodeInAnySlotIsUnsafe(String layer) {
    String nested =
        "{'class_name':'Sequential','config':{'name':'m','layers':["
            + "{'class_name':'TimeDistributed','config':{'name':'t','layer':"
            + layer
            + "}}]}}";
    for (String json : List.of(layer, nested)) {
      assertThat(findings(json)).extracting(Finding::rule).contains(Rule.KERAS_LAMBDA);
      assertThat(findings(json)).doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'module':'os','class_name':'system','config':'id'}",
        "{'module':'builtins','class_name':'function','config':'exec'}",
        "{'module':'subprocess','class_name':'function','config':'run'}",
        "{'module':'keras.utils','class_name':'function','config':'get_file'}",
        "{'module':'keras.src.utils.file_utils','class_name':'get_file','config':{}}",
        "{'module':'keras.config','class_name':'function','config':'enable_unsafe_deserialization'}",
        "{'module':'keras.models','class_name':'function','config':'load_model'}",
        "{'module':'keras.saving','class_name':'function','config':'load_model'}",
        "{'module':'tensorflow.io','class_name':'function','config':'write_file'}",
        "{'module':'numpy','class_name':'function','config':'load'}",
        "{'module':'torch','class_name':'function','config':'load'}",
        "{'module':'pip','class_name':'main','config':{}}",
        "{'class_name':'TorchModuleWrapper','config':{}}",
        "{'class_name':'StringLookup','config':{'vocabulary':'/etc/passwd'}}",
        "{'class_name':'StringLookup','config':{'vocabulary':'https://x.invalid/v.txt'}}",
        "{'class_name':'TextVectorization','config':{'vocabulary':'assets/../../secret'}}",
      })
  void whatReachesOutsideIsUnsafe(String node) {
    String json = "{'class_name':'Dense','config':{'name':'d','activation':" + node + "}}";
    assertThat(findings(json)).extracting(Finding::rule).containsExactly(Rule.KERAS_CODE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'module':'keras.layers','class_name':'Dense','config':{'name':'d','activation':'relu'}}",
        "{'module':'builtins','class_name':'function','config':'softmax_v2'}",
        "{'module':'keras.activations','class_name':'function','config':'gelu'}",
        "{'module':'keras.src.models.functional','class_name':'Functional','config':{}}",
        "{'module':'keras.utils','class_name':'FeatureSpace','config':{}}",
        "{'module':'keras.src.ops.numpy','class_name':'Add','config':{}}",
        "{'module':'my_project.layers','class_name':'Gate','registered_name':'my>Gate'}",
        "{'class_name':'StringLookup','config':{'vocabulary':'vocabulary.txt'}}",
        "{'class_name':'StringLookup','config':{'vocabulary':['/etc/passwd','..']}}",
        "{'class_name':'Lambda2','config':{'interpolation_type':'nearest'}}",
      })
  void whatModelsAreMadeOfIsNot(String node) {
    assertThat(findings(node)).isEmpty();
  }

  @Test
  void aLambdaByNameIsUnknownRatherThanUnsafe() {
    List<Finding> found =
        findings(
            "{'class_name':'Lambda','config':{'name':'l','function_type':'function',"
                + "'function':'my_norm'}}");
    assertThat(found).extracting(Finding::rule).containsExactly(Rule.KERAS_LAYER_UNKNOWN);
    assertThat(found.get(0).message()).contains("my_norm");
  }

  @Test
  void whatActsInTrainingOnlyIsSaidAndNoObstacle() {
    List<Finding> found =
        findings(
            "{'class_name':'Sequential','config':{},"
                + "'compile_config':{'loss':{'class_name':'__lambda__'}}}");
    assertThat(found).extracting(Finding::level).containsExactly(Level.WARNING);
  }

  @Test
  void nestingHasABound() {
    String deep = "{'a':".repeat(450) + "1" + "}".repeat(450);
    assertThat(findings(deep)).extracting(Finding::rule).containsExactly(Rule.KERAS_CONFIG_DAMAGED);
  }
}
