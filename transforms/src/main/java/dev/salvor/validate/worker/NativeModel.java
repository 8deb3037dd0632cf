package dev.salvor.validate.worker;

import dev.salvor.format.tensor.ElementType;
import dev.salvor.format.tensor.TensorData;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerPointer;
import org.tensorflow.internal.c_api.TF_Graph;
import org.tensorflow.internal.c_api.TF_Operation;
import org.tensorflow.internal.c_api.TF_Output;
import org.tensorflow.internal.c_api.TF_Session;
import org.tensorflow.internal.c_api.TF_Status;
import org.tensorflow.internal.c_api.TF_Tensor;
import org.tensorflow.internal.c_api.global.tensorflow;

/**
 * A SavedModel in a session, through TensorFlow's C API as TensorFlow Serving loads it: variables
 * are restored and the init op runs. The library's own bundle class is not used because it copies
 * the graph to the heap and knows fewer data types.
 */
final class NativeModel implements AutoCloseable {
  private final TF_Graph graph;
  private final TF_Session session;

  private NativeModel(TF_Graph graph, TF_Session session) {
    this.graph = graph;
    this.session = session;
  }

  /**
   * @throws RuntimeException with TensorFlow's message where it does not load
   */
  static NativeModel load(Path directory, List<String> tags, TensorFlowRuntime runtime) {
    TF_Graph graph = TF_Graph.newGraph();
    try (TF_Status status = TF_Status.newStatus()) {
      TF_Session session =
          TF_Session.loadSessionFromSavedModel(
              runtime.options(),
              null,
              directory.toString(),
              tags.toArray(String[]::new),
              graph,
              null,
              status);
      status.throwExceptionIfNotOK();
      return new NativeModel(graph, session);
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  /** What one run has returned: outputs by name, freed when this is closed. */
  record Outputs(Map<String, NativeTensor> tensors) implements AutoCloseable {
    @Override
    public void close() {
      tensors.values().forEach(NativeTensor::close);
    }
  }

  /**
   * Runs the graph once.
   *
   * @param inputs by signature name; converted to the types that {@code feeds} state
   * @throws RuntimeException with TensorFlow's message where it fails
   */
  Outputs run(
      Map<String, TensorSpec> feeds,
      Map<String, TensorData> inputs,
      Map<String, TensorSpec> fetches)
      throws IOException {
    List<NativeTensor> fed = new ArrayList<>();
    try (TF_Output from = new TF_Output(Math.max(1, feeds.size()));
        TF_Output to = new TF_Output(Math.max(1, fetches.size()));
        PointerPointer<TF_Tensor> values = new PointerPointer<>(Math.max(1, feeds.size()));
        PointerPointer<TF_Tensor> results = new PointerPointer<>(Math.max(1, fetches.size()));
        TF_Status status = TF_Status.newStatus()) {
      for (Map.Entry<String, TensorSpec> feed : feeds.entrySet()) {
        TensorData data = inputs.get(feed.getKey());
        if (data == null) {
          throw new IllegalArgumentException("no input '" + feed.getKey() + "'");
        }
        values.put(fed.size(), add(fed, feed.getKey(), data, feed.getValue()).handle());
        place(from, fed.size() - 1, feed.getValue());
      }
      int index = 0;
      for (TensorSpec fetch : fetches.values()) {
        place(to, index++, fetch);
      }
      tensorflow.TF_SessionRun(
          session,
          null,
          from,
          values,
          feeds.size(),
          to,
          results,
          fetches.size(),
          new PointerPointer<>(),
          0,
          null,
          status);
      status.throwExceptionIfNotOK();
      return own(fetches, results);
    } finally {
      fed.forEach(NativeTensor::close);
    }
  }

  private static NativeTensor add(
      List<NativeTensor> fed, String name, TensorData data, TensorSpec feed) throws IOException {
    ElementType type =
        ElementType.byNumber(feed.type().getNumber())
            .orElseThrow(
                () ->
                    new IllegalArgumentException("input '" + name + "' is of type " + feed.type()));
    try {
      NativeTensor tensor = NativeTensor.copyOf(data, type);
      fed.add(tensor);
      return tensor;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("input '" + name + "': " + e.getMessage(), e);
    }
  }

  private void place(TF_Output outputs, int position, TensorSpec spec) {
    int colon = spec.tensor().lastIndexOf(':');
    String node = colon < 0 ? spec.tensor() : spec.tensor().substring(0, colon);
    TF_Operation operation = tensorflow.TF_GraphOperationByName(graph, node);
    int index =
        colon < 0 ? 0 : Integer.parseInt(spec.tensor(), colon + 1, spec.tensor().length(), 10);
    if (operation == null
        || operation.isNull()
        || index < 0
        || index >= tensorflow.TF_OperationNumOutputs(operation)) {
      throw new IllegalArgumentException(
          "the signature names tensor '" + spec.tensor() + "', which the graph does not have");
    }
    outputs.position(position).oper(operation).index(index);
    outputs.position(0);
  }

  private static Outputs own(Map<String, TensorSpec> fetches, PointerPointer<TF_Tensor> results) {
    Map<String, NativeTensor> tensors = new LinkedHashMap<>();
    int index = 0;
    for (String name : fetches.keySet()) {
      try {
        tensors.put(name, NativeTensor.own(results.get(TF_Tensor.class, index++)));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("output '" + name + "': " + e.getMessage(), e);
      }
    }
    return new Outputs(tensors);
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
