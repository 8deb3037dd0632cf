package dev.salvor.convert.keras.layers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Static shapes as Keras infers them, over known and unknown sizes. */
class LayerShapesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Dense | {'units': 3} | 6 | ?,3",
        "Dense | {'units': 3, 'activation': 'relu'} | ?,?,6 | ?,?,?,3",
        "Dense | {'units': 4, 'activation': 'glu'} | 6 | ?,2",
        "Embedding | {'input_dim': 10, 'output_dim': 4, 'mask_zero': true} | ? int32 | ?,?,4",
        "EinsumDense | {'equation': 'abc,cd->abd', 'output_shape': [null, 7], 'bias_axes': 'd'} |"
            + " 8,5 | ?,8,7",
        "EinsumDense | {'equation': '...x,xy->...y', 'output_shape': 7} | 8,5 | ?,8,7",
        "Activation | {'activation': 'softmax'} | 8,5 | ?,8,5",
        "PReLU | {'shared_axes': [1]} | 8,5 | ?,8,5",
        "Dropout | {'rate': 0.5} | 8,5 | ?,8,5",
        "Conv1D | {'filters': 4, 'kernel_size': 3, 'padding': 'causal'} | ?,5 | ?,?,4",
        "Conv2D | {'filters': 4, 'kernel_size': [3, 2], 'strides': 2, 'padding': 'same'} | 9,10,4 |"
            + " ?,5,5,4",
        "Conv2D | {'filters': 4, 'kernel_size': 3, 'groups': 2} | 9,10,4 | ?,7,8,4",
        "Conv2D | {'filters': 4, 'kernel_size': 3, 'data_format': 'channels_first'} | 2,9,10 |"
            + " ?,4,7,8",
        "Conv3D | {'filters': 4, 'kernel_size': 2, 'dilation_rate': 2} | 5,6,7,3 | ?,3,4,5,4",
        "SeparableConv2D | {'filters': 5, 'kernel_size': 3, 'depth_multiplier': 2} | 9,9,3 |"
            + " ?,7,7,5",
        "SeparableConv1D | {'filters': 5, 'kernel_size': 3, 'padding': 'same'} | 9,3 | ?,9,5",
        "DepthwiseConv2D | {'kernel_size': 3, 'depth_multiplier': 2, 'dilation_rate': 2, 'padding':"
            + " 'same'} | ?,9,3 | ?,?,9,6",
        "DepthwiseConv1D | {'kernel_size': 3, 'strides': 2} | 9,3 | ?,4,3",
        "Conv1DTranspose | {'filters': 5, 'kernel_size': 3, 'strides': 2} | 8,3 | ?,17,5",
        "Conv2DTranspose | {'filters': 5, 'kernel_size': 3, 'strides': 2, 'padding': 'same',"
            + " 'output_padding': 1} | 4,?,3 | ?,8,?,5",
        "Conv3DTranspose | {'filters': 5, 'kernel_size': 3, 'strides': 2} | 2,3,4,3 | ?,5,7,9,5",
        "LocallyConnected1D | {'filters': 3, 'kernel_size': 3, 'implementation': 3} | 8,5 | ?,6,3",
        "LocallyConnected2D | {'filters': 3, 'kernel_size': 2, 'implementation': 2} | 4,5,2 |"
            + " ?,3,4,3",
        "MaxPooling2D | {'pool_size': 2, 'strides': null} | 9,10,4 | ?,4,5,4",
        "AveragePooling1D | {'pool_size': 2, 'padding': 'same'} | 9,4 | ?,5,4",
        "GlobalAveragePooling2D | {'keepdims': true} | 9,10,4 | ?,1,1,4",
        "GlobalMaxPooling1D | {'data_format': 'channels_first'} | 9,10 | ?,9",
        "AdaptiveAveragePooling2D | {'output_size': [3, 2]} | 9,10,4 | ?,3,2,4",
        "BatchNormalization | {'axis': [3]} | 9,10,4 | ?,9,10,4",
        "LayerNormalization | {'axis': [1, 2]} | 8,5 | ?,8,5",
        "GroupNormalization | {'groups': 2} | 9,10,4 | ?,9,10,4",
        "UnitNormalization | {'axis': -1} | 8,5 | ?,8,5",
        "Flatten | {} | 9,10,4 | ?,360",
        "Flatten | {} | ?,4 | ?,?",
        "Reshape | {'target_shape': [-1, 4]} | 8,5 | ?,10,4",
        "Reshape | {'target_shape': [-1, 5, 1]} | ?,5 | ?,?,5,1",
        "Permute | {'dims': [2, 1]} | ?,5 | ?,5,?",
        "RepeatVector | {'n': 3} | 6 | ?,3,6",
        "ZeroPadding2D | {'padding': [[1, 2], [0, 3]]} | 9,?,4 | ?,12,?,4",
        "Cropping2D | {'cropping': [1, 2]} | 9,10,4 | ?,7,6,4",
        "UpSampling2D | {'size': [2, 3], 'interpolation': 'bilinear'} | 9,10,4 | ?,18,30,4",
        "UpSampling1D | {'size': 2} | ?,4 | ?,?,4",
        "Rescaling | {'scale': 0.5} | 9,10,3 uint8 | ?,9,10,3",
        "Normalization | {'axis': -1} | 6 | ?,6",
        "Discretization | {'bin_boundaries': [0.0, 1.0], 'output_mode': 'one_hot'} | 1 | ?,3",
        "CategoryEncoding | {'num_tokens': 6, 'output_mode': 'multi_hot'} | 4 int64 | ?,6",
        "Hashing | {'num_bins': 6} | 4 string | ?,4",
        "StringLookup | {'vocabulary': ['a', 'b'], 'output_mode': 'multi_hot'} | 4 string | ?,3",
        "TextVectorization | {'vocabulary': ['a'], 'split': 'whitespace', 'output_sequence_length':"
            + " 5} | 1 string | ?,5",
        "Resizing | {'height': 5, 'width': 6} | 9,10,3 | ?,5,6,3",
        "CenterCrop | {'height': 5, 'width': 6} | 9,10,3 | ?,5,6,3",
        "TFOpLambda | {'function': 'math.reduce_mean'} | 8,5 | ''"
      })
  void ofOneInput(String className, String config, String input, String expected) {
    assertThat(OneLayer.of(className, config).on(input).shape())
        .isEqualTo(expected.equals("''") ? "" : expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Add | {} | 8,5 | 5 | ?,8,5",
        "Multiply | {} | 8,5 | 1,5 | ?,8,5",
        "Average | {} | ?,5 | 8,5 | ?,8,5",
        "Subtract | {} | 8,5 | 8,5 | ?,8,5",
        "Concatenate | {'axis': 1} | 8,5 | 3,5 | ?,11,5",
        "Concatenate | {'axis': -1} | ?,5 | 8,3 | ?,8,8",
        "Dot | {'axes': 1} | 6 | 6 | ?,1",
        "Dot | {'axes': [2, 1], 'normalize': true} | 8,5 | 5,4 | ?,8,4",
        "Attention | {'use_scale': true} | 4,6 | 5,6 | ?,4,6",
        "AdditiveAttention | {} | 4,6 | 5,6 | ?,4,6",
        "HashedCrossing | {'num_bins': 5} | 1 string | 1 int64 | ?,1"
      })
  void ofTwoInputs(String className, String config, String first, String second, String expected) {
    assertThat(OneLayer.of(className, config).on(first).on(second).shape()).isEqualTo(expected);
  }
}
