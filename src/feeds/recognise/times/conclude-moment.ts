import { findCloseSlack, formatInterval } from '../../../core/bars/interval';
import type { Evidence } from '../../../core/import';
import { nameKey } from '../columns/read-name';
import { conclude, type Conclusion } from '../evidence';
import { measureSteps, type Sample } from '../sample';

type Moment = 'open' | 'close';

/** What is known of the moment at which bars are stamped. */
interface MomentEvidence {
  readonly sample: Sample;
  readonly file: string;
  /** What the column's name says. */
  readonly named: Moment | undefined;
  /** Times of the sample as the cells show them, in ms as if they were UTC. */
  readonly clocks: Float64Array;
  readonly intervalMs: number;
  /** Markets of the rows, where there are several. */
  readonly groups: readonly string[] | undefined;
  /** Whether another column holds the times of the close. */
  readonly hasCloseColumn: boolean;
}

/**
 * Concludes whether times are those of a bar's open or close: by the column's name, by the program that the names of
 * columns give away, by stamps right before a bar's end, and by where days and sessions begin and end. The
 * open is what most write; where only the file's name or the first stamps speak for the close, a person is asked.
 */
export function concludeMoment(evidence: MomentEvidence): Conclusion<Moment> {
  const { named, clocks, intervalMs, hasCloseColumn } = evidence;
  if (named !== undefined) {
    return conclude(named, [
      speakFor(`the column's name says that it is the time of the ${named}`),
    ]);
  }
  if (findCloseSlack(clocks, intervalMs) !== undefined) {
    return conclude('close', [speakFor('all times stand right before the end of a bar')]);
  }
  const program = findProgram(evidence);
  if (program !== undefined) return closeBy(program);
  const said = findEndName(evidence.file);
  if (said !== undefined) return askForMoment(said, 'close');
  if (hasCloseColumn) {
    return conclude('open', [speakFor('another column holds the times of the close')]);
  }
  if (openNames.test(evidence.file)) {
    return conclude('open', [
      speakFor(
        'the file is named as freqtrade and Binance name theirs, which stamp a bar at its open',
      ),
    ]);
  }
  return judgeSessions(evidence);
}

/** "XRP_USDT_USDT-1h-futures.feather" of freqtrade, "BTCUSDT-1m-2024-01.zip" of Binance. */
const openNames =
  /(^|[\\/])([A-Z0-9]+(_[A-Z0-9]+){1,2}-\d+[mhd](-(futures|spot|mark|index|premiumIndex))?|[A-Z0-9]+(_(PERP|\d{6}))?-\d+[mhd]-\d{4}-\d\d(-\d\d)?)\.\w+(\.gz)?$/;

function speakFor(text: string): Evidence {
  return { speaks: 'for', text };
}

function closeBy(text: string): Conclusion<Moment> {
  return {
    ...conclude<Moment>('close', [speakFor(text)]),
    note: `times are ends of bars: ${text}`,
  };
}

/** The columns of a program that stamps bars at their end; undefined where they are of none. */
function findProgram({ sample: { table } }: MomentEvidence): string | undefined {
  const names = new Set(table.hasHeader ? table.columns.map(({ name }) => nameKey(name)) : []);
  const found = programs.find(({ columns }) => columns.every((name) => names.has(name)));
  return found === undefined
    ? undefined
    : `the columns are those of ${found.name}, which stamps a bar at its end`;
}

/** What the name of a file says of ends of bars, which may be of something else: a person has to confirm it. */
function findEndName(file: string): string | undefined {
  const [said] = endNames.flatMap(({ pattern, means }) => {
    const text = pattern.exec(file)?.[0];
    return text === undefined ? [] : [`the name of the file says "${text.trim()}"${means}`];
  });
  return said;
}

const programs = [
  { name: 'BitMEX', columns: ['homenotional', 'foreignnotional'] },
  { name: 'TradeStation', columns: ['date', 'time', 'open', 'high', 'low', 'close', 'up', 'down'] },
] as const;

const endNames = [
  { pattern: /bucketed/i, means: ', as BitMEX calls bars, which it stamps at their end' },
  { pattern: /coin[-_ ]?gecko/i, means: ', which stamps a bar at its end' },
  {
    pattern: /\.(last|bid|ask)\.txt/i,
    means: ', as NinjaTrader does, which stamps a bar at its end',
  },
  {
    pattern:
      /(bar|candle|kline)s?[-_ ]?(end|close)s?(?![a-z])|end[-_ ]of[-_ ](bar|candle)|close[-_ ]?times?(?![a-z]|[-_ ](series|prices?))|right[-_ ]label/i,
    means: '',
  },
] as const;

/**
 * Judges by where days and sessions begin and end: a bar of a minute that is stamped at its end is 00:01 or 09:31
 * where the day or the session begins, and 00:00 or 16:00 where it ends.
 */
function judgeSessions({ sample, clocks, intervalMs, groups }: MomentEvidence): Conclusion<Moment> {
  const isMinutes = intervalMs >= 60_000 && intervalMs <= hourMs && hourMs % intervalMs === 0;
  if (!isMinutes || groups !== undefined) return conclude('open');
  const { coverage } = measureSteps(clocks, sample.rows);
  const { starts, ends } = findSessions(sample, clocks, intervalMs);
  const interval = formatInterval(intervalMs);
  if (coverage >= 0.9 && starts.length === 1) {
    const [first, last] = [modulo(starts[0], dayMs), modulo(ends[0], dayMs)];
    if (first !== intervalMs) return conclude('open');
    const text = `the first bar of ${interval} is stamped ${clock(first)}, one interval after midnight`;
    const isWholeDays = last === 0 && ends[0] - starts[0] >= dayMs - intervalMs;
    return isWholeDays && intervalMs < hourMs
      ? closeBy(`${text}, and the last ${clock(last)}`)
      : askForMoment(text);
  }
  if (intervalMs >= quarterMs) return judgeLongBars(starts, ends, intervalMs);
  const gridMs = intervalMs <= 5 * 60_000 ? quarterMs : 2 * quarterMs;
  const lateStarts = starts.filter((time) => modulo(time, gridMs) === intervalMs);
  const evenEnds = ends.filter((time) => modulo(time, gridMs) === 0);
  if (lateStarts.length < starts.length) return conclude('open');
  const text = `sessions begin at ${listClocks(starts)}, one interval of ${interval} after a time at which markets open`;
  const isSure = starts.length >= 3 && evenEnds.length >= 2 && evenEnds.length >= ends.length - 1;
  return isSure ? closeBy(`${text}, and end at ${listClocks(evenEnds)}`) : askForMoment(text);
}

/**
 * Judges sessions of bars of 15 minutes to an hour, whose first stamp may be the open of one market and the end of
 * another's first bar: 10:00 to 16:00 are bars of 30 minutes of New York at their end, or of a market that closes at
 * 16:30.
 */
function judgeLongBars(
  starts: readonly number[],
  ends: readonly number[],
  intervalMs: number,
): Conclusion<Moment> {
  const isLate = (time: number): boolean =>
    intervalMs < hourMs
      ? modulo(time - intervalMs, 2 * intervalMs) === (intervalMs === quarterMs ? 0 : intervalMs)
      : clock(time) === '10:30';
  const isEnd = (time: number): boolean =>
    intervalMs < hourMs
      ? modulo(time, intervalMs === quarterMs ? 2 * quarterMs : hourMs) === 0
      : ['15:30', '16:00', '16:30'].includes(clock(time));
  const evenEnds = ends.filter(isEnd);
  const isAsked =
    starts.length >= 2 && starts.every(isLate) && evenEnds.length >= Math.max(1, ends.length - 1);
  if (!isAsked) return conclude('open');
  return askForMoment(
    `sessions begin at ${listClocks(starts)}, one interval of ${formatInterval(intervalMs)} after a time at which ` +
      `markets open, and end at ${listClocks(evenEnds)}, when markets close`,
  );
}

/** The likelier moment, with the other as what it could be instead; `text` speaks for the close. */
function askForMoment(text: string, likelier: Moment = 'open'): Conclusion<Moment> {
  if (likelier === 'close') {
    return {
      value: 'close',
      label: 'times are ends of bars',
      evidence: [speakFor(text)],
      others: [
        {
          value: 'open',
          label: 'times are those of the open',
          evidence: [{ speaks: 'against', text }],
        },
      ],
      doubt: `Times may be ends of bars: ${text}.`,
    };
  }
  return {
    value: 'open',
    label: 'times are those of the open',
    evidence: [{ speaks: 'against', text }],
    others: [{ value: 'close', label: 'times are ends of bars', evidence: [speakFor(text)] }],
    doubt: `Times may be ends of bars: ${text}.`,
  };
}

/** First and last stamps of the stretches between long pauses, as far as the sample shows them. */
interface Sessions {
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function findSessions(sample: Sample, clocks: Float64Array, intervalMs: number): Sessions {
  const rows = [...clocks.keys()]
    .filter((index) => Number.isFinite(clocks[index]))
    .map((index) => ({ time: clocks[index], row: sample.rows[index] }))
    .sort((a, b) => a.time - b.time);
  const starts = [rows[0].time];
  const ends: number[] = [];
  for (let index = 1; index < rows.length; index++) {
    const [before, after] = [rows[index - 1], rows[index]];
    const isPause = after.time - before.time >= Math.max(hourMs, 4 * intervalMs);
    if (!isPause || Math.abs(after.row - before.row) !== 1) continue;
    ends.push(before.time);
    starts.push(after.time);
  }
  return { starts, ends: [...ends, rows[rows.length - 1].time] };
}

function listClocks(times: readonly number[]): string {
  return [...new Set(times.map(clock))].slice(0, 3).join(', ');
}

function clock(time: number): string {
  return new Date(time).toISOString().slice(11, 16);
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor;
}

const quarterMs = 900_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;
