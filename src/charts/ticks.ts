import type { BarRange, EpochMs } from '../core/bars/bars';
import { formatMonth, formatNumber, formatUtcTime } from '../core/format';

/** A labelled bar on a time axis. */
export interface TimeTick {
  readonly index: number;
  readonly label: string;
  /** Whether it says a day, a month or a year, not a time alone. */
  readonly isDate: boolean;
}

/** Distance between two labels: a fixed time, or calendar months. */
export type TimeStep =
  | { readonly kind: 'fixed'; readonly ms: number }
  | { readonly kind: 'months'; readonly months: number };

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const averageMonth = 30.44 * day;

const fixedSteps = [
  ...[1, 2, 5, 10, 15, 30].map((count) => count * minute),
  ...[1, 2, 3, 4, 6, 12].map((count) => count * hour),
  ...[1, 2, 3, 5, 7, 14].map((count) => count * day),
];
const monthSteps = [1, 2, 3, 6, 12, 24, 60, 120];

/** Returns the smallest step that is at least `minMs` long. */
export function pickTimeStep(minMs: number): TimeStep {
  const ms = fixedSteps.find((step) => step >= minMs);
  if (ms !== undefined) return { kind: 'fixed', ms };
  const months = monthSteps.find((count) => count * averageMonth >= minMs);
  return { kind: 'months', months: months ?? monthSteps[monthSteps.length - 1] };
}

/**
 * Returns labels for the bars of `range`, at UTC times that are whole steps, about `minBars` bars apart or more.
 *
 * A tick is placed at the first bar at or after its time; a tick whose bars are missing is left out.
 * `openTime` is read inside `range` only.
 */
export function buildTimeTicks(
  openTime: Float64Array,
  range: BarRange,
  intervalMs: number,
  minBars: number,
): TimeTick[] {
  if (range.end <= range.start) return [];
  const step = pickTimeStep(minBars * intervalMs);
  const last = openTime[range.end - 1];
  const ticks: TimeTick[] = [];
  let time = ceilToStep(openTime[range.start], step);
  while (time <= last) {
    const index = findFirstAtOrAfter(openTime, range, time);
    const previous = ticks.at(-1);
    const isFree = previous === undefined || index - previous.index >= minBars / 2;
    if (isFree && openTime[index] < addStep(time, step)) {
      ticks.push(buildTick(index, openTime, time, { step, previous }));
      time = addStep(time, step);
    } else {
      // Skip straight over a gap, whose steps would all land on the same bar.
      time = Math.max(addStep(time, step), ceilToStep(openTime[index], step));
    }
  }
  return ticks;
}

/** Where the bars of midnight are missing, the first tick of the day says the day beside its time. */
function buildTick(
  index: number,
  openTime: Float64Array,
  time: EpochMs,
  { step, previous }: { readonly step: TimeStep; readonly previous: TimeTick | undefined },
): TimeTick {
  const label = formatTickLabel(time, step);
  const isDate = step.kind === 'months' || time % day === 0;
  const before = previous && openTime[previous.index];
  if (isDate || before === undefined || Math.floor(before / day) === Math.floor(time / day)) {
    return { index, label, isDate };
  }
  const date = new Date(time);
  return { index, label: `${date.getUTCDate()} ${formatMonth(time)} ${label}`, isDate: true };
}

/** Returns what a tick shows: a clock time, a day where a day begins, a month or a year. */
export function formatTickLabel(time: EpochMs, step: TimeStep): string {
  const date = new Date(time);
  const month = formatMonth(time);
  if (step.kind === 'months') {
    return date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : month;
  }
  if (time % day === 0) {
    const isNewYear = date.getUTCMonth() === 0 && date.getUTCDate() === 1;
    return isNewYear ? String(date.getUTCFullYear()) : `${date.getUTCDate()} ${month}`;
  }
  return formatUtcTime(time);
}

function ceilToStep(time: EpochMs, step: TimeStep): EpochMs {
  if (step.kind === 'fixed') return Math.ceil(time / step.ms) * step.ms;
  const date = new Date(time);
  const month = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const floored = Math.floor(month / step.months) * step.months;
  const start = Date.UTC(1970, floored - 1970 * 12);
  return start === time ? start : Date.UTC(1970, floored + step.months - 1970 * 12);
}

function addStep(time: EpochMs, step: TimeStep): EpochMs {
  if (step.kind === 'fixed') return time + step.ms;
  const date = new Date(time);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + step.months);
}

function findFirstAtOrAfter(openTime: Float64Array, range: BarRange, time: EpochMs): number {
  let low = range.start;
  let high = range.end - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (openTime[middle] >= time) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** A labelled position on a value axis. */
interface ValueTick {
  readonly value: number;
  readonly label: string;
}

/** Returns at most `count` ticks at multiples of 1, 2, 2.5 or 5 times a power of ten. */
export function buildValueTicks(min: number, max: number, count: number): ValueTick[] {
  if (!(max > min) || count < 1) return [];
  const step = pickValueStep(max - min, count);
  const decimals = pickStepDecimals(step);
  const ticks: ValueTick[] = [];
  for (let k = Math.ceil(min / step - 1e-9); k * step <= max + step * 1e-9; k++) {
    ticks.push({ value: k * step, label: formatNumber(k * step, { digits: decimals }) });
  }
  return ticks;
}

/** Returns how many decimals multiples of `step` need: 0 for 50, 2 for 0.25, 1 for 0.1. */
export function pickStepDecimals(step: number): number {
  for (let decimals = 0; decimals < 10; decimals++) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.abs(scaled)) return decimals;
  }
  return 10;
}

function pickValueStep(extent: number, count: number): number {
  const power = 10 ** Math.floor(Math.log10(extent / count));
  for (const multiple of [1, 2, 2.5, 5, 10, 20, 25]) {
    const step = multiple * power;
    if (Math.floor(extent / step + 1e-6) + 1 <= count) return step;
  }
  return 50 * power;
}
