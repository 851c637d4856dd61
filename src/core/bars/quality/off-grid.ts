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
      eachOffset(times, intervalMs, (offset, index) => {
        if (offset !== usual) onBad(index);
      });
    },
    describe: ({ columns }, index) =>
      `the time ${formatUtc(columns.openTime[index])} is no multiple of ` +
      `${formatInterval(intervalMs)} from those of the other rows`,
  };
}

/** The most frequent offset of a time within its interval, the smaller one of a tie, in ms. */
function findUsualOffset(openTime: Float64Array, intervalMs: number): number {
  const counts = new Map<number, number>();
  eachOffset(openTime, intervalMs, (offset) => {
    counts.set(offset, (counts.get(offset) ?? 0) + 1);
  });
  let usual = 0;
  let most = 0;
  for (const [offset, count] of counts) {
    if (count < most || (count === most && offset > usual)) continue;
    usual = offset;
    most = count;
  }
  return usual;
}

/** Calls `onOffset` for every time that can be one; a step of one interval spares the division. */
function eachOffset(
  openTime: Float64Array,
  intervalMs: number,
  onOffset: (offset: number, index: number) => void,
): void {
  let before = NaN;
  let offset = 0;
  for (let index = 0; index < openTime.length; index++) {
    const time = openTime[index];
    if (!isPlausibleTime(time)) continue;
    if (time - before !== intervalMs) offset = time % intervalMs;
    before = time;
    onOffset(offset, index);
  }
}
