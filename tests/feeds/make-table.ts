import type { ColumnKind } from '../../src/core/bars/read-times';
import type { ReadColumns, SampleRow, Table, TableColumn } from '../../src/feeds/table';
import { isMissing } from '../../src/core/bars/numbers';

/** What a made table can have beside its cells. */
export interface MadeTableOptions {
  readonly hasHeader?: boolean;
  /** By position; what the cells are tells otherwise, as a reader of text files would. */
  readonly kinds?: Readonly<Partial<Record<number, ColumnKind>>>;
  /** Positions of columns of kind `time` that name a zone. */
  readonly zoned?: readonly number[];
  readonly notes?: readonly string[];
  /** Row number of the first row. */
  readonly firstRow?: number;
}

/** A table in memory: names and rows of cells; a cell of a column of times is ms or a text. */
export function makeTable(
  names: readonly string[],
  rows: readonly (readonly (string | number)[])[],
  {
    hasHeader = true,
    kinds = {},
    zoned = [],
    notes = [],
    firstRow = hasHeader ? 2 : 1,
  }: MadeTableOptions = {},
): Table {
  const texts = rows.map((cells) => cells.map(String));
  const columns: readonly TableColumn[] = names.map((name, position) => ({
    name,
    kind: kinds[position] ?? guessKind(texts.map((cells) => cells[position])),
    type: '',
    hasZone: zoned.includes(position),
  }));
  return {
    format: 'csv',
    columns,
    hasHeader,
    rowLimit: rows.length,
    sample: takeSample(columns, texts, firstRow),
    notes,
    read: (requests, onProgress): Promise<ReadColumns> => {
      onProgress(rows.length, rows.length);
      const read = (position: number, parseText: (text: string) => number): Float64Array =>
        Float64Array.from(texts, (cells) => {
          const text = cells[position];
          if (columns[position].kind === 'text') return parseText(text);
          return text.trim() === '' ? NaN : Number(text);
        });
      return Promise.resolve({
        values: requests.map(({ position, parseText }) => read(position, parseText)),
        rowOf: (index) => index + firstRow,
        textOf: (index, request) => texts[index][requests[request].position],
      });
    },
  };
}

/** Columns by name as rows. */
export function makeTableOf(
  columns: Readonly<Record<string, readonly (string | number)[]>>,
  options: MadeTableOptions = {},
): Table {
  const names = Object.keys(columns);
  const rows = columns[names[0]].map((_, row) => names.map((name) => columns[name][row]));
  return makeTable(names, rows, options);
}

function guessKind(texts: readonly string[]): ColumnKind {
  const values = texts.filter((text) => !isMissing(text));
  const isNumeric = values.every((text) => text.trim() !== '' && Number.isFinite(Number(text)));
  return isNumeric ? 'number' : 'text';
}

/** Up to 400 rows: of the start, of the end, and evenly between. */
function takeSample(
  columns: readonly TableColumn[],
  texts: readonly (readonly string[])[],
  firstRow: number,
): readonly SampleRow[] {
  const count = texts.length;
  const picked = new Set<number>();
  for (let index = 0; index < Math.min(100, count); index++) picked.add(index);
  for (let index = Math.max(0, count - 100); index < count; index++) picked.add(index);
  for (let at = 0; at < 200; at++) picked.add(Math.floor((at * count) / 200));
  return [...picked]
    .filter((index) => index < count)
    .sort((a, b) => a - b)
    .map((index) => ({
      row: index + firstRow,
      cells: texts[index].map((text, position) =>
        columns[position].kind === 'time' ? formatTime(text) : text,
      ),
    }));
}

function formatTime(text: string): string {
  return text === '' ? '' : new Date(Number(text)).toISOString().replace('T', ' ').replace('Z', '');
}
