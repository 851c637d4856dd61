import type { ColumnMapping, MakeBarsQuestion, MappingQuestion } from '../../core/import';
import {
  findSymbolColumn,
  groupBySeries,
  guessSymbolOfPath,
  normaliseSymbol,
} from './series/symbols';
import { findSeriesColumns } from './series/series-columns';
import type { DecimalSign } from '../../core/bars/numbers';
import type { Table } from '../table';
import { chooseTime, type TimeChoice } from './times/choose-time';
import { nameOtherData } from './other-data';
import { type FoundTrades, offerBars, recogniseTrades } from './trades/recognise-trades';
import { describeMapping } from './describe-mapping';
import { priceColumns } from './columns/aliases';
import { guessByContent } from './columns/guess-content';
import { judgeTimes } from './times/judge-times';
import { readDayClocks } from './times/dated-clocks';
import { isFlag } from './columns/flags';
import { isNameless, matchNames, type NameMatch } from './columns/match-names';
import { describeMissing, describeUnreadableNumber, describeUnreadableTime } from './refusals';
import { lookAtSample, type Sample } from './sample';
import { speaksOfTime } from './times/time-names';
import {
  conclude,
  type Conclusion,
  listDoubts,
  listNotes,
  listReadings,
  mapConclusion,
  type MappedConclusion,
} from './evidence';
import { concludeNumberStyle } from './numbers/number-style';
import { type ScaledMapping, scaleMapping } from './numbers/scale-mapping';

/**
 * Decides which column of a table is what, by names and by the cells of its sample. `file` is the
 * name for messages and the key of a question; it is searched for symbol and zone. What cannot be
 * decided becomes a question, what cannot be bars a refusal.
 */
export function recogniseTable(table: Table, file: string): Recognition {
  const match = matchTableNames(table, file);
  const style = concludeTableStyle(table, match);
  const sample = lookAtSample(table, style.value, file);
  const other = nameOtherData(sample, match, file);
  if (other !== undefined) {
    const message = `${file} holds ${other.what}, not bars. ${other.advice}`;
    return { kind: 'refused', message, otherData: other.what };
  }
  const trades = priceColumns.slice(0, 3).some((column) => column in match.columns)
    ? undefined
    : recogniseTrades(sample, style, match, file);
  if (trades !== undefined) {
    const question = offerBars(table, trades, file);
    if (question !== undefined) return { kind: 'trades', found: trades, question };
    const message =
      `${file} holds single trades of less than two minutes, too few to make bars of. ` +
      'Add the trades before and after them, or import bars (klines, candles) of the same market.';
    return { kind: 'refused', message, otherData: 'single trades' };
  }
  const hasPrices = ['open', 'high', 'low', 'close'].some((column) => column in match.columns);
  if (hasPrices) return recogniseByNames(sample, style, match, file);
  if (isUnnamed(table)) return recogniseByContent(sample, style, file);
  const guess = guessByContent(sample, file);
  const message = describeMissing(match, {}, sample, file) ?? '';
  return refuse(message, sample, file, guess?.mapping ?? leaveOpen(sample));
}

/** Matches the names of a table's columns, with what its cells and `file` tell of the symbol. */
function matchTableNames(table: Table, file: string): NameMatch {
  const names = table.columns.map(({ name }) => name);
  const match = matchNames(names, guessSymbolOfPath(file));
  const symbols = new Set(
    match.symbols.flatMap((position) => table.sample.map(({ cells }) => cells[position] ?? '')),
  );
  const [cell = ''] = symbols;
  return symbols.size === 1 && cell !== '' ? matchNames(names, normaliseSymbol(cell)) : match;
}

/** How a table writes its numbers, where columns that nothing will be read of may leave it open. */
function concludeTableStyle(table: Table, { columns, others }: NameMatch): Conclusion<DecimalSign> {
  const used = new Set([...Object.values(columns), ...others]);
  return concludeNumberStyle(table, columns, (at) => isUnnamed(table) || used.has(at));
}

function recogniseByNames(
  sample: Sample,
  style: Conclusion<DecimalSign>,
  match: NameMatch,
  file: string,
): Recognition {
  const { table } = sample;
  const symbol = findSymbolColumn(sample, match);
  const series = findSeriesColumns(sample, match, symbol);
  const telling = symbol === undefined ? series : [symbol, ...series];
  const time = chooseTime(sample, match, file, groupBySeries(sample, telling));
  const columns =
    'position' in time ? { ...match.columns, openTime: time.position } : match.columns;
  const missing = describeMissing(match, time, sample, file);
  if (missing !== undefined) {
    const guess = guessByContent(sample, file, columns)?.mapping;
    return refuse(missing, sample, file, guess ?? leaveOpen(sample, columns));
  }
  const wrongNumber = describeUnreadableNumber(match, sample, file);
  if (wrongNumber !== undefined) return { kind: 'refused', message: wrongNumber };
  if (!('position' in time)) {
    const { unreadable = { position: 0, reason: 'no-time' } } = time;
    return { kind: 'refused', message: describeUnreadableTime(unreadable, sample, file) };
  }

  const mapping: ColumnMapping = {
    columns,
    ...(symbol === undefined ? {} : { symbol }),
    ...(series.length === 0 ? {} : { series }),
    time: time.reading,
    ...(time.timeOfDay === undefined ? {} : { timeOfDay: time.timeOfDay }),
    ...(match.closed !== undefined && isFlag(sample.texts(match.closed))
      ? { closed: match.closed }
      : {}),
    decimal: sample.decimal,
    extras: match.others.filter(
      (at) => at !== time.timeOfDay && !series.includes(at) && isExtra(sample, at),
    ),
  };
  const others = match.others.filter((at) => at !== time.timeOfDay);
  const scaled = scaleMapping(sample, mapping, others, file);
  return decide(table, file, scaled, style, time, doubtMarkets(match, sample));
}

/** What was concluded about numbers and times, with the mappings of what they could be instead. */
function listConclusions(
  mapping: ColumnMapping,
  style: Conclusion<DecimalSign>,
  time: Pick<TimeChoice, 'conclusions'>,
): readonly MappedConclusion[] {
  return [
    mapConclusion(style, (decimal) => ({ ...mapping, decimal })),
    ...time.conclusions.map((conclusion) =>
      mapConclusion(conclusion, (part) => ({ ...mapping, time: { ...mapping.time, ...part } })),
    ),
  ];
}

function recogniseByContent(
  sample: Sample,
  style: Conclusion<DecimalSign>,
  file: string,
): Recognition {
  const { table } = sample;
  const guess = guessByContent(sample, file);
  if (guess === undefined) {
    if (readDayClocks(sample, 0) !== undefined) {
      const undated = { position: 0, reason: 'time-of-day' } as const;
      const message = describeUnreadableTime(undated, sample, file);
      return { kind: 'refused', message };
    }
    const message =
      `${file} has ${table.columns.length} columns and no header that names them, and their values ` +
      'do not tell. Add a first row such as "time,open,high,low,close,volume".';
    return refuse(message, sample, file, leaveOpen(sample));
  }
  const { mapping, time, layout } = guess;
  const doubts =
    layout === undefined ? ['No header names the columns: they were guessed by their values.'] : [];
  const taken = new Set<number>(Object.values(mapping.columns));
  const { timeOfDay, symbol, closed } = mapping;
  const others = table.columns.flatMap((_, at) =>
    taken.has(at) || [timeOfDay, symbol, closed].includes(at) ? [] : [at],
  );
  const scaled = scaleMapping(sample, mapping, others, file);
  const conclusions = layout === undefined ? [] : [layout];
  return decide(table, file, scaled, style, time, doubts, conclusions);
}

function decide(
  table: Table,
  file: string,
  { mapping, scales, notes }: ScaledMapping,
  style: Conclusion<DecimalSign>,
  time: TimeChoice,
  doubts: readonly string[],
  further: readonly MappedConclusion[] = [],
): Recognition {
  const said = notes.map((text) => ({ speaks: 'for', text }) as const);
  const ofVolumes = { conclusion: conclude(undefined, said), others: [] };
  const conclusions = [...further, ...listConclusions(mapping, style, time), ...scales, ofVolumes];
  const reasons = [...listDoubts(conclusions), ...doubts];
  if (reasons.length > 0) {
    const readings = listReadings(mapping, conclusions);
    return { kind: 'unsure', question: askForMapping(table, file, readings, reasons) };
  }
  const why = [...listNotes(conclusions), ...notes];
  return { kind: 'sure', mapping, notes: [...describeMapping(mapping, table), ...why] };
}

function refuse(
  message: string,
  sample: Sample,
  file: string,
  guess: ColumnMapping | undefined,
): Recognition {
  if (guess === undefined) return { kind: 'refused', message };
  const question = askForMapping(sample.table, file, listReadings(guess, []), [message]);
  return { kind: 'refused', message, question };
}

/**
 * A mapping with the columns that are known, for a person to complete; undefined where fewer columns of numbers are
 * left than prices are missing.
 */
function leaveOpen(
  sample: Sample,
  known: ColumnMapping['columns'] = {},
): ColumnMapping | undefined {
  const taken = new Set<number>(Object.values(known));
  const free = sample.table.columns.filter((_, at) => !taken.has(at) && sample.isNumeric(at));
  const missing = priceColumns.filter((column) => known[column] === undefined);
  if (free.length < missing.length) return undefined;
  return {
    columns: known,
    time: { encoding: { kind: 'text', order: 'iso' }, zone: 'UTC', moment: 'open' },
    decimal: sample.decimal,
    extras: [],
  };
}

/** Numbers, unless they are times such as those of the day's high. */
function isExtra(sample: Sample, position: number): boolean {
  if (!sample.isNumeric(position)) return false;
  const { name } = sample.table.columns[position];
  return !speaksOfTime(name) || judgeTimes(sample, position).kind === 'unreadable';
}

function isUnnamed({ hasHeader, columns }: Table): boolean {
  return !hasHeader || columns.every(({ name }) => isNameless(name));
}

function doubtMarkets({ markets, columns }: NameMatch, { table }: Sample): readonly string[] {
  const named = markets.filter((market) => market !== '');
  if (named.length < 2 || columns.close === undefined) return [];
  return [
    `The columns of several markets stand side by side (${named.join(', ')}). One of them can be ` +
      `taken at a time; "${table.columns[columns.close].name}" is the guess.`,
  ];
}

/** What was found out about the columns of a table. */
export type Recognition =
  | {
      readonly kind: 'sure';
      readonly mapping: ColumnMapping;
      /** Every guess in it, a sentence each. */
      readonly notes: readonly string[];
    }
  | { readonly kind: 'unsure'; readonly question: MappingQuestion }
  /** Single trades, of which bars can be made. */
  | { readonly kind: 'trades'; readonly found: FoundTrades; readonly question: MakeBarsQuestion }
  | {
      readonly kind: 'refused';
      /** For the person who dropped the file: what is missing or wrong, and what to do. */
      readonly message: string;
      /** Where the cells make a guess possible that a person could complete. */
      readonly question?: MappingQuestion;
      /** What the table holds instead of bars, where that is known: "funding rates". */
      readonly otherData?: string;
    };

/** What a person needs to see to confirm or correct a guess. */
export function askForMapping(
  table: Table,
  file: string,
  readings: MappingQuestion['readings'],
  reasons: readonly string[],
): MappingQuestion {
  const shownRows = 8;
  return {
    kind: 'map-columns',
    file,
    columns: table.columns.map(({ name, kind, hasZone }) => ({ name, kind, hasZone })),
    rows: table.sample.slice(0, shownRows).map(({ cells }) => cells),
    readings,
    reasons,
  };
}
