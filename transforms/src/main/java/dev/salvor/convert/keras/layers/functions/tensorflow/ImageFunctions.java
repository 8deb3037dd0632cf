package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.functions.call.Direct;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.image.Adjusting;
import dev.salvor.convert.keras.layers.functions.image.Boxes;
import dev.salvor.convert.keras.layers.functions.image.Colors;
import dev.salvor.convert.keras.layers.functions.image.Edges;
import dev.salvor.convert.keras.layers.functions.image.Framing;
import dev.salvor.convert.keras.layers.functions.image.ImageMeasures;
import dev.salvor.convert.keras.layers.functions.image.Images;
import dev.salvor.convert.keras.layers.functions.image.PaddedSuppression;
import dev.salvor.convert.keras.layers.functions.image.Patches;
import dev.salvor.convert.keras.layers.functions.image.Resizing;
import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.Shape;

/** Functions of tf.image that draw no random numbers. */
final class ImageFunctions {
  private ImageFunctions() {}

  static void add(FunctionTable table) {
    sizes(table);
    colors(table);
    boxes(table);
    measures(table);
  }

  private static void sizes(FunctionTable table) {
    String box = "x=image offset_height offset_width target_height target_width";
    String size = "x=images size align_corners name half_pixel_centers";
    table
        .add(
            "image.resize",
            "x=images size method preserve_aspect_ratio antialias name",
            Resizing::resize)
        .add(
            "compat.v1.image.resize_images compat.v1.image.resize",
            "x=images size method align_corners preserve_aspect_ratio name",
            Resizing::resizeOfV1)
        .add("compat.v1.image.resize_bilinear", size, Resizing.op("ResizeBilinear"))
        .add("compat.v1.image.resize_bicubic", size, Resizing.op("ResizeBicubic"))
        .add("compat.v1.image.resize_nearest_neighbor", size, Resizing.op("ResizeNearestNeighbor"))
        .add(
            "compat.v1.image.resize_area",
            "x=images size align_corners name",
            Resizing.op("ResizeArea"))
        .add(
            "image.resize_with_pad",
            "x=image target_height target_width method antialias",
            Resizing::withPad)
        .add(
            "compat.v1.image.resize_image_with_pad compat.v1.image.resize_with_pad",
            "x=image target_height target_width method align_corners",
            Resizing::withPadOfV1)
        .add(
            "image.resize_with_crop_or_pad",
            "x=image target_height target_width",
            Framing::cropOrPad)
        .add("image.central_crop", "x=image central_fraction", Framing::central)
        .add("image.pad_to_bounding_box", box, Framing::padToBox)
        .add("image.crop_to_bounding_box", box, Framing::cropToBox)
        .add("image.flip_left_right", "x=image", Images.flip(2))
        .add("image.flip_up_down", "x=image", Images.flip(3))
        .add("image.transpose", "x=image name", Framing::transpose)
        .add("image.rot90", "x=image k name", Framing::rotate)
        .add("image.extract_patches", "x=images sizes strides rates padding name", Patches::images)
        .add(
            "compat.v1.image.extract_image_patches",
            "x=images sizes=ksizes strides rates padding name sizes",
            Patches::images);
  }

  private static void colors(FunctionTable table) {
    table
        .add("image.per_image_standardization", "x=image", Images::standardize)
        .add("image.rgb_to_grayscale", "x=images name", Adjusting::grayscale)
        .add("image.grayscale_to_rgb", "x=images name", Colors::threefold)
        .add("image.rgb_to_hsv", "x=images name", Colors.hsv("RGBToHSV"))
        .add("image.hsv_to_rgb", "x=images name", Colors.hsv("HSVToRGB"))
        .add("image.rgb_to_yiq", "x=images", Colors.RGB_TO_YIQ)
        .add("image.yiq_to_rgb", "x=images", Colors.YIQ_TO_RGB)
        .add("image.rgb_to_yuv", "x=images", Colors.RGB_TO_YUV)
        .add("image.yuv_to_rgb", "x=images", Colors.YUV_TO_RGB)
        .add("image.convert_image_dtype", "x=image dtype saturate name", Adjusting::convert)
        .add("image.adjust_brightness", "x=image delta", Adjusting::brightness)
        .add("image.adjust_contrast", "x=images factor=contrast_factor", Adjusting::contrast)
        .add("image.adjust_gamma", "x=image gamma gain", Adjusting::gamma)
        .add("image.adjust_jpeg_quality", "x=image quality=jpeg_quality name", Adjusting::quality)
        .add("image.adjust_hue", "x=image delta name", Adjusting.op("AdjustHue", "delta"))
        .add(
            "image.adjust_saturation",
            "x=image factor=saturation_factor name",
            Adjusting.op("AdjustSaturation", "factor"));
  }

  private static void boxes(FunctionTable table) {
    String suppressed = "boxes scores most=max_output_size iou_threshold score_threshold ";
    table
        .add(
            "image.crop_and_resize",
            "x=image boxes index=box_indices size=crop_size method extrapolation_value name",
            Boxes::cropAndResize)
        .add(
            "compat.v1.image.crop_and_resize",
            "x=image boxes index=box_ind size=crop_size method extrapolation_value name"
                + " index=box_indices",
            Boxes::cropAndResize)
        .add("image.draw_bounding_boxes", "x=images boxes colors name", Boxes::draw)
        .add("compat.v1.image.draw_bounding_boxes", "x=images boxes name colors", Boxes::draw)
        .add("image.non_max_suppression", suppressed + "name", Boxes::suppressed)
        .addAll(
            "image.non_max_suppression_with_scores",
            suppressed + "soft_nms_sigma name",
            Boxes::suppressedSoftly)
        .add(
            "image.non_max_suppression_overlaps",
            "overlaps scores most=max_output_size overlap_threshold score_threshold name",
            Direct.op("NonMaxSuppressionWithOverlaps", "overlaps", "scores")
                .in(ElementType.INT32, "most")
                .in(ElementType.FLOAT32, "overlap_threshold", 0.5)
                .in(ElementType.FLOAT32, "score_threshold", Double.NEGATIVE_INFINITY)
                .shaped((call, given) -> Shape.of(Shape.UNKNOWN)))
        .addAll(
            "image.non_max_suppression_padded",
            suppressed
                + "pad_to_max_output_size name sorted_input canonicalized_coordinates tile_size",
            PaddedSuppression::of)
        .addAll(
            "image.combined_non_max_suppression",
            "boxes scores each=max_output_size_per_class total=max_total_size iou_threshold"
                + " score_threshold pad_per_class clip_boxes name",
            Boxes::combined)
        .add(
            "image.extract_glimpse",
            "x=input size offsets centered normalized noise name",
            Patches.glimpse("ExtractGlimpseV2"));
  }

  private static void measures(FunctionTable table) {
    String pair = "x=img1 y=img2 peak=max_val ";
    String filter = "filter_size filter_sigma k1 k2";
    table
        .add("image.total_variation", "x=images name", Framing::totalVariation)
        .add("image.psnr", "x=a y=b peak=max_val name", ImageMeasures::psnr)
        .add("image.ssim", pair + filter + " map=return_index_map", ImageMeasures::ssim)
        .add(
            "image.ssim_multiscale",
            pair + "powers=power_factors " + filter,
            ImageMeasures::multiscale)
        .add("image.sobel_edges", "x=image", Edges::sobel)
        .addAll("image.image_gradients", "x=image", Edges::gradients);
  }
}
