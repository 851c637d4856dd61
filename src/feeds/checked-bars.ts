import { BarsError } from '../core/bars/bars-error';
import type { Bars } from '../core/bars/bars';
import { guessIntervalMs } from '../core/bars/interval';
import { validateBars } from '../core/bars/validate';
import { formatUtc } from '../core/bars/format-time';
import { describeCause, ImportError } from './import-error';
import type { RawBars } from './raw-bars';

/** Validated bars of one file and the decisions that led to them. */
export interface CheckedBars {
  readonly bars: Bars;
  readonly notes: readonly string[];
}

/**
 * Returns the bars of `raw` in time order, validated. Rows that run strictly backwards are turned
 * round; any other disorder throws `ImportError`, as does everything else that `Bars` forbids.
 */
export function checkBars(raw: RawBars, file: string): CheckedBars {
  const { openTime } = raw.columns;
  if (openTime.length < 2) {
    throw new ImportError(
      `${file} holds ${openTime.length === 0 ? 'no bars, only a header' : 'one bar only'}. ` +
        'At least two are needed to know the interval.',
    );
  }
  const isDescending = openTime[0] > openTime[openTime.length - 1];
  refuseDisorder(raw, file, isDescending);
  const ordered = isDescending ? reverseRows(raw) : raw;
  refuseStrangeTimes(ordered, file);
  const notes = isDescending
    ? [...raw.notes, 'rows were newest first and were turned round']
    : raw.notes;
  const { columns, extras, rowOf } = ordered;
  try {
    const bars = validateBars({
      intervalMs: guessIntervalMs(columns.openTime),
      ...columns,
      ...(Object.keys(extras).length > 0 ? { extras } : {}),
    });
    return { bars, notes };
  } catch (cause) {
    throw describeInvalid(cause, file, rowOf);
  }
}

/** Words a broken rule of `Bars` for the person who dropped the file. */
function describeInvalid(
  cause: unknown,
  file: string,
  rowOf: (index: number) => number,
): ImportError {
  const row = cause instanceof BarsError ? cause.row : undefined;
  const rule = describeCause(cause)
    .replace(/^bars: /, '')
    .replace(/ at row \d+/, '');
  const where = row === undefined ? file : `${file}, row ${rowOf(row)}`;
  return new ImportError(`${where}: ${rule}. Correct the file and import it again.`, { cause });
}

/** Throws at the first row that does not go on in the direction of the whole file. */
function refuseDisorder({ columns, rowOf }: RawBars, file: string, isDescending: boolean): void {
  const { openTime } = columns;
  const direction = isDescending ? -1 : 1;
  for (let i = 1; i < openTime.length; i++) {
    if (direction * (openTime[i] - openTime[i - 1]) > 0) continue;
    const now = formatUtcSafely(openTime[i]);
    const before = formatUtcSafely(openTime[i - 1]);
    const what =
      openTime[i] === openTime[i - 1]
        ? `the time ${now} of the row before is repeated`
        : `the time ${now} comes after ${before}`;
    throw new ImportError(
      `${file}, row ${rowOf(i)}: ${what}. Sort the rows by time, one row a bar, and import again.`,
    );
  }
}

/** Throws when the first or last time is no time of a market, which a wrong unit makes. */
function refuseStrangeTimes({ columns: { openTime }, rowOf }: RawBars, file: string): void {
  for (const index of [0, openTime.length - 1]) {
    const time = openTime[index];
    if (time >= earliestMs && time < latestMs) continue;
    throw new ImportError(
      `${file}, row ${rowOf(index)}: the time reads as ${formatUtcSafely(time)}, which cannot be. ` +
        'Write times as Unix time in s, ms, µs or ns, or as ISO 8601.',
    );
  }
}

/** 1980-01-01 and 2100-01-01. */
const earliestMs = 315_532_800_000;
const latestMs = 4_102_444_800_000;

function formatUtcSafely(time: number): string {
  return Number.isFinite(time) ? formatUtc(time) : String(time);
}

function reverseRows(raw: RawBars): RawBars {
  const { columns, extras, rowOf } = raw;
  const last = columns.openTime.length - 1;
  const reverse = <Key extends string, Columns extends Partial<Record<Key, Float64Array>>>(
    all: Columns,
  ): Columns =>
    Object.fromEntries(
      Object.entries<Float64Array | undefined>(all).map(([name, values]) => [
        name,
        values?.slice().reverse(),
      ]),
    ) as Columns;
  return {
    ...raw,
    columns: reverse(columns),
    extras: reverse(extras),
    rowOf: (index) => rowOf(last - index),
    where: (index) => raw.where(last - index),
    textOf: (index, column) => raw.textOf(last - index, column),
  };
}
