import type { WatchRow } from '../../../../workers/api/live';
import type { KlineInterval } from '../../../core/download';
import type { ModelInfo } from '../../../core/library';
import { findModelProblem } from '../../../state/live/model-fitness';
import { formatPercent } from '../../format';

/** Returns the last signal of a symbol with how clear it is: `LONG 61%`; what it waits for before. */
export function describeSignal(row: WatchRow | undefined): string {
  if (row === undefined) return 'no data yet';
  if (row.signalTime === undefined || Number.isNaN(row.probability)) return 'no signal';
  if (row.signal === 'NEUTRAL') return 'NEUTRAL';
  return `${row.signal} ${formatPercent(row.confidence, { digits: 0 })}`;
}

/** Returns the models to choose from, those that cannot be used named as such, after "none". */
export function listModelChoices(
  models: readonly ModelInfo[],
  interval: KlineInterval,
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
