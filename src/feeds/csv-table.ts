import type { BarColumn, OptionalColumn, RequiredColumn } from '../core/bars/bars';
import { matchColumns, requireColumns } from './columns';
import { ImportError } from './import-error';
import type { RawBars } from './raw-bars';
import { guessSymbol } from './symbol';
import { convertNumericTimes, hasZone, parseIsoTime } from './times';

/** Columns of a CSV file, filled row by row. */
export class CsvTable {
  readonly notes: string[];
  readonly #file: string;
  readonly #names: readonly string[];
  readonly #timePosition: number;
  readonly #times: Float64Array;
  readonly #lines: Float64Array;
  readonly #columns: readonly Column<BarColumn>[];
  #extras: readonly Column<string>[];
  #parseTime: (cell: string) => number = parseNumber;
  #count = 0;

  /** Takes up to `capacity` rows; throws `ImportError` when a required column is not in `names`. */
  constructor(names: readonly string[], file: string, capacity: number) {
    const match = matchColumns(names);
    const { openTime, ...others } = requireColumns(match, names, file);
    const create = <Name>(name: Name, position: number): Column<Name> => ({
      name,
      position,
      values: new Float64Array(capacity),
    });
    this.#file = file;
    this.#names = names;
    this.notes = [...match.notes];
    this.#timePosition = openTime;
    this.#times = new Float64Array(capacity);
    this.#lines = new Float64Array(capacity);
    this.#columns = Object.entries(others).map(([name, position]) =>
      create(name as BarColumn, position),
    );
    this.#extras = match.extras.map((position) => create(names[position].trim(), position));
  }

  /** Adds the row that stands at `line` of the file; throws `ImportError` naming row and column. */
  add(cells: readonly string[], line: number): void {
    if (cells.length !== this.#names.length) {
      throw new ImportError(
        `${this.#file}, row ${line}: has ${cells.length} values, expected ${this.#names.length}. ` +
          'The file may be cut short or damaged there: correct or remove that row.',
      );
    }
    this.#addTime(cells, line);
    for (const { position, values } of this.#columns) {
      const value = parseNumber(cells[position]);
      if (Number.isNaN(value)) throw this.#refuse(cells, position, line, 'a number');
      values[this.#count] = value;
    }
    for (const { position, values } of this.#extras) {
      const value = parseNumber(cells[position]);
      values[this.#count] = value;
      if (Number.isNaN(value) && !isMissing(cells[position])) this.#dropExtra(position);
    }
    this.#lines[this.#count] = line;
    this.#count++;
  }

  /** The columns so far; throws `ImportError` when the unit of the times changes. */
  finish(): RawBars {
    const count = this.#count;
    const lines = this.#lines;
    const rowOf = (index: number): number => lines[index];
    const openTime = this.#times.slice(0, count);
    if (this.#parseTime === parseNumber) {
      this.notes.push(...convertNumericTimes(openTime, this.#file, rowOf));
    }
    const take = <Name>({ name, values }: Column<Name>): [Name, Float64Array] => [
      name,
      values.slice(0, count),
    ];
    const columns = { openTime, ...(Object.fromEntries(this.#columns.map(take)) as PriceColumns) };
    return {
      symbol: guessSymbol(this.#file),
      columns,
      hasVolume: true,
      where: (index) => `${this.#file}, row ${rowOf(index)}`,
      textOf: (index, column) => String(columns[column]?.[index] ?? ''),
      extras: Object.fromEntries(this.#extras.map(take)),
      notes: this.notes,
      rowOf,
    };
  }

  #addTime(cells: readonly string[], line: number): void {
    const cell = cells[this.#timePosition];
    if (this.#count === 0 && Number.isNaN(parseNumber(cell))) {
      this.#parseTime = parseIsoTime;
      if (!hasZone(cell)) this.notes.push('times name no zone: they are taken as UTC');
    }
    const time = this.#parseTime(cell);
    if (Number.isNaN(time)) {
      throw this.#refuse(cells, this.#timePosition, line, 'a time such as 2024-01-31 23:59:00');
    }
    this.#times[this.#count] = time;
  }

  #refuse(cells: readonly string[], position: number, line: number, what: string): ImportError {
    return new ImportError(
      `${this.#file}, row ${line}, column ${this.#names[position]}: ` +
        `"${cells[position]}" is not ${what}. Correct or remove that row.`,
    );
  }

  #dropExtra(position: number): void {
    this.#extras = this.#extras.filter((extra) => extra.position !== position);
    this.notes.push(`column "${this.#names[position].trim()}" is left out: it is not numeric`);
  }
}

/** The number that a cell holds; NaN for anything else, the empty cell included. */
export function parseNumber(cell: string): number {
  const value = Number(cell);
  return value === 0 && cell.trim() === '' ? NaN : value;
}

interface Column<Name> {
  readonly name: Name;
  readonly position: number;
  readonly values: Float64Array;
}

type PriceColumns = Readonly<Record<Exclude<RequiredColumn, 'openTime'>, Float64Array>> &
  Readonly<Partial<Record<OptionalColumn, Float64Array>>>;

function isMissing(cell: string): boolean {
  return /^\s*(|nan|null|none|na|n\/a|-)\s*$/i.test(cell);
}
