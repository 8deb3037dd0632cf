package dev.salvor.inspect.pickle;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * Classes of other libraries that hold parameters and arrays. They are recognised, so that the
 * report can name them, and never converted.
 */
final class LibraryTable {
  /** pandas: what the pickle of a table names, by module. */
  private static final List<String> TABLES =
      List.of(
          "pandas DataFrame Series Index RangeIndex MultiIndex DatetimeIndex StringDtype Timestamp",
          "pandas.arrays StringArray",
          "pandas.core.frame DataFrame",
          "pandas.core.series Series",
          "pandas.core.internals BlockManager SingleBlockManager",
          "pandas.core.internals.managers BlockManager SingleBlockManager",
          "pandas.core.internals.blocks new_block",
          "pandas._libs.internals _unpickle_block BlockManager",
          "pandas._libs.arrays __pyx_unpickle_NDArrayBacked NDArrayBacked",
          "pandas._libs.tslibs.timestamps _unpickle_timestamp Timestamp",
          "pandas.core.indexes.base _new_Index Index",
          "pandas.core.indexes.range RangeIndex",
          "pandas.core.indexes.numeric Int64Index Float64Index UInt64Index",
          "pandas.core.indexes.multi MultiIndex",
          "pandas.core.indexes.datetimes _new_DatetimeIndex DatetimeIndex",
          "pandas.core.indexes.category CategoricalIndex",
          "pandas.core.arrays.string_ StringArray StringDtype",
          "pandas.core.arrays.categorical Categorical",
          "pandas.core.arrays.datetimes DatetimeArray",
          "pandas.core.dtypes.dtypes CategoricalDtype DatetimeTZDtype");

  private static final List<String> TORCH_STORAGES =
      List.of(
          "FloatStorage",
          "DoubleStorage",
          "HalfStorage",
          "BFloat16Storage",
          "LongStorage",
          "IntStorage",
          "ShortStorage",
          "CharStorage",
          "ByteStorage",
          "BoolStorage");

  private LibraryTable() {}

  static void fill(BiConsumer<String, Allowed> table) {
    Allowed estimator = Allowed.instance(Family.ESTIMATOR, Shapes::any);
    Allowed called = new Allowed(Family.ESTIMATOR, Shapes.anyArgs(), true, Shapes::any, true);
    for (String line : lines()) {
      String[] parts = line.split("\t", -1);
      for (String name : parts[1].split(" ", -1)) {
        table.accept(
            parts[0] + " " + name,
            switch (parts.length > 2 ? parts[2] : "") {
              case "called" -> called;
              case "named" -> Allowed.named(Family.ESTIMATOR);
              default -> estimator;
            });
      }
    }
    Allowed part = new Allowed(Family.TABLE, Shapes.anyArgs(), true, Shapes::any, false);
    for (String line : TABLES) {
      String[] words = line.split(" ", -1);
      for (int i = 1; i < words.length; i++) {
        table.accept(words[0] + " " + words[i], part);
      }
    }
    for (String storage : TORCH_STORAGES) {
      table.accept("torch " + storage, Allowed.named(Family.TORCH));
    }
    Allowed rebuild = Allowed.function(Family.TORCH, Shapes.anyArgs());
    table.accept("torch._utils _rebuild_tensor", rebuild);
    table.accept("torch._utils _rebuild_tensor_v2", rebuild);
    table.accept("torch._utils _rebuild_parameter", rebuild);
  }

  private static List<String> lines() {
    InputStream resource =
        Objects.requireNonNull(
            LibraryTable.class.getResourceAsStream("estimators.tsv"), "estimators.tsv");
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))) {
      return reader.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
