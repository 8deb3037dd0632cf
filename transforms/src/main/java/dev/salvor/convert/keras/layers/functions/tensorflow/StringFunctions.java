package dev.salvor.convert.keras.layers.functions.tensorflow;

import dev.salvor.convert.keras.layers.functions.call.Direct;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.text.TextRows;
import dev.salvor.convert.keras.layers.functions.text.Texts;
import dev.salvor.format.tensor.ElementType;

/** Functions of tf.strings, and those of tf.io that change strings. */
final class StringFunctions {
  private StringFunctions() {}

  static void add(FunctionTable table) {
    elements(table);
    numbers(table);
    joined(table);
    encodings(table);
  }

  private static void elements(FunctionTable table) {
    table
        .add(
            "strings.lower",
            "x=input encoding name",
            Direct.op("StringLower", "x").text("encoding", ""))
        .add(
            "strings.upper",
            "x=input encoding name",
            Direct.op("StringUpper", "x").text("encoding", ""))
        .add("strings.strip", "x=input name", Direct.op("StringStrip", "x"))
        .add(
            "strings.length",
            "x=input unit name",
            Direct.op("StringLength", "x").text("unit", "BYTE"))
        .add(
            "compat.v1.strings.length",
            "x=input name unit",
            Direct.op("StringLength", "x").text("unit", "BYTE"))
        .add("strings.substr", "x=input pos len unit name", Texts::substr)
        .add(
            "compat.v1.strings.substr compat.v1.substr", "x=input pos len name unit", Texts::substr)
        .add(
            "strings.regex_replace",
            "x=input pattern rewrite replace_global name",
            Direct.op("StaticRegexReplace", "x")
                .text("pattern", "")
                .text("rewrite", "")
                .flag("replace_global", true))
        .add(
            "strings.regex_full_match",
            "x=input pattern name",
            Direct.op("StaticRegexFullMatch", "x").text("pattern", ""));
  }

  private static void numbers(FunctionTable table) {
    table
        .add("strings.to_number", "x=input out_type name", Texts::toNumber)
        .add(
            "compat.v1.strings.to_number", "x=string_tensor out_type name x=input", Texts::toNumber)
        .add(
            "strings.as_string",
            "x=input precision scientific shortest width fill name",
            Direct.op("AsString", "x")
                .integer("precision", -1)
                .flag("scientific", false)
                .flag("shortest", false)
                .integer("width", -1)
                .text("fill", ""))
        .add(
            "strings.to_hash_bucket_fast",
            "x=input num_buckets name",
            Direct.op("StringToHashBucketFast", "x").integer("num_buckets", 1))
        .add("strings.to_hash_bucket_strong", "x=input num_buckets key name", Texts::keyedBucket)
        .add(
            "strings.to_hash_bucket",
            "x=input num_buckets name",
            Direct.op("StringToHashBucket", "x").integer("num_buckets", 1))
        .add(
            "compat.v1.strings.to_hash_bucket",
            "x=string_tensor num_buckets name x=input",
            Direct.op("StringToHashBucket", "x").integer("num_buckets", 1));
  }

  private static void joined(FunctionTable table) {
    table
        .add("strings.join", "x=inputs separator name", Texts::join)
        .add("strings.reduce_join", "x=inputs axis keepdims separator name", Texts::reduceJoin)
        .add(
            "compat.v1.strings.reduce_join",
            "x=inputs axis keepdims=keep_dims separator name axis=reduction_indices keepdims",
            Texts::reduceJoin)
        .add(
            "strings.unsorted_segment_join",
            "x=inputs ids=segment_ids count=num_segments separator name",
            Texts::segments)
        .add(
            "strings.ngrams",
            "x=data width=ngram_width separator pad_values padding_width"
                + " preserve_short_sequences name",
            TextRows::ngrams)
        .add("strings.format", "template x=inputs placeholder summarize name", Texts::format);
  }

  private static void encodings(FunctionTable table) {
    String raw = "x=input_bytes out_type little_endian ";
    String csv = "x=records record_defaults field_delim use_quote_delim ";
    table
        .add(
            "strings.unicode_script",
            "x=input name",
            Direct.op("UnicodeScript").in(ElementType.INT32, "x"))
        .add(
            "strings.unicode_transcode",
            "x=input input_encoding output_encoding errors replacement_char"
                + " replace_control_characters name",
            Direct.op("UnicodeTranscode", "x")
                .text("input_encoding", "")
                .text("output_encoding", "")
                .text("errors", "replace")
                .integer("replacement_char", 65533)
                .flag("replace_control_characters", false))
        .add(
            "strings.unicode_encode",
            "x=input output_encoding errors replacement_char name",
            TextRows::encoded)
        .add(
            "io.encode_base64",
            "x=input pad name",
            Direct.op("EncodeBase64", "x").flag("pad", false))
        .add("io.decode_base64", "x=input name", Direct.op("DecodeBase64", "x"))
        .add(
            "io.decode_compressed",
            "x=bytes compression_type name",
            Direct.op("DecodeCompressed", "x").text("compression_type", ""))
        .add("io.decode_raw", raw + "fixed_length name", Texts::numbers)
        .add("compat.v1.decode_raw", raw + "name x=bytes", Texts::numbers)
        .addAll("io.decode_csv", csv + "na_value select_cols name", Texts::fields)
        .addAll("compat.v1.io.decode_csv", csv + "name na_value select_cols", Texts::fields);
  }
}
