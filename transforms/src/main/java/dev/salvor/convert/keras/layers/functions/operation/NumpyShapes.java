package dev.salvor.convert.keras.layers.functions.operation;

import dev.salvor.convert.keras.layers.functions.array.Diagonals;
import dev.salvor.convert.keras.layers.functions.array.Gathering;
import dev.salvor.convert.keras.layers.functions.array.Joining;
import dev.salvor.convert.keras.layers.functions.array.Padding;
import dev.salvor.convert.keras.layers.functions.array.Ranges;
import dev.salvor.convert.keras.layers.functions.array.Rearranging;
import dev.salvor.convert.keras.layers.functions.array.Repeating;
import dev.salvor.convert.keras.layers.functions.array.Selecting;
import dev.salvor.convert.keras.layers.functions.array.Shaping;
import dev.salvor.convert.keras.layers.functions.array.Slicing;
import dev.salvor.convert.keras.layers.functions.array.Splitting;
import dev.salvor.convert.keras.layers.functions.array.Trapezoids;
import dev.salvor.convert.keras.layers.functions.array.Triangles;
import dev.salvor.convert.keras.layers.functions.call.FunctionTable;
import dev.salvor.convert.keras.layers.functions.elementwise.Elementwise;
import dev.salvor.convert.keras.layers.functions.elementwise.Numbers;
import dev.salvor.convert.keras.layers.functions.signal.ComputedWindows;

/**
 * Functions of {@code keras.ops.numpy} that move, pick and make values (keras/src/ops/numpy.py).
 */
public final class NumpyShapes {
  private NumpyShapes() {}

  public static void add(FunctionTable table) {
    shapes(table);
    parts(table);
    picked(table);
    made(table);
    windows(table);
  }

  private static void windows(FunctionTable table) {
    table
        .add("numpy.Bartlett", "length=x", ComputedWindows::bartlett)
        .add("numpy.Blackman", "length=x", ComputedWindows::blackman)
        .add("numpy.Hamming", "length=x", ComputedWindows.raised(0.54, 0.46))
        .add("numpy.Hanning", "length=x", ComputedWindows.raised(0.5, 0.5))
        .add("numpy.Kaiser", "length=x beta", ComputedWindows::kaiser);
  }

  private static void shapes(FunctionTable table) {
    table
        .add("numpy.Reshape", "x shape=newshape", Shaping::reshape)
        .add("numpy.Ravel", "x", Shaping::ravel)
        .add("numpy.Transpose", "x perm=axes", Shaping::transpose)
        .add("numpy.Swapaxes", "x axis1 axis2", Shaping::swapAxes)
        .add("numpy.Moveaxis", "x source destination", Shaping::moveAxis)
        .add("numpy.ExpandDims", "x axis", Shaping::expandDims)
        .add("numpy.Squeeze", "x axis", Shaping::squeeze)
        .add("numpy.BroadcastTo", "x shape", Shaping::broadcastTo)
        .add("numpy.Size", "x", Shaping::size)
        .add("numpy.Tile", "x repeats", Repeating::tile)
        .add("numpy.Repeat", "x repeats axis", Repeating::repeat)
        .add("numpy.Flip", "x axis", Repeating::reverse)
        .add("numpy.Fliplr", "x", Rearranging.flip(1))
        .add("numpy.Flipud", "x", Rearranging.flip(0))
        .add("numpy.Roll", "x shift axis", Repeating::roll)
        .add("numpy.Rot90", "x=array k axes", Rearranging::rotate)
        .add("numpy.Pad", "x value=constant_values paddings=pad_width mode", Padding::pad);
  }

  private static void parts(FunctionTable table) {
    table
        .add("numpy.Concatenate", "x=xs axis", Joining::concat)
        .add("numpy.Hstack", "x=xs", Joining::hstack)
        .add("numpy.Vstack", "x=xs", Joining::vstack)
        .add("numpy.Dstack", "x=xs", Rearranging::dstack)
        .add("numpy.Append", "x=x1 y=x2 axis", Joining::append)
        .add("numpy.Stack", "x axis", Joining::stack)
        .addAll("numpy.Split", "x sections=indices_or_sections axis", Splitting::split)
        .addAll("numpy.Hsplit", "x sections=indices_or_sections", Rearranging.split(1))
        .addAll("numpy.Vsplit", "x sections=indices_or_sections", Rearranging.split(0))
        .addAll("numpy.Dsplit", "x sections=indices_or_sections", Rearranging.split(2))
        .addAll("numpy.ArraySplit", "x sections=indices_or_sections axis", Rearranging::arraySplit);
  }

  private static void picked(FunctionTable table) {
    table
        .add("numpy.GetItem", "x key", Slicing::getItem)
        .add("numpy.Take", "x indices axis", Gathering::take)
        .add("numpy.TakeAlongAxis", "x indices axis", Gathering::takeAlongAxis)
        .addAll("numpy.Nonzero", "x", Selecting::nonzero)
        .addAll("numpy.UnravelIndex", "x=indices shape", Selecting::unravelIndex)
        .add("numpy.Tril", "x k", Triangles.triangle(true))
        .add("numpy.Triu", "x k", Triangles.triangle(false))
        .add("numpy.Diagonal", "x offset axis1 axis2", Diagonals::diagonal)
        .add("numpy.Trace", "x offset axis1 axis2", Diagonals::trace)
        .add("numpy.Diag", "x k", Diagonals::diag)
        .add("numpy.Diagflat", "x k", Diagonals::diagFlat)
        .add("numpy.Diff", "x=a n axis", Rearranging::differences)
        .add("numpy.Trapezoid", "y x dx axis", Trapezoids::area);
  }

  private static void made(FunctionTable table) {
    table
        .add("numpy.OnesLike", "x dtype", Elementwise.filled(1))
        .add("numpy.ZerosLike numpy.EmptyLike", "x dtype", Elementwise.filled(0))
        .add("numpy.FullLike", "x value=fill_value dtype", Numbers::fullLike)
        .add("numpy.Full", "value=fill_value shape dtype", Ranges::full)
        .add("numpy.Vander", "x N increasing", Rearranging::vander)
        .addAll("numpy.Linspace", "x=start y=stop num endpoint retstep dtype axis", Ranges::linear)
        .add("numpy.Logspace", "x=start y=stop num endpoint base dtype axis", Ranges::powers)
        .add("numpy.Geomspace", "x=start y=stop num endpoint dtype axis", Ranges::geometric)
        .addAll("numpy.Meshgrid", "*x indexing", Ranges::mesh);
  }
}
