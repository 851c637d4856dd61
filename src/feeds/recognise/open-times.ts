import { guessIntervalMs } from '../../core/bars/interval';
import type { TimeReading } from '../../core/import';
import { convertLocalTimes, openZone, toLocalMs } from './zone';
import type { ColumnKind } from '../table';
import { guessTimeUnit, toEpochMs } from '../times';
import { readDate } from './date-text';
import { parseNumber } from './number-text';

/**
 * Turns the clock readings of one market into times of the open, in place, and returns what a person
 * should know of it.
 */
export function convertToOpenTimes(
  times: Float64Array,
  { zone, moment }: TimeReading,
): readonly string[] {
  const notes: string[] = [];
  if (zone !== 'UTC') {
    const { skipped, repeated } = convertLocalTimes(times, openZone(zone));
    if (skipped > 0) {
      notes.push(
        `${count(skipped)} do not exist in ${zone}, whose clock was put forward: ` +
          'they are taken as if it had not been',
      );
    }
    if (repeated > 0) {
      notes.push(
        `${count(repeated)} occur twice in ${zone}, whose clock was put back: ` +
          'the order of the rows decides which is meant',
      );
    }
  }
  if (moment === 'close') {
    const intervalMs = guessInterval(times);
    if (intervalMs !== undefined) subtractInterval(times, intervalMs);
  }
  return notes;
}

/** Undefined where the times do not tell it, as a single one does not. */
function guessInterval(times: Float64Array): number | undefined {
  const ordered = times.filter(Number.isFinite).sort();
  const hasTwo = ordered.length > 1 && ordered[0] < ordered[ordered.length - 1];
  return hasTwo ? guessIntervalMs(ordered) : undefined;
}

function count(times: number): string {
  return times === 1 ? '1 time does' : `${times.toLocaleString('en-US')} times`;
}

/**
 * Reads a text cell of times: a count as it stands, a date as the clock of the reading's zone shows
 * it, in ms as if it were UTC; one that names its own zone as what that clock showed then. NaN for
 * what cannot be read.
 */
export function timeParser({ encoding, zone: zoneName }: TimeReading): (text: string) => number {
  if (encoding.kind === 'number') return parseNumber;
  const order = encoding.kind === 'text' ? encoding.order : 'iso';
  const zone = openZone(zoneName);
  return (text) => {
    const date = readDate(text, order);
    if (date === undefined) return NaN;
    const { localMs, offsetMs } = date;
    return offsetMs === undefined ? localMs : toLocalMs(localMs - offsetMs, zone);
  };
}

/** Turns the values of a column of times, as they were read, into clock readings in ms. */
export function timeConverter(reading: TimeReading, kind: ColumnKind): (value: number) => number {
  const { encoding } = reading;
  if (encoding.kind === 'number') {
    const { unit } = encoding;
    return (value) => toEpochMs(value, unit === 'mixed' ? guessTimeUnit(value) : unit);
  }
  if (encoding.kind === 'typed' || kind !== 'number') return (value) => value;
  const parse = timeParser(reading);
  return (value) => parse(String(value));
}

/**
 * What is missing from a time of the close to the next bar's open, in ms: 1 for "23:59:59.999", a
 * second for "23:59:59", a minute for "23:59" of bars of an hour or more. Undefined where `times`
 * (ms, of the open as far as they show) do not all stand right before the hour's or interval's end.
 */
export function findCloseSlack(times: ArrayLike<number>, intervalMs: number): number | undefined {
  if (!(intervalMs >= 1000)) return undefined;
  const gridMs = Math.min(intervalMs, hourMs);
  const finite = Array.from(times).filter(Number.isFinite);
  if (finite.length < 2) return undefined;
  return slacks.find(
    (slackMs) =>
      gridMs >= leastGridMs(slackMs) &&
      finite.every((time) => modulo(time + slackMs, gridMs) === 0),
  );
}

/**
 * Turns times of the close into times of the open, in place: the next bar's open is found, and one
 * interval taken off.
 */
export function subtractInterval(times: Float64Array, intervalMs: number): void {
  const slackMs = mostFrequentSlack(times, intervalMs);
  for (let index = 0; index < times.length; index++) {
    const isLastMs = modulo(times[index] + 1, 1000) === 0;
    times[index] += (isLastMs ? 1 : slackMs) - intervalMs;
  }
}

const hourMs = 3_600_000;
const slacks = [1, 1000, 60_000];

/** 59 seconds are the end of a bar of a minute, but the start of one of a second. */
function leastGridMs(slackMs: number): number {
  return slackMs === 1 ? 1000 : 60 * slackMs;
}

/** Of most times; some markets close early. */
function mostFrequentSlack(times: Float64Array, intervalMs: number): number {
  const gridMs = Math.min(intervalMs, hourMs);
  const candidates = slacks.filter((slackMs) => gridMs >= leastGridMs(slackMs));
  return (
    candidates.find(
      (slackMs) =>
        times.filter((time) => modulo(time + slackMs, gridMs) === 0).length > times.length / 2,
    ) ?? 0
  );
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}
