/** A part of the calendar whose length changes, so that bars of it are no whole number of intervals apart. */
export type CalendarPeriod = 'months' | 'quarters' | 'half-years' | 'years';

/**
 * Returns the calendar period that times step by, one a row; undefined where they do not, as for bars of 30 days.
 * Rows of a month stand within 14 hours of its first day's midnight or of its last one's, or step by 25 to 35 days
 * in no even way.
 */
export function findCalendarPeriod(
  times: Float64Array | readonly number[],
): CalendarPeriod | undefined {
  if (!isSparse(times)) return undefined;
  const finite = Array.from(times).filter(Number.isFinite);
  const sorted = [...new Set(finite)].sort((a, b) => a - b);
  const steps = sorted.slice(1).map((time, index) => time - sorted[index]);
  const usual = [...steps].sort((a, b) => a - b)[steps.length >> 1];
  const isAbout = (step: number, months: number): boolean =>
    Math.abs(step - months * monthMs) <= 3 * dayMs + months * (dayMs / 4);
  const period = periods.find(({ months }) => isAbout(usual, months));
  if (period === undefined) return undefined;
  const edges = new Set(sorted.map(findEdge));
  const isAtEdge = edges.size === 1 && !edges.has(undefined);
  const smallest = Math.min(...steps);
  const isUneven = isAbout(smallest, period.months) && steps.some((step) => step % smallest !== 0);
  return isAtEdge || isUneven ? period.name : undefined;
}

/** Whether rows are at least ten days apart on average, which spares the rest for all but a few files. */
function isSparse(times: Float64Array | readonly number[]): boolean {
  let [first, last, count] = [Infinity, -Infinity, 0];
  // An index: files have a million times, for which an iterator takes four times as long.
  const { length } = times;
  for (let row = 0; row < length; row++) {
    const time = times[row];
    if (!Number.isFinite(time)) continue;
    if (time < first) first = time;
    if (time > last) last = time;
    count++;
  }
  return last > first && last - first >= 10 * dayMs * (count - 1);
}

const periods = [
  { name: 'months', months: 1 },
  { name: 'quarters', months: 3 },
  { name: 'half-years', months: 6 },
  { name: 'years', months: 12 },
] as const;

/** Whether a time is about the midnight that begins a month or its last day; undefined for others. */
function findEdge(time: number): 'first' | 'last' | undefined {
  const near = new Date(time + 14 * hourMs);
  const sinceFirst = time - Date.UTC(near.getUTCFullYear(), near.getUTCMonth(), 1);
  if (Math.abs(sinceFirst) <= 14 * hourMs) return 'first';
  const next = new Date(time + 14 * hourMs + dayMs);
  const sinceLast = time - (Date.UTC(next.getUTCFullYear(), next.getUTCMonth(), 1) - dayMs);
  return Math.abs(sinceLast) <= 14 * hourMs ? 'last' : undefined;
}

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const monthMs = 30.44 * dayMs;
