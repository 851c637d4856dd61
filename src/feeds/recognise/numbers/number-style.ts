import { type DecimalSign, parseNumber, possibleSigns } from '../../../core/bars/numbers';
import { parseTimeOfDay, readDate } from '../../../core/bars/dates';
import { isPlausibleCount } from '../../../core/bars/times';
import type { ColumnMapping, Evidence } from '../../../core/import';
import { isWritten, type Table } from '../../table';
import { arePrices, isQuoteOf } from '../columns/price-content';
import { conclude, type Conclusion } from '../evidence';
import { lookAtSample, nearlyAll } from '../sample';
import { speaksOfTime } from '../times/time-names';

/**
 * Concludes how a file writes its numbers, from all columns together: a cell such as "0,39K" says it for every other.
 * `columns` are those of prices and volumes as far as they are known, whose relations tell where no cell does.
 * `isUsed` says which columns' readings matter. Without any evidence a point is taken as the decimal sign, and asked.
 */
export function concludeNumberStyle(
  table: Table,
  columns: ColumnMapping['columns'],
  isUsed: (position: number) => boolean,
): Conclusion<DecimalSign> {
  const seen = lookAtNumbers(table, isUsed);
  const [points, commas] = [seen.certain['.'], seen.certain[',']];
  const [winner, loser] =
    commas.length > points.length ? ([',', '.'] as const) : (['.', ','] as const);
  const [winning, losing] = [seen.certain[winner], seen.certain[loser]];
  if (winning.length > 0) {
    const evidence = [
      evidenceOf(winning[0], winner, 'for'),
      ...losing.slice(0, 1).map((cell) => evidenceOf(cell, loser, 'against')),
    ];
    if (losing.length <= (1 - nearlyAll) * (winning.length + losing.length)) {
      return conclude(winner, evidence);
    }
    return {
      value: winner,
      label: `the decimal sign is a ${signNames[winner]}`,
      evidence,
      others: [
        {
          value: loser,
          label: `the decimal sign is a ${signNames[loser]}`,
          evidence: [
            evidenceOf(losing[0], loser, 'for'),
            evidenceOf(winning[0], winner, 'against'),
          ],
        },
      ],
      doubt:
        `The numbers of this file are written in two styles: ${winning[0].text} can only have a decimal ` +
        `${signNames[winner]}, ${losing[0].text} a decimal ${signNames[loser]}.`,
    };
  }
  const [open] = seen.open;
  if (open === undefined) return conclude('.');
  const related = decideByRelations(table, columns);
  if (related !== undefined) return conclude(related.value, [related.evidence]);
  const isPoint = seen.open.every(({ text }) => text.includes('.'));
  if (isPoint && seen.ungrouped !== undefined) {
    const text = `${quoteCell(seen.ungrouped)} stands without a mark between thousands, so a point is a decimal sign`;
    return conclude('.', [{ speaks: 'for', text }]);
  }
  if (isPoint && isOfMetaTrader(table)) {
    const text =
      'dates such as 2024.01.31 are written by MetaTrader, whose decimal sign is a point';
    return conclude('.', [{ speaks: 'for', text }]);
  }
  return ask(open);
}

/** Whether the first column holds dates as MetaTrader writes them, without names or under names in angle brackets. */
function isOfMetaTrader({ columns, hasHeader, sample }: Table): boolean {
  const isNamed = hasHeader && !columns[0].name.startsWith('<');
  return !isNamed && sample.every(({ cells }) => /^\d{4}\.\d{2}\.\d{2}$/.test(cells[0].trim()));
}

/** A number as it is written, and the name of its column. */
interface WrittenCell {
  readonly text: string;
  readonly column: string;
}

/** The numbers of a sample by what they say of the style. */
interface SeenNumbers {
  /** Numbers that have one decimal sign only. */
  readonly certain: Readonly<Record<DecimalSign, WrittenCell[]>>;
  /** Numbers that are one with either sign, but not the same. */
  readonly open: WrittenCell[];
  /** One of at least four digits that a mark between thousands would part. */
  ungrouped: WrittenCell | undefined;
}

function lookAtNumbers(
  { columns, sample }: Table,
  isUsed: (position: number) => boolean,
): SeenNumbers {
  const seen: SeenNumbers = { certain: { '.': [], ',': [] }, open: [], ungrouped: undefined };
  columns.forEach((column, position) => {
    if (!isWritten(column) || speaksOfTime(column.name)) return;
    const texts = sample
      .map(({ cells }) => (cells[position] ?? '').trim())
      .filter((text) => text !== '' && readDate(text, 'dmy') === undefined);
    const signs = texts.map(possibleSigns);
    const numbers = signs.filter(({ length }) => length > 0).length;
    if (2 * numbers < texts.length) return;
    const isCount = areTimes(texts);
    texts.forEach((text, at) => {
      const cell = { text, column: column.name };
      const [sign, other] = signs[at];
      if (sign === undefined) return;
      if (other === undefined) seen.certain[sign].push(cell);
      else if (parseNumber(text, '.') !== parseNumber(text, ',')) {
        if (isUsed(position)) seen.open.push(cell);
      } else if (!isCount && /^[+-]?\d{4,}$/.test(text)) seen.ungrouped ??= cell;
    });
  });
  return seen;
}

/** Whether whole numbers may be times, times of day or years, which nobody groups. */
function areTimes(texts: readonly string[]): boolean {
  return (
    texts.every((text) => isPlausibleCount(Number(text)) || /^(19|20)\d{2}(\d{4})?$/.test(text)) ||
    texts.every((text) => !Number.isNaN(parseTimeOfDay(text, text.length > 4 ? 'hhmmss' : 'hhmm')))
  );
}

/** The only sign with which prices lie between low and high, or quote volume is price x volume. */
function decideByRelations(
  table: Table,
  { open, high, low, close, volume, quoteVolume }: ColumnMapping['columns'],
): { readonly value: DecimalSign; readonly evidence: Evidence } | undefined {
  if (high === undefined || low === undefined) return undefined;
  const samples = (['.', ','] as const).map((sign) => lookAtSample(table, sign));
  if (volume !== undefined && quoteVolume !== undefined) {
    const fitting = samples.filter((sample) =>
      isQuoteOf(sample, quoteVolume, volume, { high, low }),
    );
    if (fitting.length === 1) {
      return decide(fitting[0].decimal, 'quote volume / volume lies between low and high');
    }
  }
  if (open === undefined || close === undefined) return undefined;
  const fitting = samples.filter((sample) => arePrices(sample, { open, high, low, close }));
  if (fitting.length !== 1) return undefined;
  return decide(fitting[0].decimal, 'open and close lie between low and high');
}

function decide(value: DecimalSign, relation: string) {
  const text = `only with a decimal ${signNames[value]} ${relation}`;
  return { value, evidence: { speaks: 'for', text } as const };
}

/** Both readings of a number that nothing tells apart; that with a decimal point first. */
function ask({ text, column }: WrittenCell): Conclusion<DecimalSign> {
  const labels = { '.': labelOf(text, '.'), ',': labelOf(text, ',') };
  return {
    value: '.',
    label: labels['.'],
    evidence: [],
    others: [{ value: ',', label: labels[','], evidence: [] }],
    doubt:
      `"${text}" in column "${column}" can be ${parseNumber(text, '.')} or ${parseNumber(text, ',')}: ` +
      'nothing in the file tells whether the mark is the decimal sign or parts thousands.',
  };
}

function labelOf(text: string, sign: DecimalSign): string {
  const mark = text.includes('.') ? '.' : ',';
  const role = mark === sign ? 'is the decimal sign' : 'parts thousands';
  return `${text} is ${parseNumber(text, sign)}: the ${signNames[mark]} ${role}`;
}

function evidenceOf(cell: WrittenCell, sign: DecimalSign, speaks: Evidence['speaks']): Evidence {
  return { speaks, text: `${quoteCell(cell)} can only have a decimal ${signNames[sign]}` };
}

function quoteCell({ text, column }: WrittenCell): string {
  return `"${text}" in column "${column}"`;
}

const signNames: Readonly<Record<DecimalSign, string>> = { '.': 'point', ',': 'comma' };
