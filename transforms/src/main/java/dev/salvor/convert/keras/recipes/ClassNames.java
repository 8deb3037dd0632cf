package dev.salvor.convert.keras.recipes;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.salvor.inspect.keras.architecture.Era;
import java.util.Map;

/** Classes that were renamed (keras/legacy/layers.py of 2.3.1, keras/layers/__init__.py). */
final class ClassNames implements Recipe {
  private static final Map<String, String> NAMES =
      Map.ofEntries(
          Map.entry("Convolution1D", "Conv1D"),
          Map.entry("Convolution2D", "Conv2D"),
          Map.entry("Convolution3D", "Conv3D"),
          Map.entry("AtrousConvolution1D", "Conv1D"),
          Map.entry("AtrousConvolution2D", "Conv2D"),
          Map.entry("AtrousConv1D", "Conv1D"),
          Map.entry("AtrousConv2D", "Conv2D"),
          Map.entry("Deconvolution2D", "Conv2DTranspose"),
          Map.entry("Deconvolution3D", "Conv3DTranspose"),
          Map.entry("Deconv2D", "Conv2DTranspose"),
          Map.entry("Deconv3D", "Conv3DTranspose"),
          Map.entry("Convolution1DTranspose", "Conv1DTranspose"),
          Map.entry("Convolution2DTranspose", "Conv2DTranspose"),
          Map.entry("Convolution3DTranspose", "Conv3DTranspose"),
          Map.entry("SeparableConvolution1D", "SeparableConv1D"),
          Map.entry("SeparableConvolution2D", "SeparableConv2D"),
          Map.entry("GlobalAvgPool1D", "GlobalAveragePooling1D"),
          Map.entry("GlobalAvgPool2D", "GlobalAveragePooling2D"),
          Map.entry("GlobalAvgPool3D", "GlobalAveragePooling3D"),
          Map.entry("GlobalMaxPool1D", "GlobalMaxPooling1D"),
          Map.entry("GlobalMaxPool2D", "GlobalMaxPooling2D"),
          Map.entry("GlobalMaxPool3D", "GlobalMaxPooling3D"),
          Map.entry("MaxPool1D", "MaxPooling1D"),
          Map.entry("MaxPool2D", "MaxPooling2D"),
          Map.entry("MaxPool3D", "MaxPooling3D"),
          Map.entry("AvgPool1D", "AveragePooling1D"),
          Map.entry("AvgPool2D", "AveragePooling2D"),
          Map.entry("AvgPool3D", "AveragePooling3D"),
          Map.entry("BatchNormalizationV1", "BatchNormalization"),
          Map.entry("BatchNormalizationV2", "BatchNormalization"),
          Map.entry("SyncBatchNormalization", "BatchNormalization"),
          Map.entry("GRUV2", "GRU"),
          Map.entry("GRUV1", "GRU"),
          Map.entry("LSTMV2", "LSTM"),
          Map.entry("LSTMV1", "LSTM"));

  @Override
  public String id() {
    return "keras/class-names";
  }

  @Override
  public String description() {
    return "Layers are called by the names that their classes have now.";
  }

  @Override
  public boolean apply(ObjectNode layer, Era era) {
    String name = NAMES.get(LayerJson.className(layer));
    if (name == null) {
      return false;
    }
    layer.put("class_name", name);
    return true;
  }
}
