import { formatUtc } from '../format-time';
import type { RowCheck } from './row-check';

/** Times of markets: from 1980-01-01 to 2100-01-01; a wrong unit makes others. */
const earliestMs = 315_532_800_000;
const latestMs = 4_102_444_800_000;

/** Whether a time can be that of a bar. */
export function isPlausibleTime(epochMs: number): boolean {
  return epochMs >= earliestMs && epochMs < latestMs;
}

/** The time must be readable, and of this age. */
export const badTime: RowCheck = {
  check: 'bad-time',
  find({ openTime }, onBad) {
    for (let index = 0; index < openTime.length; index++) {
      if (!isPlausibleTime(openTime[index])) onBad(index);
    }
  },
  describe(rows, index) {
    const time = rows.columns.openTime[index];
    if (Number.isFinite(time)) return `the time reads as ${formatUtc(time)}, which cannot be`;
    const text = rows.textOf?.(index, 'openTime') ?? '';
    return text === '' ? 'the time cannot be read' : `the time "${text}" cannot be read`;
  },
};
