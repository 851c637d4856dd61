import { parseTimeOfDay } from './clock-text';
import { asDigits, judgeTimes } from './judge-times';
import type { NameMatch } from './match-names';
import type { Sample } from './sample';
import type { Table } from '../table';

/** The column that holds the time of day beside a column of dates; undefined where there is none. */
export function findTimeOfDay(
  sample: Sample,
  datePosition: number,
  { times, others }: Pick<NameMatch, 'times' | 'others'>,
): number | undefined {
  const named = times.map(({ position }) => position);
  // Elsewhere than under a name of time, only changing text such as "23:59" is taken for one.
  const changing = others.filter(
    (position) =>
      sample.table.columns[position].kind === 'text' && new Set(sample.texts(position)).size > 1,
  );
  return [...named, ...changing].find((position) => {
    if (position === datePosition) return false;
    const verdict = judgeTimes(sample, position);
    return verdict.kind === 'unreadable' && verdict.reason === 'time-of-day';
  });
}

/** Reads cells of a column of times of day: 2359 or 235900 by what the sample's cells are. */
export function timeOfDayParser({ sample }: Table, position: number): (text: string) => number {
  const largest = Math.max(0, ...sample.map(({ cells }) => Number(cells[position]) || 0));
  const longest = Math.max(
    0,
    ...sample.map(({ cells }) => asDigits((cells[position] ?? '').trim()).length),
  );
  const isShort = largest <= 2359 && longest <= 4;
  return (text) => parseTimeOfDay(text, isShort ? 'hhmm' : 'hhmmss');
}

/** Dates of the sample with the time of day of its rows. */
export function addTimeOfDay(sample: Sample, dates: Float64Array, position: number): Float64Array {
  const parse = timeOfDayParser(sample.table, position);
  return dates.map((date, index) => date + parse(sample.texts(position)[index]));
}
