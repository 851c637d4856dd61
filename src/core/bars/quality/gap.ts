import type { EpochMs } from '../bars';
import { formatUtc } from '../format-time';
import type { BarCheck } from './bar-check';
import { findInBars } from './finding';

/** Bars that are missing between two that are there; counts gaps, the detail tells the bars. */
export const checkGaps: BarCheck = ({ openTime, intervalMs }) => {
  let count = 0;
  let missing = 0;
  let first: { readonly from: EpochMs; readonly to: EpochMs } | undefined;
  for (let bar = 1; bar < openTime.length; bar++) {
    const step = openTime[bar] - openTime[bar - 1];
    if (step === intervalMs) continue;
    count++;
    missing += Math.round(step / intervalMs) - 1;
    first ??= { from: openTime[bar - 1] + intervalMs, to: openTime[bar] };
  }
  if (first === undefined) return undefined;
  const firstMissing = Math.round((first.to - first.from) / intervalMs);
  const all = count === 1 ? '' : `; ${missing} in all ${count} gaps`;
  const detail =
    `${firstMissing} ${firstMissing === 1 ? 'bar is' : 'bars are'} missing from ` +
    `${formatUtc(first.from)} to ${formatUtc(first.to)}${all}`;
  return findInBars('gap', count, first.from, detail);
};
