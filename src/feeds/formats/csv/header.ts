import { isMissing, parsePlainNumber } from '../../../core/bars/numbers';
import { isBlank } from './lines';

/** How a CSV file begins. */
interface CsvHead {
  /** One a column; '' where nothing names it. */
  readonly names: readonly string[];
  readonly hasHeader: boolean;
  /** Line, from 0, of the first row of values. */
  readonly firstLine: number;
  readonly notes: readonly string[];
  /** What a line of the header says of all columns: "BTC-USD". */
  readonly symbol?: string | undefined;
}

/**
 * Finds the header among the first rows: lines before it that are a comment, a link or a title are
 * passed over, several lines of names become one. Undefined when there is nothing but blank lines.
 */
export function findHeader(rows: readonly (readonly string[])[]): CsvHead | undefined {
  const width = commonWidth(rows);
  const notes: string[] = [];
  let line = 0;
  let comment: readonly string[] | undefined;
  for (; line < rows.length; line++) {
    const cells = rows[line];
    if (isBlank(cells)) continue;
    if (!isPreamble(cells, width)) break;
    comment = cells;
    const text = cells.join(' ').trim();
    notes.push(`line ${line + 1} was passed over: ${text.slice(0, 80)}`);
  }
  if (line === rows.length) return fromCommentAlone(comment, line);

  const headerRows: (readonly string[])[] = [];
  const first = line;
  while (line < rows.length && line - first < maxHeaderRows && isHeaderRow(rows, line)) {
    headerRows.push(rows[line]);
    line++;
  }
  if (headerRows.length > 0) {
    const merged = mergeHeaderRows(headerRows);
    const { names, note } = fitNames(merged.names, rows.slice(line));
    return {
      names,
      hasHeader: true,
      firstLine: line,
      notes: [...notes, ...merged.note, ...note],
      symbol: merged.symbol,
    };
  }
  // numpy writes the names as a comment: "# time,open,high".
  if (comment?.[0].startsWith('#') && comment.length === rows[line].length) {
    return {
      names: comment.map((name, at) => (at === 0 ? name.replace(/^#+/, '') : name).trim()),
      hasHeader: true,
      firstLine: line,
      notes: notes.slice(0, -1),
    };
  }
  return { names: rows[line].map(() => ''), hasHeader: false, firstLine: line, notes };
}

/**
 * Names for the cells that rows have, where the header has one more or less: a date and a time under one name, row
 * numbers without a name, a mark at the end of each line. Other names stay as they are, and the rows do not fit.
 */
function fitNames(names: readonly string[], rows: readonly (readonly string[])[]): MergedHeader {
  const width = commonWidth(rows.filter((cells) => !isBlank(cells)));
  const fitting = rows.filter(({ length }) => length === width);
  const said = `the header has ${names.length} names and rows have ${width} values`;
  if (width === names.length - 1 && names.at(-1) === '') {
    return { names: names.slice(0, -1), note: [] };
  }
  if (fitting.length === 0 || width !== names.length + 1) return { names, note: [] };
  if (fitting.every((cells) => cells[width - 1].trim() === '')) {
    return { names: [...names, ''], note: [] };
  }
  const date = names.findIndex((_, at) =>
    fitting.every((cells) => datePattern.test(cells[at]) && clockPattern.test(cells[at + 1])),
  );
  if (date !== -1) {
    const split = [...names.slice(0, date), 'Date', 'Time', ...names.slice(date + 1)];
    return { names: split, note: [`${said}: "${names[date]}" is taken as date and time`] };
  }
  const numbers = fitting.map(([first]) => parsePlainNumber(first));
  const isCounted = numbers.every(
    (value, row) =>
      Number.isInteger(value) && (row === 0 ? value < 2 : value === numbers[row - 1] + 1),
  );
  return isCounted
    ? { names: ['', ...names], note: [`${said}: the first value of each is its number`] }
    : { names, note: [] };
}

const clockPattern = /^\s*\d{1,2}:\d{2}(:\d{2})?\s*$/;

/** pandas writes one line for each level of names and one for the name of the index. */
const maxHeaderRows = 4;

/** A file may hold nothing but a header behind a comment mark. */
function fromCommentAlone(
  comment: readonly string[] | undefined,
  firstLine: number,
): CsvHead | undefined {
  if (comment === undefined) return undefined;
  return { names: comment, hasHeader: true, firstLine, notes: [] };
}

/** The number of cells that most rows have. */
function commonWidth(rows: readonly (readonly string[])[]): number {
  const counts = new Map<number, number>();
  for (const cells of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  let best = 0;
  for (const [width, count] of counts) if (count > (counts.get(best) ?? 0)) best = width;
  return best;
}

/** A comment, or one cell where rows have several. */
function isPreamble(cells: readonly string[], width: number): boolean {
  if (cells[0].startsWith('#')) return true;
  const filled = cells.filter((cell) => cell.trim() !== '').length;
  return width >= 3 && filled === 1 && cells[0].trim() !== '' && cells.length !== width;
}

/** Names hold (almost) no numbers or dates, and fewer than the row that follows. */
function isHeaderRow(rows: readonly (readonly string[])[], line: number): boolean {
  const cells = rows[line];
  if (isBlank(cells) || isCounting(cells)) return isCounting(cells);
  const values = countValues(cells);
  const names = cells.filter((cell) => cell.trim() !== '').length;
  if (values * 3 > names) return false;
  const next = rows.slice(line + 1).find((row) => !isBlank(row));
  return values === 0 || next === undefined || countValues(next) > values;
}

/** pandas names columns that have no name 0, 1, 2 … */
function isCounting(cells: readonly string[]): boolean {
  const names = cells[0].trim() === '' ? cells.slice(1) : cells;
  return names.length > 2 && names.every((name, at) => name.trim() === String(at));
}

/** Cells that can be no name: numbers, dates, and words for "no value". */
function countValues(cells: readonly string[]): number {
  return cells.filter(
    (cell) =>
      !Number.isNaN(parsePlainNumber(cell)) ||
      datePattern.test(cell) ||
      commaNumberPattern.test(cell) ||
      (cell.trim() !== '' && isMissing(cell)),
  ).length;
}

const datePattern = /^\s*\d{1,4}\s*[-/.年년]\s*\d{1,2}\s*[-/.月월]\s*\d{1,4}/;
const commaNumberPattern = /^\s*[+-]?\d[\d.,]*,\d[\d.,]*\s*[kmb%]?\s*$/i;

/** Names of columns made of several header lines, and what a person should know of it. */
interface MergedHeader {
  readonly names: readonly string[];
  readonly note: readonly string[];
  readonly symbol?: string | undefined;
}

/**
 * Joins header lines, as pandas writes those of a table whose columns have several levels, to one name
 * a column: a level that says the same of every column is left out, unless that is what they are the
 * price of; further levels become "('Close', 'BTC-USD')", as pandas itself would print them.
 */
function mergeHeaderRows(rows: readonly (readonly string[])[]): MergedHeader {
  if (rows.length === 1) return { names: rows[0].map((name) => name.trim()), note: [] };
  const last = rows[rows.length - 1];
  const namesIndex = last[0].trim() !== '' && last.slice(1).every((cell) => cell.trim() === '');
  const indexRow = namesIndex ? last : undefined;
  const levels = rows.filter((row) => row !== indexRow);
  const telling = levels.filter((row) => !isConstant(row));
  const used = telling.length > 0 ? telling : levels.slice(0, 1);

  const width = Math.max(...rows.map((row) => row.length));
  const names = Array.from({ length: width }, (_, column) => {
    if (column === 0) return (indexRow ?? used[0])[0].trim();
    const parts = used.map((row) => (row[column] ?? '').trim()).filter((part) => part !== '');
    return parts.length > 1 ? `(${parts.map((part) => `'${part}'`).join(', ')})` : (parts[0] ?? '');
  });
  const constant = levels.filter((row) => !used.includes(row));
  const said = constant.map((row) => row.slice(1).find((cell) => cell.trim() !== '') ?? '');
  return {
    names,
    symbol: said.length === 1 ? said[0].trim() : undefined,
    note: [
      `the names of the columns stand in ${rows.length} lines` +
        (said.length > 0 ? `; of all columns they say ${said.join(', ')}` : ''),
    ],
  };
}

/** Whether a level says one and the same of every column but the first, and nothing of prices. */
function isConstant(row: readonly string[]): boolean {
  const [first = '', ...others] = row.slice(1).map((cell) => cell.trim());
  return others.every((cell) => cell === first) && !pricePattern.test(first);
}

const pricePattern = /^(adj\.? ?)?(open|high|low|close|volume|price)$/i;
