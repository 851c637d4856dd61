import { parseTimeOfDay, readDate } from '../../../core/bars/dates';
import type { TimeUnit } from '../../../core/bars/times';
import { nearlyAll, type Sample } from '../sample';

/** The day that a name tells, the file's before its archive's; undefined where it tells none or several. */
export function findNameDate(file: string): number | undefined {
  for (const part of file.split(/[\\/]/).reverse()) {
    const found = new Set([...part.matchAll(datePattern)].map(([text]) => text.replace(/\D/g, '')));
    const days = [...found].flatMap((text) => readDate(text, 'iso')?.localMs ?? []);
    if (days.length > 1) return undefined;
    if (days.length === 1) return days[0];
  }
  return undefined;
}

const datePattern =
  /(?<!\d)(?:19|20)\d{2}([-_.]?)(?:0[1-9]|1[0-2])\1(?:0[1-9]|[12]\d|3[01])(?!\d)/g;

/** Times of day in ms, and the unit of those that are counts since midnight. */
interface DayClocks {
  readonly times: Float64Array;
  readonly unit: TimeUnit;
  /** Whether they go one way, as those of one day do: without a date, a second day goes back at midnight. */
  readonly isOneDay: boolean;
}

/**
 * Reads a column of times of day such as "09:31", or of counts since midnight; undefined where the cells are
 * neither. `groups` are the markets of the rows.
 */
export function readDayClocks(
  sample: Sample,
  position: number,
  groups?: readonly string[],
): DayClocks | undefined {
  const read = readClocks(sample, position);
  return read === undefined ? undefined : { ...read, isOneDay: isOneDay(read.times, groups) };
}

function readClocks(
  sample: Sample,
  position: number,
): Pick<DayClocks, 'times' | 'unit'> | undefined {
  const column = sample.table.columns.at(position);
  if (column === undefined) return undefined;
  if (column.kind === 'text' && !sample.isNumeric(position)) {
    const times = Float64Array.from(sample.texts(position), (text) =>
      text.includes(':') ? parseTimeOfDay(text, 'hhmmss') : NaN,
    );
    const read = times.filter(Number.isFinite).length;
    return read > 0 && read >= nearlyAll * times.length ? { times, unit: 'ms' } : undefined;
  }
  if (!sample.isNumeric(position)) return undefined;
  const counts = sample.numbers(position);
  const largest = counts.reduce((most, count) => Math.max(most, count), 0);
  const unit = largest <= daySeconds ? 's' : 'ms';
  const perCount = unit === 's' ? 1000 : 1;
  // Bars open on whole seconds of a day; prices and volumes do not move so.
  const isCount = (count: number): boolean =>
    Number.isInteger(count) &&
    count >= 0 &&
    count * perCount <= 1000 * daySeconds &&
    (count * perCount) % 1000 === 0;
  if (!counts.every(isCount) || new Set(counts).size < counts.length / 2) return undefined;
  const steps = counts.slice(1).map((count, index) => (count - counts[index]) * perCount);
  const smallest = steps.reduce((min, step) => (step > 0 ? Math.min(min, step) : min), Infinity);
  // Steps of 1 are those of a number of rows.
  const isRegular =
    smallest >= 5000 && smallest < Infinity && steps.every((step) => step % smallest === 0);
  return isRegular ? { times: counts.map((count) => count * perCount), unit } : undefined;
}

const daySeconds = 86_400;

/** Whether times of day go one way: a file of two days without a date goes back at midnight. */
function isOneDay(times: Float64Array, groups: readonly string[] | undefined): boolean {
  if (groups !== undefined && new Set(groups).size > 1) {
    return [...new Set(groups)].every((group) =>
      isOneDay(
        times.filter((_, row) => groups[row] === group),
        undefined,
      ),
    );
  }
  const steps = times.slice(1).map((time, index) => time - times[index]);
  return steps.every((step) => step >= 0) || steps.every((step) => step <= 0);
}
