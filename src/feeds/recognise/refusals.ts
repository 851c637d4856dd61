import { listNames } from '../import-error';
import { priceColumns } from './columns/aliases';
import type { TimeChoice, NoTime } from './times/choose-time';
import type { NameMatch } from './columns/match-names';
import { isMissing } from '../../core/bars/numbers';
import type { Sample } from './sample';

/** The message for a table that lacks a column; undefined where nothing is missing. */
export function describeMissing(
  { columns }: Pick<NameMatch, 'columns'>,
  time: TimeChoice | NoTime,
  sample: Sample,
  file: string,
): string | undefined {
  const missing: string[] = priceColumns.filter((column) => columns[column] === undefined);
  const lacksAllPrices = missing.length === priceColumns.length;
  if (!('position' in time) && time.unreadable === undefined) missing.unshift('time');
  if (missing.length === 0) return undefined;
  const what = lacksAllPrices ? 'price columns' : `${missing.join(', ')} column`;
  return (
    `${file} has no ${what}: found ${listColumns(sample)}. ` +
    'Bars need the columns time, open, high, low and close, named in the first row.'
  );
}

/** The message for a column of times that cannot be read. */
export function describeUnreadableTime(
  { position, reason }: NonNullable<NoTime['unreadable']>,
  sample: Sample,
  file: string,
): string {
  const { name, kind, type } = sample.table.columns[position];
  if (kind === 'other') {
    return (
      `${file}, column ${name}: its type is ${type}, but a timestamp or a number is needed. ` +
      'Convert the column and save the file again.'
    );
  }
  const { where, text } = firstCell(sample, position, file);
  if (reason === 'excel') {
    return (
      `${where}: "${text}" looks like a date as Excel counts days, whose zone and first day are not ` +
      'known. Format the column as yyyy-mm-dd hh:mm:ss in the spreadsheet and save it as CSV again.'
    );
  }
  if (reason === 'time-of-day' && !/^\d{1,6}$/.test(text)) {
    const what = /^\d+$/.test(text) ? 'counts from midnight' : 'is a time of day';
    return (
      `${where}: "${text}" ${what} without a date. Add a column of dates, or put the date into the ` +
      'name of the file, such as 2024-01-31.'
    );
  }
  return (
    `${where}: "${text}" is not a time such as 2024-01-31 23:59:00 or a Unix time in s, ms, µs or ns. ` +
    'Correct the column.'
  );
}

/** The message for the first price column whose cells are no numbers; undefined where all are. */
export function describeUnreadableNumber(
  { columns }: Pick<NameMatch, 'columns'>,
  sample: Sample,
  file: string,
): string | undefined {
  for (const column of priceColumns) {
    const position = columns[column];
    if (position === undefined || isReadable(sample, position)) continue;
    const { name, kind, type } = sample.table.columns[position];
    if (kind !== 'text') {
      return (
        `${file}, column ${name}: its type is ${type || kind}, but a number is needed. ` +
        'Convert the column (in pandas: astype("float64")) and save the file again.'
      );
    }
    const { where, text } = firstCell(sample, position, file);
    return `${where}: "${text}" is not a number. Correct the column or name another one ${column}.`;
  }
  return undefined;
}

/** Some cells may be wrong: they are the checks' to judge. Here it is whether a column is numbers. */
function isReadable(sample: Sample, position: number): boolean {
  const { kind } = sample.table.columns[position];
  if (kind !== 'text') return kind === 'number';
  const values = sample.texts(position).filter((text) => !isMissing(text)).length;
  const numbers = sample.numbers(position).filter(Number.isFinite).length;
  return values === 0 || numbers >= values / 2;
}

/** The first cell of a column that is not empty, and where it stands. */
function firstCell(sample: Sample, position: number, file: string) {
  const index = sample.texts(position).findIndex((text) => !isMissing(text));
  const { name } = sample.table.columns[position];
  return {
    where: `${file}, row ${sample.rows[index]}, column ${name}`,
    text: sample.texts(position)[index],
  };
}

function listColumns({ table }: Sample): string {
  const names = table.columns.map(({ name }) => (name.trim() === '' ? '(no name)' : name));
  return names.length === 0 ? 'no columns at all' : listNames(names, 16);
}
