import { findCloseSlack } from '../../../core/bars/interval';
import { openZone, toLocalMs } from '../../../core/bars/zone';
import { conclude, type Conclusion } from '../evidence';

/** What is known of bars of days or weeks. */
interface DayEvidence {
  /** Instants, those without a zone as if they were UTC, in ms. */
  readonly times: Float64Array;
  /** The same as the cells show them. */
  readonly clocks: Float64Array;
  /** Whether the cells name no zone. */
  readonly isNaive: boolean;
  readonly intervalMs: number;
}

/** Which day a bar is of: that of an instant, or the date that a clock shows. */
interface DayReading {
  readonly isLocalDate: boolean;
  /** The zone whose clock shows the date, where the cells do not show it themselves. */
  readonly zone?: string;
}

/**
 * Concludes whether bars of days or weeks are those of local dates. They are where an exchange's midnights, or the
 * times at which it opens or closes, stand at one time of its clock but not of UTC, as summer time has it; and where
 * days without weekends are stamped at one time of day. Days that are a whole number of days apart as instants, as
 * those of round-the-clock markets, stay instants.
 */
export function concludeDay({
  times,
  clocks,
  isNaive,
  intervalMs,
}: DayEvidence): Conclusion<DayReading> {
  const instants = conclude<DayReading>({ isLocalDate: false });
  if (!(intervalMs >= dayMs) || intervalMs % dayMs !== 0) return instants;
  const [finite, shown] = [times, clocks].map((all) => all.filter(Number.isFinite));
  if (finite.length < 2) return instants;
  const isSteady = hasOneClock(finite);
  if (finite.some((time, row) => time !== shown[row]) && hasOneClock(shown)) {
    if (isSteady) return judgeOneOffset(shown, intervalMs);
    const text = 'days begin at one local time, whose offset changes with summer time';
    return ofDates({ isLocalDate: true }, text);
  }
  if (isNaive) {
    // Times right before midnight are those of a close like any other.
    if (findCloseSlack(finite, intervalMs) !== undefined) return instants;
    if (isSteady && (finite[0] % dayMs === 0 || !isEndOfSession(finite))) return instants;
    if (hasDistinctDates(finite) && (isSteady || hasNoWeekends(finite))) {
      return ofDates(
        { isLocalDate: true },
        `days are stamped with a time such as ${formatClock(finite[0])}`,
      );
    }
    return instants;
  }
  if (isSteady) return instants;
  const zone = findZone(finite);
  if (zone === undefined) return instants;
  return ofDates(
    { isLocalDate: true, zone },
    `days begin at one local time of ${zone}, but not of UTC`,
  );
}

function ofDates(value: DayReading, why: string): Conclusion<DayReading> {
  const text = `${why}: each bar is that of its date`;
  return { ...conclude(value, [{ speaks: 'for', text }]), note: text };
}

/**
 * Judges days whose cells name one offset: dates where they leave out weekends, instants where they do not. A week
 * that shows neither is asked.
 */
function judgeOneOffset(shown: Float64Array, intervalMs: number): Conclusion<DayReading> {
  const instants = conclude<DayReading>({ isLocalDate: false });
  const withoutWeekends = 'days are local dates without weekends';
  if (hasNoWeekends(shown)) return ofDates({ isLocalDate: true }, withoutWeekends);
  const sorted = Float64Array.from(shown).sort();
  const [first, last] = [sorted[0], sorted[sorted.length - 1]];
  const isShort = intervalMs === dayMs && last - first < 14 * dayMs;
  if (!isShort || sorted.some(isWeekend)) return instants;
  // 1970-01-01 was a Thursday; weeks begin on Mondays.
  const weekOf = (time: number): number => Math.floor((time / dayMs + 3) / 7);
  if (weekOf(first) !== weekOf(last) && sorted.length >= 5) {
    return ofDates({ isLocalDate: true }, withoutWeekends);
  }
  return {
    ...instants,
    label: 'days are the instants that the cells tell',
    others: [
      { value: { isLocalDate: true }, label: 'each bar is that of the date shown', evidence: [] },
    ],
    doubt:
      'Days begin at midnight of another offset than UTC, and too few stand there to show whether the market closes ' +
      'at weekends, when each bar is that of its date.',
  };
}

function isWeekend(time: number): boolean {
  return [0, 6].includes(new Date(time).getUTCDay());
}

/** Whether all times stand at one time of the day. */
function hasOneClock(times: Float64Array): boolean {
  return times.every((time) => (time - times[0]) % dayMs === 0);
}

/** Whether a time is one at which nobody begins a day: the last minutes of it, or a market's closing time. */
function isEndOfSession(times: Float64Array): boolean {
  const intoDay = ((times[0] % dayMs) + dayMs) % dayMs;
  const isBeforeMidnight = intoDay >= dayMs - 10 * 60_000;
  return isBeforeMidnight || hasNoWeekends(times);
}

/** Whether days of two weeks and more leave out Saturday and Sunday. */
function hasNoWeekends(times: Float64Array): boolean {
  const sorted = Float64Array.from(times).sort();
  const weekdays = new Set(sorted.map((time) => new Date(time).getUTCDay()));
  return (
    weekdays.size > 2 &&
    sorted[sorted.length - 1] - sorted[0] >= 14 * dayMs &&
    !sorted.some(isWeekend)
  );
}

function hasDistinctDates(times: Float64Array): boolean {
  return new Set(times.map((time) => Math.floor(time / dayMs))).size === times.length;
}

/** The zone in which all instants stand at one time of day, at midnight before any other; undefined where none is. */
function findZone(times: Float64Array): string | undefined {
  const fitting = exchangeZones.flatMap((name) => {
    const zone = openZone(name);
    const local = times.map((time) => toLocalMs(time, zone));
    return hasOneClock(local) ? [{ name, isMidnight: local[0] % dayMs === 0 }] : [];
  });
  return (fitting.find(({ isMidnight }) => isMidnight) ?? fitting[0])?.name;
}

/** Of the exchanges whose clocks change, one a rule and offset. */
const exchangeZones = [
  'America/New_York',
  'America/Chicago',
  'America/Los_Angeles',
  'Europe/London',
  'Europe/Berlin',
  'Europe/Athens',
  'Australia/Sydney',
  'Pacific/Auckland',
  'Asia/Jerusalem',
];

function formatClock(time: number): string {
  return new Date(time).toISOString().slice(11, 19);
}

const dayMs = 86_400_000;
