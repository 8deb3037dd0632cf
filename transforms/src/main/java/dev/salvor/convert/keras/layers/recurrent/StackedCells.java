package dev.salvor.convert.keras.layers.recurrent;

import dev.salvor.graph.GraphBuilder;
import dev.salvor.graph.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Cells of which each takes the output of the one before (keras/layers/rnn/stacked_rnn_cells.py).
 *
 * @param cells at least one
 * @param reversed whether the states stand last cell first, as in Keras before 2.3
 */
record StackedCells(List<Cell> cells, boolean reversed) implements Cell {

  @Override
  public CellForm form() {
    return new CellForm(
        cells.stream().flatMap(cell -> cell.weights().stream()).toList(),
        ordered(cells.stream().map(Cell::states).toList()),
        cells.get(cells.size() - 1).output(),
        cells.get(0).projected());
  }

  @Override
  public Tensor project(GraphBuilder graph, List<Tensor> weights, Tensor rows) {
    return cells.get(0).project(graph, weights.subList(0, cells.get(0).weights().size()), rows);
  }

  @Override
  public Step step(
      GraphBuilder graph, List<Tensor> weights, Tensor projected, List<Tensor> states) {
    List<List<Tensor>> given = split(states);
    List<List<Tensor>> next = new ArrayList<>();
    Tensor value = projected;
    int used = 0;
    for (int i = 0; i < cells.size(); i++) {
      Cell cell = cells.get(i);
      List<Tensor> own = weights.subList(used, used + cell.weights().size());
      used += own.size();
      Tensor input = i == 0 ? value : cell.project(graph, own, value);
      Step step = cell.step(graph, own, input, given.get(i));
      value = step.output();
      next.add(step.states());
    }
    return new Step(value, ordered(next));
  }

  private <T> List<T> ordered(List<List<T>> byCell) {
    List<List<T>> order = new ArrayList<>(byCell);
    if (reversed) {
      Collections.reverse(order);
    }
    return order.stream().flatMap(List::stream).toList();
  }

  private List<List<Tensor>> split(List<Tensor> states) {
    List<Cell> order = new ArrayList<>(cells);
    if (reversed) {
      Collections.reverse(order);
    }
    List<List<Tensor>> parts = new ArrayList<>();
    int next = 0;
    for (Cell cell : order) {
      int count = cell.states().size();
      parts.add(states.subList(next, next + count));
      next += count;
    }
    if (reversed) {
      Collections.reverse(parts);
    }
    return parts;
  }
}
