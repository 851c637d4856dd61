import type { BarIndex, Bars } from '../../core/bars/bars';
import { computeRsi, computeSma } from '../../core/features/indicators';
import type { Position, Trade } from '../../core/trading/positions';
import type { Thresholds } from '../../core/trading/strategies/thresholds';
import { type LayeredBars, type LayeredLine, layerBars, layerLine } from '../decimate';
import { type DisplayBars, buildDisplayBars } from './candles';
import type { PaneName } from './panes';

/** What never changes while a replay runs: candles of one interval and their indicators. */
export interface MarketCandles {
  readonly bars: Bars;
  readonly display: DisplayBars;
  readonly layers: LayeredBars;
  /** One value a candle; NaN in the warm-up, which begins anew after a gap. */
  readonly sma20: Float64Array;
  readonly sma60: Float64Array;
  readonly rsi14: LayeredLine;
}

/** What a market chart shows. Indices and arrays speak of source bars, not of candles. */
export interface MarketSource {
  readonly candles: MarketCandles;
  /** Bars from here on have not been seen and are not drawn. */
  readonly playhead: BarIndex;
  /** Bars before this one are shaded as in sample. */
  readonly inSampleEnd: BarIndex;
  /** One a bar; NaN where the model has no full window. Null: no pane. */
  readonly probability: LayeredLine | null;
  readonly thresholds: Thresholds;
  /** In the order of their exits. */
  readonly trades: readonly Trade[];
  readonly positions: readonly Position[];
  /** Equity at the close of each bar from `equityFrom` on. Null: no pane. */
  readonly equity: Float64Array | null;
  readonly equityFrom: BarIndex;
}

/** Returns candles of `intervalMs` with SMA 20 and 60 and RSI 14 of those candles. */
export function buildMarketCandles(bars: Bars, intervalMs: number): MarketCandles {
  const display = buildDisplayBars(bars, intervalMs);
  return {
    bars,
    display,
    layers: layerBars(display),
    sma20: computePerSegment(display, (close) => computeSma(close, 20)),
    sma60: computePerSegment(display, (close) => computeSma(close, 60)),
    rsi14: layerLine(computePerSegment(display, (close) => computeRsi(close, 14, 'wilder'))),
  };
}

/** Returns an indicator of closes whose windows span no gap. */
function computePerSegment(
  { close, gapStarts }: DisplayBars,
  compute: (close: Float64Array) => Float64Array,
): Float64Array {
  const values = new Float64Array(close.length);
  const starts = [0, ...gapStarts];
  for (const [segment, start] of starts.entries()) {
    values.set(compute(close.subarray(start, starts[segment + 1])), start);
  }
  return values;
}

/** Returns the panes that `source` fills. */
export function listPanes(source: MarketSource): PaneName[] {
  const panes: PaneName[] = ['price', 'volume', 'rsi'];
  if (source.probability !== null) panes.push('model');
  if (source.equity !== null) panes.push('equity');
  return panes;
}
