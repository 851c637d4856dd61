import type { WatchRow } from '../../../../../workers/api/live';
import type { ExchangeSymbol, BarInterval } from '../../../../core/exchange';
import type { ModelInfo } from '../../../../core/library';
import { findModelProblem } from '../../../../state/live/live-choices';
import { formatPercent } from '../../../../core/format';

/** Returns the last signal of a symbol with its confidence: `LONG 61%`; before that, what it waits for. */
export function describeSignal(row: WatchRow | undefined): string {
  if (row === undefined) return 'no data yet';
  if (row.signalTime === undefined || Number.isNaN(row.confidence)) return 'no signal';
  if (row.signal === 'NEUTRAL') return 'NEUTRAL';
  return `${row.signal} ${formatPercent(row.confidence, { digits: 0 })}`;
}

/** Returns the models to choose from, after "none"; those that cannot be used are marked. */
export function listModelChoices(
  models: readonly ModelInfo[],
  interval: BarInterval,
): readonly { readonly value: string; readonly label: string }[] {
  const choices = models.map((model) => ({
    value: model.id,
    label: model.name,
    isUsable: findModelProblem(model, interval) === undefined,
  }));
  return [
    { value: '', label: 'No model: prices only' },
    ...choices.filter(({ isUsable }) => isUsable),
    ...choices
      .filter(({ isUsable }) => !isUsable)
      .map(({ value, label }) => ({ value, label: `${label} (not for live)` })),
  ];
}

/** Returns the points of a sparkline `width` by `height`, for an SVG polyline; '' below two closes. */
export function traceSparkline(closes: ArrayLike<number>, width: number, height: number): string {
  if (closes.length < 2) return '';
  const values = Array.from(closes);
  const low = Math.min(...values);
  const span = Math.max(...values) - low;
  return values
    .map((close, place) => {
      const x = (place / (values.length - 1)) * width;
      const y = span === 0 ? height / 2 : height - ((close - low) / span) * height;
      return `${x.toFixed(1)},${y.toFixed(1)}`;
    })
    .join(' ');
}

/** What a typed symbol can be. */
type WatchAdvice =
  /** Not usable: it is empty, half typed or watched already. */
  | { readonly kind: 'none' }
  | { readonly kind: 'new' }
  | { readonly kind: 'unknown'; readonly text: string };

/**
 * Returns whether `wanted`, in capitals, can be watched. Without the exchange's list of markets, everything can
 * that may be a symbol: the exchange will check it. `marketName`: `Binance spot`.
 */
export function adviseWatching(
  wanted: string,
  watched: readonly string[],
  markets: readonly ExchangeSymbol[] | undefined,
  marketName: string,
): WatchAdvice {
  if (wanted === '' || watched.includes(wanted)) return { kind: 'none' };
  if (markets === undefined) return { kind: /^[\p{L}\p{N}]{3,}$/u.test(wanted) ? 'new' : 'none' };
  const market = markets.find(({ symbol }) => symbol === wanted);
  if (market?.status === 'TRADING') return { kind: 'new' };
  // While it is typed, it need not be there yet.
  if (market === undefined && markets.some(({ symbol }) => symbol.startsWith(wanted))) {
    return { kind: 'none' };
  }
  return { kind: 'unknown', text: `${wanted} is not traded on ${marketName}` };
}
