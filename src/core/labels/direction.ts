import { countBars, type Bars } from '../bars/bars';
import { findSegments } from '../bars/gaps';
import { checkHorizon, createHorizon } from './horizon';
import { type Label, noLabel } from './label';

/** Whether the close is higher `horizonBars` bars later. */
export const directionLabel: Label = {
  name: 'direction',
  title: 'Direction',
  meaning: 'A probability above 0.5 says that the close will be higher when the horizon ends.',
  horizon: createHorizon(
    10,
    ({ horizonBars }) => `Will the close be higher ${horizonBars} bars later?`,
  ),
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
  checkHorizon(horizonBars);
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
