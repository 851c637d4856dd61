import type { TimeReading } from '../../../core/bars/read-times';
import { findCloseSlack } from '../../../core/bars/interval';
import {
  asDigits,
  concludeUnit,
  judgeCells,
  judgeTimes,
  readCountsAs,
  type ReadableTimes,
  type UnreadableTimes,
} from './judge-times';
import { concludeDay } from './conclude-day';
import { concludeMoment } from './conclude-moment';
import { concludeZone } from './conclude-zone';
import { isWeakTimeName, type NameMatch } from '../columns/match-names';
import { nameKey } from '../columns/read-name';
import { conclude, type Conclusion, mapValue } from '../evidence';
import { measureSteps, type Sample } from '../sample';
import type { TimeName } from './time-names';
import { parseTimeOfDay } from '../../../core/bars/dates';
import type { Table } from '../../table';

/** The column of times and how to read it. */
export interface TimeChoice {
  readonly position: number;
  readonly timeOfDay?: number;
  readonly reading: TimeReading;
  /** What the reading was concluded from, a part of it each: column, unit, order, zone, moment and day. */
  readonly conclusions: readonly Conclusion<Partial<TimeReading>>[];
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
  const readable = match.times.flatMap((name) => {
    const verdict = judgeTimes(sample, name.position, groups);
    return verdict.kind === 'readable' ? [{ name, verdict }] : [];
  });
  // A date in the file goes before one in its name.
  const chosen = readable.find(({ verdict }) => !isOfNamedDay(verdict)) ?? readable[0];
  if (chosen !== undefined) {
    return readChoice(sample, chosen.name, chosen.verdict, match, file, groups);
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

/**
 * Reads times from a column that was found otherwise; `clock` is the column of times of day and `moment` what they
 * stamp, where those are known.
 */
export function readTimeAt(
  sample: Sample,
  position: number,
  verdict: ReadableTimes,
  file: string,
  { clock, moment }: { readonly clock?: number; readonly moment?: TimeName['moment'] } = {},
): TimeChoice {
  const name = sample.table.hasHeader ? sample.table.columns[position].name : '';
  const match = {
    times: clock === undefined ? [] : [nameless(clock)],
    others: sample.table.columns.map((_, at) => at),
  };
  return readChoice(
    sample,
    { ...nameless(position), moment },
    verdict,
    match,
    file,
    undefined,
    name,
  );
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
    if (verdict.kind !== 'readable' || isOfNamedDay(verdict)) return [];
    if (new Set(verdict.times).size < 2) return [];
    return [{ position, verdict }];
  });
}

/** Whether times are those of the day that the name of the file tells. */
function isOfNamedDay({ encoding }: ReadableTimes): boolean {
  return encoding.kind === 'since-midnight';
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
  const { position } = name;
  const timeOfDay = verdict.isDateOnly ? findTimeOfDay(sample, position, match) : undefined;
  const unit = concludeUnit(sample, name, verdict, columnName);
  const dates =
    unit.value === verdict.encoding ? verdict : readCountsAs(sample, position, unit.value);
  const withClock = (days: Float64Array): Float64Array =>
    timeOfDay === undefined ? days : addTimeOfDay(sample, days, timeOfDay);
  const [times, clocks] = [withClock(dates.times), withClock(dates.clocks)];
  const { isNaive } = verdict;
  const isDay = verdict.isDateOnly && timeOfDay === undefined;
  const { intervalMs } = measureSteps(times, sample.rows, groups);
  const day = concludeDay({ times, clocks, isNaive, intervalMs });
  const { isLocalDate } = day.value;
  const concluded = isLocalDate
    ? conclude('open' as const)
    : concludeMoment({
        sample,
        file,
        named: name.moment,
        clocks,
        intervalMs,
        groups,
        hasCloseColumn: match.times.some(
          (other) => other.moment === 'close' && other.position !== position,
        ),
      });
  const moment = intervalMs < 1000 ? askForSteps(concluded, intervalMs) : concluded;
  const slackMs = name.moment === 'open' ? undefined : findCloseSlack(times, intervalMs);
  const zone = isLocalDate
    ? conclude(day.value.zone ?? 'UTC')
    : concludeZone({
        column: columnName,
        file,
        hint: name.hint,
        // A date alone is a day, wherever the file is from.
        said: isDay ? [] : listSaidZones(sample),
        possible: isDay ? undefined : sample.table.possibleZone,
        isDay,
        zones: verdict.zones,
        isNaive,
        times: slackMs === undefined ? times : times.map((time) => time + slackMs),
        intervalMs,
      });
  const column: Conclusion<Partial<TimeReading>> = conclude({}, [
    {
      speaks: 'for',
      text: `times are read from ${columnName === '' ? `column ${position + 1}` : `column "${columnName}"`}`,
    },
  ]);
  return {
    position,
    ...(timeOfDay === undefined ? {} : { timeOfDay }),
    reading: {
      encoding: unit.value,
      zone: zone.value,
      moment: moment.value,
      ...(isLocalDate ? { isLocalDate } : {}),
    },
    conclusions: [
      column,
      ...(verdict.order === undefined
        ? []
        : [mapValue(verdict.order, (order) => ({ encoding: { kind: 'text' as const, order } }))]),
      mapValue(unit, (encoding) => ({ encoding })),
      mapValue(day, ({ isLocalDate: isDate, zone: ofDate = 'UTC' }) =>
        isDate ? { isLocalDate: true, zone: ofDate } : {},
      ),
      mapValue(zone, (value) => ({ zone: value })),
      mapValue(moment, (value) => ({ moment: value })),
    ],
  };
}

/** Bars of less than a second are more often those of a unit that is taken for another. */
function askForSteps<Value>(moment: Conclusion<Value>, stepMs: number): Conclusion<Value> {
  const steps = `Read so, the times are ${stepMs} ms apart, which bars seldom are.`;
  return { ...moment, doubt: moment.doubt === undefined ? steps : `${moment.doubt} ${steps}` };
}

/** The zones that the file names beside its times: for all of them, or in a column such as "timezone". */
function listSaidZones(sample: Sample): readonly string[] {
  if (sample.table.zone !== undefined) return [sample.table.zone];
  const position = sample.table.columns.findIndex(({ name }) => zoneNames.has(nameKey(name)));
  if (position === -1 || !sample.table.hasHeader) return [];
  return [...new Set(sample.texts(position))].filter((cell) => cell !== '');
}

const zoneNames = new Set(
  'timezone tz zone tzname zoneid timezonename exchangetimezone exchangetimezonename'.split(' '),
);

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
    const verdict = judgeCells(sample, position);
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
