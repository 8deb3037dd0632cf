package dev.salvor.convert.keras.layers.functions.operation;

import dev.salvor.convert.keras.layers.functions.call.Channels;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.image.Blur;
import dev.salvor.convert.keras.layers.functions.image.Colors;
import dev.salvor.convert.keras.layers.functions.image.Coordinates;
import dev.salvor.convert.keras.layers.functions.image.Gray;
import dev.salvor.convert.keras.layers.functions.image.Images;
import dev.salvor.convert.keras.layers.functions.image.Projections;
import dev.salvor.convert.keras.layers.functions.image.Resizes;
import dev.salvor.convert.keras.layers.functions.image.ScaleAndTranslate;
import dev.salvor.convert.keras.layers.functions.image.StructuralSimilarity;

/** {@code keras.ops.image} (keras/src/ops/image.py). */
public final class ImageOperations {
  private ImageOperations() {}

  public static void add(FunctionTable table) {
    colors(table);
    sizes(table);
    places(table);
  }

  private static void colors(FunctionTable table) {
    table
        .add("image.RGBToGrayscale", "x=images data_format", Channels.images(Gray::of, "x"))
        .add("image.RGBToHSV", "x=images data_format", Channels.images(Colors.hsv("RGBToHSV"), "x"))
        .add("image.HSVToRGB", "x=images data_format", Channels.images(Colors.hsv("HSVToRGB"), "x"))
        .add(
            "image.GaussianBlur",
            "x=images kernel_size sigma data_format",
            Channels.images(Blur::gaussian, "x"))
        .add("image.SobelEdges", "x=images data_format", Channels.images(Blur::sobel, "x"))
        .add(
            "image.SSIM",
            "x=image1 y=image2 max_val filter_size filter_sigma k1 k2 data_format",
            Channels.images(StructuralSimilarity::structural, "x", "y"));
  }

  private static void sizes(FunctionTable table) {
    table
        .add(
            "image.Resize",
            "x=images size method=interpolation antialias crop_to_aspect_ratio"
                + " pad_to_aspect_ratio fill_mode fill_value data_format",
            Channels.images(Resizes::of, "x"))
        .add(
            "image.ScaleAndTranslate",
            "x=images output_shape scale translation spatial_dims method antialias",
            ScaleAndTranslate::of)
        .add(
            "image.ExtractPatches",
            "x=images size strides dilation_rate padding data_format",
            Channels.images(Images::patches, "x"))
        .add(
            "image.PadImages",
            "x=images top_padding left_padding bottom_padding right_padding target_height"
                + " target_width data_format",
            Channels.images(Images.margins(false), "x"))
        .add(
            "image.CropImages",
            "x=images top_cropping left_cropping bottom_cropping right_cropping target_height"
                + " target_width data_format",
            Channels.images(Images.margins(true), "x"));
  }

  private static void places(FunctionTable table) {
    table
        .add(
            "image.AffineTransform",
            "x=images transform interpolation fill_mode fill_value data_format",
            Channels.images(Projections::affine, "x"))
        .add(
            "image.PerspectiveTransform",
            "x=images from=start_points to=end_points interpolation fill_value data_format",
            Channels.images(Projections::perspective, "x"))
        .add(
            "image.MapCoordinates",
            "x=inputs coordinates order fill_mode fill_value",
            Coordinates::of);
  }
}
