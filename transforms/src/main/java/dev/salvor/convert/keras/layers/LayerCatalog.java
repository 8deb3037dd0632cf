package dev.salvor.convert.keras.layers;

import dev.salvor.convert.keras.layers.activation.ActivationLayer;
import dev.salvor.convert.keras.layers.activation.PReLU;
import dev.salvor.convert.keras.layers.activation.ParametricSoftplus;
import dev.salvor.convert.keras.layers.activation.SReLU;
import dev.salvor.convert.keras.layers.activation.Softmax;
import dev.salvor.convert.keras.layers.attention.DenseAttention;
import dev.salvor.convert.keras.layers.attention.MultiHeadAttention;
import dev.salvor.convert.keras.layers.convolution.Conv;
import dev.salvor.convert.keras.layers.convolution.ConvTranspose;
import dev.salvor.convert.keras.layers.convolution.DepthwiseConv;
import dev.salvor.convert.keras.layers.convolution.LocallyConnected;
import dev.salvor.convert.keras.layers.convolution.SeparableConv;
import dev.salvor.convert.keras.layers.core.ActivationFunction;
import dev.salvor.convert.keras.layers.core.Dense;
import dev.salvor.convert.keras.layers.core.EinsumDense;
import dev.salvor.convert.keras.layers.core.Embedding;
import dev.salvor.convert.keras.layers.core.Highway;
import dev.salvor.convert.keras.layers.core.Identity;
import dev.salvor.convert.keras.layers.core.Masking;
import dev.salvor.convert.keras.layers.core.MaxoutDense;
import dev.salvor.convert.keras.layers.core.RandomFourierFeatures;
import dev.salvor.convert.keras.layers.core.ReversibleEmbedding;
import dev.salvor.convert.keras.layers.functions.FunctionLayer;
import dev.salvor.convert.keras.layers.functions.Operations;
import dev.salvor.convert.keras.layers.functions.lambda.LambdaLayer;
import dev.salvor.convert.keras.layers.merging.Concatenate;
import dev.salvor.convert.keras.layers.merging.Dot;
import dev.salvor.convert.keras.layers.merging.Merge;
import dev.salvor.convert.keras.layers.normalization.BatchNormalization;
import dev.salvor.convert.keras.layers.normalization.GroupNormalization;
import dev.salvor.convert.keras.layers.normalization.LayerNormalization;
import dev.salvor.convert.keras.layers.normalization.RmsNormalization;
import dev.salvor.convert.keras.layers.normalization.SpectralNormalization;
import dev.salvor.convert.keras.layers.normalization.UnitNormalization;
import dev.salvor.convert.keras.layers.pooling.AdaptivePooling;
import dev.salvor.convert.keras.layers.pooling.GlobalPooling;
import dev.salvor.convert.keras.layers.pooling.Pooling;
import dev.salvor.convert.keras.layers.preprocessing.AutoContrast;
import dev.salvor.convert.keras.layers.preprocessing.CategoryCrossing;
import dev.salvor.convert.keras.layers.preprocessing.CategoryEncoding;
import dev.salvor.convert.keras.layers.preprocessing.CenterCrop;
import dev.salvor.convert.keras.layers.preprocessing.DenseFeatures;
import dev.salvor.convert.keras.layers.preprocessing.Discretization;
import dev.salvor.convert.keras.layers.preprocessing.HashedCrossing;
import dev.salvor.convert.keras.layers.preprocessing.Hashing;
import dev.salvor.convert.keras.layers.preprocessing.ImagePassThrough;
import dev.salvor.convert.keras.layers.preprocessing.LocalEqualization;
import dev.salvor.convert.keras.layers.preprocessing.Lookup;
import dev.salvor.convert.keras.layers.preprocessing.MelSpectrogram;
import dev.salvor.convert.keras.layers.preprocessing.Normalization;
import dev.salvor.convert.keras.layers.preprocessing.Pipeline;
import dev.salvor.convert.keras.layers.preprocessing.Rescaling;
import dev.salvor.convert.keras.layers.preprocessing.Resizing;
import dev.salvor.convert.keras.layers.preprocessing.StftSpectrogram;
import dev.salvor.convert.keras.layers.preprocessing.TextVectorization;
import dev.salvor.convert.keras.layers.ragged.RaggedFactory;
import dev.salvor.convert.keras.layers.ragged.RaggedMember;
import dev.salvor.convert.keras.layers.recurrent.Bidirectional;
import dev.salvor.convert.keras.layers.recurrent.Recurrent;
import dev.salvor.convert.keras.layers.recurrent.TimeDistributed;
import dev.salvor.convert.keras.layers.regularization.PassThrough;
import dev.salvor.convert.keras.layers.reshaping.Cropping;
import dev.salvor.convert.keras.layers.reshaping.Flatten;
import dev.salvor.convert.keras.layers.reshaping.Permute;
import dev.salvor.convert.keras.layers.reshaping.RepeatVector;
import dev.salvor.convert.keras.layers.reshaping.Reshape;
import dev.salvor.convert.keras.layers.reshaping.UpSampling;
import dev.salvor.convert.keras.layers.reshaping.ZeroPadding;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;

/**
 * The table of all layers: canonical class name to converter. A layer is one class and one line.
 */
public final class LayerCatalog {
  private static final LayerCatalog STANDARD = withProviders();

  private final Map<String, LayerConverter> layers;

  private LayerCatalog(Map<String, LayerConverter> layers) {
    this.layers = Map.copyOf(layers);
  }

  /** The built-in layers and those of every {@link LayerProvider} on the class path. */
  public static LayerCatalog standard() {
    return STANDARD;
  }

  /** Why a layer that is known is not converted, for behind its name. */
  public static Optional<String> unsupported(String className) {
    return UnsupportedLayers.reason(className);
  }

  /** Layers that are known and not converted, with the reason. */
  public static Map<String, String> unsupported() {
    return UnsupportedLayers.all();
  }

  /** Names of the layers of packages beside Keras, {@code Addons>CRF}. */
  public static Set<String> besideKeras() {
    return new TreeSet<>(LayersBesideKeras.table().keySet());
  }

  public Optional<LayerConverter> converter(String className) {
    return Optional.ofNullable(layers.get(className));
  }

  private static LayerCatalog withProviders() {
    Map<String, LayerConverter> layers = builtIn();
    ServiceLoader.load(LayerProvider.class, LayerCatalog.class.getClassLoader())
        .forEach(provider -> layers.putAll(provider.layers()));
    return new LayerCatalog(layers);
  }

  private static Map<String, LayerConverter> builtIn() {
    Map<String, LayerConverter> table = new HashMap<>();
    // core
    table.put("Dense", new Dense());
    table.put("EinsumDense", new EinsumDense());
    table.put("Embedding", new Embedding());
    table.put("Masking", new Masking());
    table.put("Activation", new ActivationFunction());
    table.put("Identity", new Identity());
    table.put("ReversibleEmbedding", new ReversibleEmbedding());
    table.put("RandomFourierFeatures", new RandomFourierFeatures());
    table.put("Highway", new Highway());
    table.put("MaxoutDense", new MaxoutDense());
    // activation
    table.put("ReLU", new ActivationLayer());
    table.put("LeakyReLU", new ActivationLayer());
    table.put("ELU", new ActivationLayer());
    table.put("ThresholdedReLU", new ActivationLayer());
    table.put("Softmax", new Softmax());
    table.put("PReLU", new PReLU());
    table.put("SReLU", new SReLU());
    table.put("ParametricSoftplus", new ParametricSoftplus());
    // regularization
    table.put("Dropout", new PassThrough(true, "rate", "noise_shape", "seed"));
    table.put("SpatialDropout1D", new PassThrough(true, "rate", "noise_shape", "seed"));
    table.put(
        "SpatialDropout2D", new PassThrough(true, "rate", "noise_shape", "seed", "data_format"));
    table.put(
        "SpatialDropout3D", new PassThrough(true, "rate", "noise_shape", "seed", "data_format"));
    table.put("AlphaDropout", new PassThrough(true, "rate", "noise_shape", "seed"));
    table.put("GaussianDropout", new PassThrough(true, "rate", "seed"));
    table.put("GaussianNoise", new PassThrough(true, "stddev", "seed"));
    table.put("ActivityRegularization", new PassThrough(true, "l1", "l2"));
    table.put("AddLoss", new PassThrough(false, "unconditional"));
    table.put("AddMetric", new PassThrough(false, "aggregation", "metric_name"));
    // convolution
    table.put("Conv1D", new Conv(1));
    table.put("Conv2D", new Conv(2));
    table.put("Conv3D", new Conv(3));
    table.put("SeparableConv1D", new SeparableConv(1));
    table.put("SeparableConv2D", new SeparableConv(2));
    table.put("DepthwiseConv1D", new DepthwiseConv(1));
    table.put("DepthwiseConv2D", new DepthwiseConv(2));
    table.put("Conv1DTranspose", new ConvTranspose(1));
    table.put("Conv2DTranspose", new ConvTranspose(2));
    table.put("Conv3DTranspose", new ConvTranspose(3));
    table.put("LocallyConnected1D", new LocallyConnected(1));
    table.put("LocallyConnected2D", new LocallyConnected(2));
    // pooling
    table.put("MaxPooling1D", new Pooling(1, true));
    table.put("MaxPooling2D", new Pooling(2, true));
    table.put("MaxPooling3D", new Pooling(3, true));
    table.put("AveragePooling1D", new Pooling(1, false));
    table.put("AveragePooling2D", new Pooling(2, false));
    table.put("AveragePooling3D", new Pooling(3, false));
    table.put("GlobalMaxPooling1D", new GlobalPooling(1, true));
    table.put("GlobalMaxPooling2D", new GlobalPooling(2, true));
    table.put("GlobalMaxPooling3D", new GlobalPooling(3, true));
    table.put("GlobalAveragePooling1D", new GlobalPooling(1, false));
    table.put("GlobalAveragePooling2D", new GlobalPooling(2, false));
    table.put("GlobalAveragePooling3D", new GlobalPooling(3, false));
    table.put("AdaptiveMaxPooling1D", new AdaptivePooling(1, true));
    table.put("AdaptiveMaxPooling2D", new AdaptivePooling(2, true));
    table.put("AdaptiveMaxPooling3D", new AdaptivePooling(3, true));
    table.put("AdaptiveAveragePooling1D", new AdaptivePooling(1, false));
    table.put("AdaptiveAveragePooling2D", new AdaptivePooling(2, false));
    table.put("AdaptiveAveragePooling3D", new AdaptivePooling(3, false));
    // normalization
    table.put("BatchNormalization", new BatchNormalization());
    table.put("LayerNormalization", new LayerNormalization());
    table.put("GroupNormalization", new GroupNormalization());
    table.put("UnitNormalization", new UnitNormalization());
    table.put("RMSNormalization", new RmsNormalization());
    table.put("SpectralNormalization", new SpectralNormalization());
    // merging
    table.put("Add", new Merge());
    table.put("Subtract", new Merge());
    table.put("Multiply", new Merge());
    table.put("Average", new Merge());
    table.put("Maximum", new Merge());
    table.put("Minimum", new Merge());
    table.put("Concatenate", new Concatenate());
    table.put("Dot", new Dot());
    table.putAll(LayersBesideKeras.table());
    // attention
    table.put("Attention", new DenseAttention(false));
    table.put("AdditiveAttention", new DenseAttention(true));
    table.put("MultiHeadAttention", new MultiHeadAttention(false));
    table.put("GroupQueryAttention", new MultiHeadAttention(true));
    table.put("GroupedQueryAttention", new MultiHeadAttention(true));
    // preprocessing
    table.put("Rescaling", new Rescaling());
    table.put("Normalization", new Normalization());
    table.put("Discretization", new Discretization());
    table.put("CategoryEncoding", new CategoryEncoding());
    table.put("Hashing", new Hashing());
    table.put("CategoryCrossing", new CategoryCrossing());
    table.put("DenseFeatures", new DenseFeatures());
    table.put("STFTSpectrogram", new StftSpectrogram());
    table.put("MelSpectrogram", new MelSpectrogram());
    table.put("HashedCrossing", new HashedCrossing());
    table.put("StringLookup", new Lookup(true));
    table.put("IntegerLookup", new Lookup(false));
    table.put("TextVectorization", new TextVectorization());
    table.put("Resizing", new Resizing());
    table.put("CenterCrop", new CenterCrop(false));
    table.put("RandomCrop", new CenterCrop(true));
    table.put("AutoContrast", new AutoContrast());
    table.put("ContrastLimitedAdaptiveHistogramEqualization", new LocalEqualization());
    table.put("Pipeline", new Pipeline());
    for (String random :
        List.of(
            "AugMix",
            "CutMix",
            "Equalization",
            "MixUp",
            "RandAugment",
            "RandomBrightness",
            "RandomColorDegeneration",
            "RandomColorJitter",
            "RandomContrast",
            "RandomElasticTransform",
            "RandomErasing",
            "RandomFlip",
            "RandomGaussianBlur",
            "RandomGrayscale",
            "RandomHeight",
            "RandomHue",
            "RandomInvert",
            "RandomPerspective",
            "RandomPosterization",
            "RandomRotation",
            "RandomSaturation",
            "RandomSharpness",
            "RandomShear",
            "RandomTranslation",
            "RandomWidth",
            "RandomZoom",
            "Solarization")) {
      table.put(random, new ImagePassThrough());
    }
    // functions
    table.put("Lambda", new LambdaLayer());
    table.put("TFOpLambda", FunctionLayer.tensorflow());
    table.put("SlicingOpLambda", FunctionLayer.tensorflow());
    table.put("TensorFlowOpLayer", FunctionLayer.node());
    table.put("ClassMethod", new RaggedFactory());
    table.put("InstanceMethod", new RaggedMember());
    table.put("InstanceProperty", new RaggedMember());
    table.putAll(Operations.layers());
    // reshaping
    table.put("Flatten", new Flatten());
    table.put("Reshape", new Reshape());
    table.put("Permute", new Permute());
    table.put("RepeatVector", new RepeatVector());
    table.put("ZeroPadding1D", new ZeroPadding(1));
    table.put("ZeroPadding2D", new ZeroPadding(2));
    table.put("ZeroPadding3D", new ZeroPadding(3));
    table.put("Cropping1D", new Cropping(1));
    table.put("Cropping2D", new Cropping(2));
    table.put("Cropping3D", new Cropping(3));
    table.put("UpSampling1D", new UpSampling(1));
    table.put("UpSampling2D", new UpSampling(2));
    table.put("UpSampling3D", new UpSampling(3));
    // recurrent
    table.put("RNN", new Recurrent(""));
    table.put("SimpleRNN", new Recurrent("SimpleRNNCell"));
    table.put("LSTM", new Recurrent("LSTMCell"));
    table.put("GRU", new Recurrent("GRUCell"));
    table.put("ConvRNN2D", new Recurrent(""));
    table.put("ConvLSTM1D", new Recurrent("ConvLSTM1DCell"));
    table.put("ConvLSTM2D", new Recurrent("ConvLSTM2DCell"));
    table.put("ConvLSTM3D", new Recurrent("ConvLSTM3DCell"));
    table.put("Bidirectional", new Bidirectional());
    table.put("TimeDistributed", new TimeDistributed());
    return table;
  }
}
