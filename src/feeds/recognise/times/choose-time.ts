import type { TimeReading } from '../../../core/bars/read-times';
import type { MappingQuestion } from '../../../core/import';
import { findCloseSlack } from '../../../core/bars/interval';
import {
  asDigits,
  doubtUnit,
  judgeTimes,
  type ReadableTimes,
  type UnreadableTimes,
} from './judge-times';
import { isWeakTimeName, type NameMatch } from '../columns/match-names';
import type { Conclusion } from '../evidence';
import { measureSteps, type Sample } from '../sample';
import type { TimeName } from './time-names';
import { doubtZone } from './zone-hints';
import { type DateOrder, parseTimeOfDay } from '../../../core/bars/dates';
import type { Table } from '../../table';

/** The column of times and how to read it. */
export interface TimeChoice {
  readonly position: number;
  readonly timeOfDay?: number;
  readonly reading: TimeReading;
  /** The order of day, month and year; undefined where times are no dates as text. */
  readonly order: Conclusion<DateOrder> | undefined;
  /** Why a person is asked, a sentence each; none where it is beyond doubt. */
  readonly doubts: MappingQuestion['reasons'];
}

/** Why no column of times could be chosen. */
export interface NoTime {
  /** The most likely column, with what is wrong with it; undefined where none speaks of time. */
  readonly unreadable?: { readonly position: number; readonly reason: UnreadableTimes['reason'] };
}

/**
 * Chooses the column of times among those whose names suggest one, the most specific that can be read,
 * else the only one that holds dates. `groups` are the markets of the sample's rows.
 */
export function chooseTime(
  sample: Sample,
  match: NameMatch,
  file: string,
  groups?: readonly string[],
): TimeChoice | NoTime {
  for (const name of match.times) {
    const verdict = judgeTimes(sample, name.position, groups);
    if (verdict.kind === 'readable') return readChoice(sample, name, verdict, match, file, groups);
  }
  const broken = match.times.find(({ position }) => isBroken(sample, position));
  if (broken !== undefined) return { unreadable: describe(sample, broken.position) };
  const [dated, ...further] = findDateColumns(
    sample,
    new Set(Object.values(match.columns)),
    groups,
  );
  if (dated !== undefined && further.length === 0) {
    return readChoice(sample, nameless(dated.position), dated.verdict, match, file, groups);
  }
  const clock = match.times.find(
    ({ position }) => describe(sample, position).reason === 'time-of-day',
  );
  return clock === undefined ? {} : { unreadable: describe(sample, clock.position) };
}

/** Reads times from a column that was found otherwise. */
export function readTimeAt(
  sample: Sample,
  position: number,
  verdict: ReadableTimes,
  file: string,
): TimeChoice {
  const name = sample.table.hasHeader ? sample.table.columns[position].name : '';
  const noMatch = { times: [], others: [] };
  return readChoice(sample, nameless(position), verdict, noMatch, file, undefined, name);
}

/** Columns of dates or of times that the file declares, numbers aside. */
export function findDateColumns(
  sample: Sample,
  except: ReadonlySet<number>,
  groups?: readonly string[],
): readonly { readonly position: number; readonly verdict: ReadableTimes }[] {
  return sample.table.columns.flatMap(({ kind }, position) => {
    if (except.has(position) || kind === 'number' || kind === 'other') return [];
    if (kind === 'text' && (sample.isNumeric(position) || !isFilled(sample, position))) return [];
    const verdict = judgeTimes(sample, position, groups);
    if (verdict.kind !== 'readable' || new Set(verdict.times).size < 2) return [];
    return [{ position, verdict }];
  });
}

/** Whether a column that speaks of time holds something else: neither nothing nor times of day. */
function isBroken(sample: Sample, position: number): boolean {
  if (isWeakTimeName(sample.table.columns[position].name) || !isFilled(sample, position))
    return false;
  return describe(sample, position).reason !== 'time-of-day';
}

function describe(sample: Sample, position: number): NonNullable<NoTime['unreadable']> {
  const verdict = judgeTimes(sample, position);
  return { position, reason: verdict.kind === 'unreadable' ? verdict.reason : 'no-time' };
}

function readChoice(
  sample: Sample,
  name: TimeName,
  verdict: ReadableTimes,
  match: Pick<NameMatch, 'times' | 'others'>,
  file: string,
  groups?: readonly string[],
  columnName = sample.table.columns[name.position].name,
): TimeChoice {
  const timeOfDay = verdict.isDateOnly ? findTimeOfDay(sample, name.position, match) : undefined;
  const times =
    timeOfDay === undefined ? verdict.times : addTimeOfDay(sample, verdict.times, timeOfDay);
  const { intervalMs } = measureSteps(times, sample.rows, groups);
  const slackMs = name.moment === 'open' ? undefined : findCloseSlack(times, intervalMs);
  const moment = name.moment === 'close' || slackMs !== undefined ? 'close' : 'open';
  const zone = doubtZone({
    column: columnName,
    file,
    hint: name.hint,
    isNaive: verdict.isNaive,
    times: slackMs === undefined ? times : times.map((time) => time + slackMs),
    intervalMs,
  });
  const unitDoubt = doubtUnit(name.unit, verdict, columnName);
  return {
    position: name.position,
    ...(timeOfDay === undefined ? {} : { timeOfDay }),
    reading: { encoding: verdict.encoding, zone: zone.zone, moment },
    order: verdict.order,
    doubts: [
      ...(unitDoubt === undefined ? [] : [unitDoubt]),
      ...(zone.doubt === undefined ? [] : [zone.doubt]),
    ],
  };
}

function nameless(position: number): TimeName {
  return { position, moment: undefined, rank: Infinity, hint: undefined, unit: undefined };
}

function isFilled(sample: Sample, position: number): boolean {
  return sample.texts(position).some((text) => text !== '');
}

/** The column that holds the time of day beside a column of dates; undefined where there is none. */
function findTimeOfDay(
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
function addTimeOfDay(sample: Sample, dates: Float64Array, position: number): Float64Array {
  const parse = timeOfDayParser(sample.table, position);
  return dates.map((date, index) => date + parse(sample.texts(position)[index]));
}
