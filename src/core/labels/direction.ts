import { countBars, type Bars } from '../bars/bars';
import { findSegments } from '../bars/gaps';
import { type Label, noLabel } from './label';

const maxHorizonBars = 240;

/** Whether the close is higher `horizonBars` bars later. */
export const directionLabel: Label = {
  name: 'direction',
  title: 'Direction',
  horizon: {
    name: 'horizonBars',
    label: 'Horizon (bars)',
    default: 10,
    min: 1,
    max: maxHorizonBars,
    isWhole: true,
    hint: ({ horizonBars }) => `Will the close be higher ${horizonBars} bars later?`,
  },
  lookAheadBars: (horizonBars) => horizonBars,
  compute: labelDirection,
};

/**
 * Returns one label per bar: 1 if close[t + horizonBars] > close[t], else 0; `noLabel` where a bar of
 * t .. t + horizonBars is missing. Looks ahead: uses bars <= t + horizonBars.
 *
 * Throws `RangeError` unless `horizonBars` is a whole number from 1 to 240.
 */
export function labelDirection(bars: Bars, horizonBars: number): Uint8Array {
  if (!Number.isInteger(horizonBars) || horizonBars < 1 || horizonBars > maxHorizonBars) {
    throw new RangeError(
      `labels: horizon must be a whole number from 1 to ${maxHorizonBars} bars, was ${horizonBars}`,
    );
  }
  const { close } = bars;
  const labels = new Uint8Array(countBars(bars)).fill(noLabel);
  for (const { start, end } of findSegments(bars)) {
    for (let t = start; t < end - horizonBars; t++) {
      // No branch, since the processor would mispredict it half of the time.
      labels[t] = Number(close[t + horizonBars] > close[t]);
    }
  }
  return labels;
}
