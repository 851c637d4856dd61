import { type DateOrder, parseTimeOfDay, possibleOrders, readDate } from '../../../core/bars/dates';
import type { TimeReading } from '../../../core/bars/read-times';
import {
  formatUtc,
  guessTimeUnit,
  isPlausibleCount,
  type TimeUnit,
  timeUnitNames,
  toEpochMs,
} from '../../../core/bars/times';
import { isMissing } from '../../../core/bars/numbers';
import { conclude, type Conclusion } from '../evidence';
import { findNameDate, readDayClocks } from './dated-clocks';
import { measureSteps, nearlyAll, type Sample } from '../sample';

/** Whether and how a column can be read as times. */
type TimeVerdict = ReadableTimes | UnreadableTimes;

export interface ReadableTimes {
  readonly kind: 'readable';
  readonly encoding: TimeReading['encoding'];
  /** The sample's times in ms, those without a zone as if they were UTC; NaN where there is none. */
  readonly times: Float64Array;
  /** The same as calendar and clock show them, whatever offset a cell names, in ms as if they were UTC. */
  readonly clocks: Float64Array;
  /** Names of zones that cells give without an offset. */
  readonly zones: readonly string[];
  /** Whether some of the times name no zone and are no counts, which are UTC. */
  readonly isNaive: boolean;
  /** Whether they are dates without a time of day. */
  readonly isDateOnly: boolean;
  /** The order of day, month and year; undefined where they are no dates as text. */
  readonly order: Conclusion<DateOrder> | undefined;
}

export interface UnreadableTimes {
  readonly kind: 'unreadable';
  /** `excel`: days since 1900; `time-of-day`: no date. */
  readonly reason: 'excel' | 'time-of-day' | 'no-time';
}

/**
 * Judges a column by the cells of the sample; `groups` are the markets of the rows. Times of day without a date are
 * those of the day that the name of the file tells, where it tells one.
 */
export function judgeTimes(
  sample: Sample,
  position: number,
  groups?: readonly string[],
): TimeVerdict {
  const verdict = judgeCells(sample, position, groups);
  if (verdict.kind === 'readable' || verdict.reason === 'excel') return verdict;
  const clocks = readDayClocks(sample, position, groups);
  if (clocks === undefined) return verdict;
  const date = clocks.isOneDay ? findNameDate(sample.file) : undefined;
  if (date === undefined) return unreadable('time-of-day');
  const encoding = { kind: 'since-midnight', date, unit: clocks.unit } as const;
  return readable(
    encoding,
    clocks.times.map((time) => date + time),
    { isNaive: true },
  );
}

/** Judges a column by its cells alone, whatever day the name of the file tells. */
export function judgeCells(
  sample: Sample,
  position: number,
  groups?: readonly string[],
): TimeVerdict {
  const { kind, hasZone = false } = sample.table.columns[position];
  const texts = sample.texts(position);
  if (kind === 'other') return unreadable('no-time');
  if (kind === 'time') {
    const times = readTexts(texts, 'iso');
    return readable({ kind: 'typed' }, times, { isNaive: !hasZone });
  }
  if (texts.every((text) => text === '')) {
    const byKind = kind === 'number' ? numberEncoding('mixed') : textEncoding('iso');
    return readable(byKind, new Float64Array(texts.length).fill(NaN), {});
  }
  if (sample.isNumeric(position)) return judgeNumbers(sample, position);
  return judgeTexts(sample, position, groups);
}

function judgeNumbers(sample: Sample, position: number): TimeVerdict {
  const numbers = sample.numbers(position);
  const values = numbers.filter(Number.isFinite);
  const share = (isIt: (value: number) => boolean): number =>
    values.filter(isIt).length / values.length;
  if (share(isPlausibleCount) >= nearlyAll) {
    const units = new Set([...values].filter(isPlausibleCount).map(guessTimeUnit));
    return readCounts(numbers, units.size);
  }
  const texts = sample.texts(position).map(asDigits);
  if (share((value) => isCompactDate(String(value))) >= nearlyAll) {
    const isDateOnly = values.every((value) => value < 1e8);
    return readable(textEncoding('iso'), readTexts(texts, 'iso'), { isNaive: true, isDateOnly });
  }
  const isClock = texts.every((text) => text === '' || !Number.isNaN(readClock(text)));
  // "050000" is 5 o'clock: days since 1900 have no leading zero.
  if (isClock && texts.some((text) => /^0\d{5}$/.test(text))) return unreadable('time-of-day');
  if (share((value) => value >= 20_000 && value < 80_000) >= nearlyAll) return unreadable('excel');
  return unreadable(isClock ? 'time-of-day' : 'no-time');
}

function readCounts(numbers: Float64Array, unitCount: number): ReadableTimes {
  const first = numbers.find(isPlausibleCount) ?? NaN;
  const unit = unitCount > 1 ? 'mixed' : guessTimeUnit(first);
  const times = numbers.map((value) => toEpochMs(value, guessTimeUnit(value)));
  return readable(numberEncoding(unit), times, {});
}

function judgeTexts(
  sample: Sample,
  position: number,
  groups: readonly string[] | undefined,
): TimeVerdict {
  const texts = sample.texts(position).map((text) => (isMissing(text) ? '' : text));
  const verdict = concludeDateOrder(
    texts,
    sample.rows,
    sample.table.columns[position].name,
    groups,
  );
  if (verdict === undefined) {
    const filled = texts.filter((text) => text !== '');
    const clocks = filled.filter((text) => !Number.isNaN(readClock(text)));
    const isClock = filled.length > 0 && clocks.length >= nearlyAll * filled.length;
    return unreadable(isClock ? 'time-of-day' : 'no-time');
  }
  const order = verdict.value;
  const dates = texts.flatMap((text) => readDate(text, order) ?? []);
  return readable(textEncoding(order), readTexts(texts, order), {
    clocks: Float64Array.from(texts, (text) => readDate(text, order)?.localMs ?? NaN),
    zones: [...new Set(dates.flatMap(({ zone }) => zone ?? []))],
    isNaive: dates.some(({ offsetMs }) => offsetMs === undefined),
    isDateOnly: dates.every(({ hasClock }) => !hasClock),
    order: verdict,
  });
}

/**
 * Concludes how cells are read: the unit of counts by their size, whether the column's name contradicts it, and
 * whether they may count from another year than 1970.
 */
export function concludeUnit(
  sample: Sample,
  { position, unit: said }: { readonly position: number; readonly unit: TimeUnit | undefined },
  { encoding }: ReadableTimes,
  column: string,
): Conclusion<TimeReading['encoding']> {
  if (encoding.kind !== 'number' || encoding.unit === 'mixed') return conclude(encoding);
  const size = timeUnitNames[encoding.unit];
  const ofSize = { speaks: 'for', text: `the values have the size of ${size}` } as const;
  const elsewhere = encoding.unit === 'ns' ? concludeEpoch(sample, position, column) : undefined;
  if (elsewhere !== undefined) return elsewhere;
  if (said === undefined || said === encoding.unit) return conclude(encoding, [ofSize]);
  const ofName = `column "${column}" speaks of ${timeUnitNames[said]}`;
  return {
    ...conclude(encoding, [ofSize, { speaks: 'against', text: ofName }]),
    doubt:
      `Column "${column}" speaks of ${timeUnitNames[said]}, but its values have the size of ` +
      `${size}.`,
  };
}

/**
 * The units in which counts of the size of nanoseconds can be read, where .NET's or kdb's are among them: counts that
 * are before 2000 as nanoseconds since 1970. Undefined where those since 1970 are the only ones.
 */
function concludeEpoch(
  sample: Sample,
  position: number,
  column: string,
): Conclusion<TimeReading['encoding']> | undefined {
  const readings = (['ticks', 'ns-2000', 'ns'] as const).flatMap((unit) => {
    const { times } = readCountsAs(sample, position, { kind: 'number', unit });
    const finite = times.filter(Number.isFinite);
    const isRecent = finite.every((time) => time >= year2000Ms && time < maxRecentMs);
    if (unit !== 'ns' && !isRecent) return [];
    if (unit === 'ns' && finite.some((time) => time >= year2000Ms)) return [];
    const { intervalMs } = measureSteps(times, sample.rows);
    const text = `read so, the first time is ${formatUtc(finite[0])} and the next ${intervalMs / 1000} s later`;
    const isWhole = intervalMs >= 1000 && intervalMs % 1000 === 0;
    return [
      {
        value: { kind: 'number' as const, unit },
        label: `times are ${timeUnitNames[unit]}`,
        evidence: [{ speaks: isWhole ? ('for' as const) : ('against' as const), text }],
        isWhole,
      },
    ];
  });
  const [best, ...others] = readings.sort((a, b) => Number(b.isWhole) - Number(a.isWhole));
  if (others.length === 0 || !readings.some(({ value }) => value.unit === 'ns')) return undefined;
  return {
    ...best,
    others,
    doubt:
      `The numbers of column "${column}" can count from different years, and as nanoseconds since 1970 they are ` +
      'before 2000.',
  };
}

/** Reads the sample's counts of time as those of another unit than their size tells. */
export function readCountsAs(
  sample: Sample,
  position: number,
  encoding: TimeReading['encoding'],
): ReadableTimes {
  const unit = encoding.kind === 'number' && encoding.unit !== 'mixed' ? encoding.unit : undefined;
  const times = sample
    .numbers(position)
    .map((value) => toEpochMs(value, unit ?? guessTimeUnit(value)));
  return readable(encoding, times, {});
}

const year2000Ms = Date.UTC(2000, 0);
const maxRecentMs = Date.UTC(2045, 0);

/** Whether digits are a date: 20240131, 202401312359 or 20240131235900. */
function isCompactDate(digits: string): boolean {
  return /^(19[7-9]|20)\d+$/.test(digits) && readDate(digits, 'iso') !== undefined;
}

/** "20240101.0" is how pandas writes whole numbers beside missing ones. */
export function asDigits(text: string): string {
  return text.replace(/\.0+$/, '');
}

function readClock(text: string): number {
  const six = parseTimeOfDay(text, 'hhmmss');
  return Number.isNaN(six) ? parseTimeOfDay(text, 'hhmm') : six;
}

function readTexts(texts: readonly string[], order: 'iso' | 'dmy' | 'mdy'): Float64Array {
  return Float64Array.from(texts, (text) => {
    const date = readDate(text, order);
    return date === undefined ? NaN : date.localMs - (date.offsetMs ?? 0);
  });
}

function readable(
  encoding: TimeReading['encoding'],
  times: Float64Array,
  facts: Partial<Omit<ReadableTimes, 'kind' | 'encoding' | 'times'>>,
): ReadableTimes {
  return {
    kind: 'readable',
    encoding,
    times,
    clocks: times,
    zones: [],
    isNaive: false,
    isDateOnly: false,
    order: undefined,
    ...facts,
  };
}

function unreadable(reason: UnreadableTimes['reason']): UnreadableTimes {
  return { kind: 'unreadable', reason };
}

function numberEncoding(unit: TimeUnit | 'mixed'): TimeReading['encoding'] {
  return { kind: 'number', unit };
}

function textEncoding(order: 'iso' | 'dmy' | 'mdy'): TimeReading['encoding'] {
  return { kind: 'text', order };
}

/**
 * Concludes the order of dates from values that cannot be a month, else from which order makes the steps
 * of time regular; `column` is its name for people. Undefined where most of the texts are no dates.
 */
export function concludeDateOrder(
  texts: readonly string[],
  rows: readonly number[],
  column: string,
  groups?: readonly string[],
): Conclusion<DateOrder> | undefined {
  const votes = texts.map(possibleOrders);
  const dates = votes.filter((orders) => orders.length > 0);
  const filled = texts.filter((text) => text !== '').length;
  if (dates.length === 0 || dates.length < filled / 2) return undefined;

  const possible = new Set(dates.flat());
  const certain = new Set(dates.filter((orders) => orders.length === 1).flat());
  const decided = (order: DateOrder) => {
    const at = votes.findIndex((orders) => orders.length === 1 && orders[0] === order);
    const isOpen = order !== 'iso' && at !== -1;
    const text = isOpen ? `"${texts[at]}" can only be ${orderNames[order]}` : '';
    return conclude(order, isOpen ? [{ speaks: 'for', text }] : []);
  };
  if (possible.size === 1) return decided(dates[0][0]);
  // One date that only one order can read decides, unless another contradicts it.
  const unanimous = [...possible].filter((order) =>
    dates.every((orders) => orders.includes(order)),
  );
  if (certain.size === 1 && unanimous.length === 1) return decided(unanimous[0]);

  const candidates = unanimous.length > 0 ? unanimous : [...possible];
  const scored = candidates
    .map((order) => ({ order, score: scoreOrder(texts, rows, groups, order) }))
    .sort((a, b) => b.score - a.score || preference(a.order) - preference(b.order));
  const [best, ...others] = scored;
  const isClear = others.length === 0 || best.score > clearMargin * others[0].score;
  const alternative = ({ order, score }: typeof best) => ({
    value: order,
    label: `dates are ${orderNames[order]}`,
    evidence: [
      {
        speaks: score > 0.5 ? ('for' as const) : ('against' as const),
        text: `read so, bars an interval apart fill ${Math.round(100 * score)}% of the time`,
      },
    ],
  });
  if (unanimous.length > 0 && isClear) return { ...alternative(best), others: [] };
  const example = texts.find((text) => text !== '') ?? '';
  return {
    ...alternative(best),
    others: others.map(alternative),
    doubt:
      `Dates such as "${example}" in column "${column}" can be day/month or ` +
      'month/day, and nothing in the file decides it.',
  };
}

const orderNames: Readonly<Record<DateOrder, string>> = {
  iso: 'year/month/day',
  dmy: 'day/month/year',
  mdy: 'month/day/year',
};

const clearMargin = 1.5;

/** How well the times fit bars when read in an order, 0 to 1. */
function scoreOrder(
  texts: readonly string[],
  rows: readonly number[],
  groups: readonly string[] | undefined,
  order: DateOrder,
): number {
  const times = texts.map((text) => readDate(text, order)?.localMs ?? NaN);
  const { sameDirection, coverage } = measureSteps(times, rows, groups);
  return sameDirection * coverage;
}

/** Day first is what most of the world writes. */
function preference(order: DateOrder): number {
  return ['dmy', 'mdy', 'iso'].indexOf(order);
}
