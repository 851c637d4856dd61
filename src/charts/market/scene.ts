import type { BarRange } from '../../core/bars/bars';
import {
  type Ohlcv,
  type OhlcColumns,
  appendCandle,
  decimateTwoScaleBars,
  pickStep,
} from '../decimate';
import { type TimeTick, buildTimeTicks } from '../ticks';
import { countComplete, countSeen, findCandle, findFirstAbove, readNewestCandle } from './candles';
import {
  type ChartLayer,
  type ComputedLayer,
  type LayerWindow,
  type MarketSource,
  computeLayers,
} from './layer';
import { type Extent, type PaneSpec, joinExtents, listPanes, pricePane } from './panes';
import { type PriceScale, automaticScale } from './price-scale';
import { type Viewport, findVisibleCandles } from './viewport';

/** Everything for one drawing of a market chart, with at most a few values per pixel column. */
export interface MarketScene {
  readonly view: Viewport;
  readonly columns: OhlcColumns;
  /** The newest candle, visible or not. */
  readonly newest: Ohlcv | null;
  /** Whether the last column holds a candle that is not complete. */
  readonly isForming: boolean;
  readonly timeTicks: readonly TimeTick[];
  /** Visible candles with a gap before them. */
  readonly gaps: readonly number[];
  /** First candle out of sample. */
  readonly inSampleEnd: number;
  /** Top first. */
  readonly panes: readonly ScenePane[];
}

/** One pane with what its layers draw, in the order of painting. */
interface ScenePane {
  readonly spec: PaneSpec;
  readonly extent: Extent;
  readonly isLog: boolean;
  readonly drawings: readonly { readonly layer: ChartLayer; readonly drawn: unknown }[];
}

const pixelsPerTimeLabel = 84;
const maxGapMarks = 60;

/**
 * Returns what `view` shows of `source` in `plotWidth` CSS pixels.
 *
 * Reads no bar, probability, trade or equity at or after the playhead.
 */
export function buildMarketScene(
  source: MarketSource,
  view: Viewport,
  plotWidth: number,
  scale: PriceScale = automaticScale,
): MarketScene {
  const { candles, playhead } = source;
  const { display } = candles;
  const seen = countSeen(display, playhead);
  const completeCount = countComplete(display, playhead);
  const begun = findVisibleCandles(view, seen);
  const complete = { start: begun.start, end: Math.min(begun.end, completeCount) };
  const step = pickStep(view.span, plotWidth);
  const newest = readNewestCandle(candles, playhead);
  let columns = decimateTwoScaleBars(candles.twoScale, complete, step);
  const isForming = newest !== null && begun.end > completeCount;
  if (isForming) {
    columns = appendCandle(columns, seen - 1, newest);
  }
  const candlesPerPixel = view.span / Math.max(1, plotWidth);
  const window = { source, begun, complete, columns, step, candlesPerPixel };
  const minTickDistance = candlesPerPixel * pixelsPerTimeLabel;
  return {
    view,
    columns,
    newest,
    isForming: isForming || (begun.end === seen && source.closedEnd < playhead),
    timeTicks: buildTimeTicks(display.openTime, begun, display.intervalMs, minTickDistance),
    gaps: listGaps(display.gapStarts, begun),
    inSampleEnd: findCandle(display, source.inSampleEnd),
    panes: buildPanes(computeLayers(source), window, scale),
  };
}

function buildPanes(
  computed: readonly ComputedLayer[],
  window: LayerWindow,
  { range, isLog }: PriceScale,
): ScenePane[] {
  return listPanes(computed.map(({ layer }) => layer)).map((spec) => {
    const drawings = computed
      .filter(({ layer }) => layer.pane.name === spec.name)
      .map(({ layer, series }) => ({ layer, drawn: layer.decimate(series, window) }));
    const extents = drawings.flatMap(({ layer, drawn }) => layer.findExtent?.(drawn) ?? []);
    if (spec.name !== pricePane.name)
      return { spec, extent: joinExtents(extents), isLog: false, drawings };
    const extent = range ?? joinExtents(extents);
    // A margin below the lowest price may reach 0, which has no logarithm.
    return { spec, extent, isLog: isLog && extent.min > 0, drawings };
  });
}

function listGaps(gapStarts: Uint32Array, range: BarRange): number[] {
  const first = findFirstAbove(gapStarts, range.start);
  const last = findFirstAbove(gapStarts, range.end - 1);
  return last - first > maxGapMarks ? [] : Array.from(gapStarts.subarray(first, last));
}
