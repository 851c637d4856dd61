import type { ColorToken } from '../chart-theme';
import {
  type LineColumns,
  type TwoScaleLine,
  buildTwoScaleLine,
  decimateTwoScaleLine,
  sampleLine,
} from '../decimate';
import { formatNumber } from '../../core/format';
import type { DisplayBars, MarketCandles } from './candles';
import type { TimedCandles } from './indicators';
import { type ChartLayer, keepPer } from './layer';
import { type Extent, type PaneSpec, findLineExtent, joinExtents, pricePane } from './panes';
import { type PaneStage, clipToPane, paintLine } from './stage';

/** An indicator that is one line. */
interface LineOptions {
  readonly name: string;
  readonly pane: PaneSpec;
  readonly color: ColorToken;
  /** CSS pixels. */
  readonly width: number;
  /** Returns one value per candle from the candles up to it; NaN in the warm-up. The candles have no gap. */
  readonly compute: (candles: TimedCandles) => Float64Array;
  /** Set for a moving average: its length in candles. Then one value per column is enough. */
  readonly averagedCandles?: number;
  /** Fixed extent of its own pane; that of its values when left out. */
  readonly extent?: Extent;
  /** Whether the legend shows its value. */
  readonly isInLegend?: boolean;
  /** Digits after the point of its values; those of a price when left out. */
  readonly digits?: number;
  /** Paints what lies behind the line: levels, names at the value axis. */
  readonly paintBehind?: (stage: PaneStage) => void;
}

/** Returns the layer of an indicator that is one line of values computed from candles. */
export function buildLineLayer(options: LineOptions): ChartLayer<TwoScaleLine, LineColumns | null> {
  const { name, pane, color, width, averagedCandles, extent } = options;
  const computeFor = keepPer(({ display }: MarketCandles) =>
    buildTwoScaleLine(computePerSegment(display, 1, (of) => [options.compute(of)])[0]),
  );
  const readValues: ChartLayer<TwoScaleLine>['readValues'] = ({ fine }, candle) => {
    const value = candle?.isComplete === true ? fine[candle.index] : NaN;
    const text = formatNumber(value, { digits: options.digits ?? candle?.priceDecimals ?? 2 });
    return [{ name, text, color, isMinor: true }];
  };
  return {
    name,
    pane,
    color,
    compute: ({ candles }) => computeFor(candles),
    decimate(series, { complete, step }) {
      if (averagedCandles === undefined) return decimateTwoScaleLine(series, complete, step);
      // If a column has more candles than the average, the line would only cover the price.
      return step < averagedCandles ? sampleLine(series.fine, complete, step) : null;
    },
    ...(pane !== pricePane && {
      findExtent: (line) => extent ?? joinExtents(line === null ? [] : [findLineExtent(line)]),
    }),
    paint(stage, line) {
      options.paintBehind?.(stage);
      if (line === null) return;
      clipToPane(stage, () => paintLine(stage, line, { color: stage.theme[color], width }));
    },
    ...(options.isInLegend === true && { readValues }),
  };
}

/**
 * Returns `count` series of values that are computed for each segment on its own, so that no window spans a gap; `compute` returns one value
 * a candle for each.
 */
export function computePerSegment(
  display: DisplayBars,
  count: number,
  compute: (candles: TimedCandles) => readonly Float64Array[],
): Float64Array[] {
  const all = Array.from({ length: count }, () => new Float64Array(display.close.length));
  const starts = [0, ...display.gapStarts];
  for (const [segment, start] of starts.entries()) {
    const found = compute(sliceCandles(display, start, starts[segment + 1]));
    for (const [at, values] of found.entries()) all[at].set(values, start);
  }
  return all;
}

function sliceCandles(candles: DisplayBars, start: number, end: number | undefined): TimedCandles {
  const slice = (name: keyof TimedCandles) => candles[name].subarray(start, end);
  return {
    openTime: slice('openTime'),
    open: slice('open'),
    high: slice('high'),
    low: slice('low'),
    close: slice('close'),
    volume: slice('volume'),
  };
}
