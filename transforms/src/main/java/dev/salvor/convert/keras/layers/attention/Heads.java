package dev.salvor.convert.keras.layers.attention;

/**
 * Sizes of multi-head attention.
 *
 * @param queries heads of the queries
 * @param values heads of keys and values, a divisor of those of the queries
 * @param keySize width of a query or key head
 * @param valueSize width of a value head
 */
record Heads(int queries, int values, int keySize, int valueSize) {}
