import type { ColumnMapping, MappingQuestion } from '../../../src/core/import';
import { recogniseTable } from '../../../src/feeds/recognise/recognise-table';
import type { Table } from '../../../src/feeds/table';
import { makeColumns, startMs } from '../make-files';

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

/** Cells by the name of their column. */
export type Cells = Record<string, readonly (string | number)[]>;

/** Prices and volume of plausible bars, without their times. */
export function makePrices(count: number): Cells {
  const { open_time: _, ...prices } = makeColumns(count);
  return prices;
}

/** Times as text: "2024-01-01 00:00:00". */
export function writeTimes(count: number, stepMs: number, from = startMs): string[] {
  return Array.from({ length: count }, (_, index) =>
    new Date(from + index * stepMs).toISOString().slice(0, 19).replace('T', ' '),
  );
}

/** The mapping of a table that is recognised without a doubt; throws for others. */
export function sureOf(
  table: Table,
  file = 'bars.csv',
): { mapping: ColumnMapping; notes: readonly string[] } {
  const recognition = recogniseTable(table, file);
  if (recognition.kind === 'sure') return recognition;
  throw new Error(JSON.stringify(recognition));
}

/** The question that a table leads to; throws where there is none. */
export function questionOf(table: Table, file = 'bars.csv'): MappingQuestion {
  const recognition = recogniseTable(table, file);
  if (recognition.kind === 'unsure') return recognition.question;
  throw new Error(JSON.stringify(recognition));
}

/** The refusal of a table; throws for one that is recognised. */
export function refusalOf(table: Table, file = 'bars.csv') {
  const recognition = recogniseTable(table, file);
  if (recognition.kind === 'refused') return recognition;
  throw new Error(JSON.stringify(recognition));
}
