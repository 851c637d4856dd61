import type { TimeReading } from '../../core/column-mapping';
import type { ColumnKind } from '../table';
import { guessTimeUnit, toEpochMs } from '../times';
import { readDate } from './date-text';
import { toLocalMs } from './local-times';
import { parseNumber } from './number-text';
import { openZone } from './zone';

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
