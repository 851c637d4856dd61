import { formatUtc } from '../format-time';
import { formatInterval } from '../interval';
import { isPlausibleTime } from './bad-time';
import type { RowCheck } from './row-check';

/**
 * Bars must open a multiple of the interval apart: at the same offset within it as most rows do.
 * Rows whose time cannot be read are not looked at.
 */
export function offGrid(openTime: Float64Array, intervalMs: number): RowCheck {
  const usual = findUsualOffset(openTime, intervalMs);
  return {
    check: 'off-grid',
    find({ openTime: times }, onBad) {
      let before = NaN;
      let offset = NaN;
      for (let index = 0; index < times.length; index++) {
        const time = times[index];
        // A step of one interval spares the division.
        if (time - before !== intervalMs) offset = time % intervalMs;
        before = time;
        if (offset !== usual && isPlausibleTime(time)) onBad(index);
      }
    },
    describe: ({ columns }, index) =>
      `the time ${formatUtc(columns.openTime[index])} is no multiple of ` +
      `${formatInterval(intervalMs)} from those of the other rows`,
  };
}

/** The most frequent offset of a time within its interval, the smaller one of a tie, in ms. */
function findUsualOffset(openTime: Float64Array, intervalMs: number): number {
  const counts = new Map<number, number>();
  let index = 0;
  while (index < openTime.length) {
    const start = index;
    const offset = openTime[index++] % intervalMs;
    while (index < openTime.length && openTime[index] - openTime[index - 1] === intervalMs) index++;
    if (Number.isFinite(offset)) counts.set(offset, (counts.get(offset) ?? 0) + index - start);
  }
  const [usual] = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0]);
  return usual?.[0] ?? 0;
}
