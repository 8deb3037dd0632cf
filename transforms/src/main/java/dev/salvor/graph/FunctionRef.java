package dev.salvor.graph;

import java.util.List;
import org.tensorflow.proto.DataType;

/**
 * A function in the library of a graph, to be called by While, If and their like.
 *
 * @param name its name in the library
 * @param results the types it returns, in order
 */
public record FunctionRef(String name, List<DataType> results) {}
