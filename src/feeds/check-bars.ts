import { validateBars } from '../core/bars/validate';
import type { Bars } from '../core/bars/bars';
import { checkRows, type CheckedRows } from '../core/bars/quality/check-rows';
import type { QualityFinding, QualityReport } from '../core/bars/quality/report';
import type { BadRowsQuestion, ConflictQuestion, ImportDecisions, Repair } from '../core/import';
import { nameMarket } from '../core/market-name';
import { describeSeries } from './group-parts';
import { ImportError } from './import-error';
import { separateRows } from './separate-rows';
import type { RawBars } from './table';

/** Validated bars of one file, or what must be decided first. */
type CheckedBars =
  | {
      readonly kind: 'checked';
      readonly bars: Bars;
      /** Of the rows; the bars themselves are not inspected yet. */
      readonly quality: QualityReport;
      /** What a person should know of it, such as rows that were put on the grid. */
      readonly notes: readonly string[];
      /** Where a bar stands in the file, for people. */
      whereIs(bar: number): string;
    }
  | { readonly kind: 'question'; readonly question: BadRowsQuestion | ConflictQuestion };

/**
 * Returns the bars among the rows of a file, in time order, or asks what to do with rows that cannot be
 * bars or that contradict each other. Throws `ImportError` where no decision helps: fewer than two bars,
 * or more than half of the rows bad.
 */
export function checkBars(
  rows: RawBars,
  file: string,
  decisions: Pick<ImportDecisions, 'badRows' | 'conflicts'>,
): CheckedBars {
  const count = rows.columns.openTime.length;
  if (count < 2) {
    throw new ImportError(
      `${file} holds ${count === 0 ? 'no bars, only a header' : 'one bar only'}. ` +
        'At least two are needed to know the interval.',
    );
  }
  const side = decisions.conflicts === 'keep-last' ? 'last' : 'first';
  const options = { file, side } as const;
  const checked = checkRows(rows, { ...options, isSnapped: decisions.badRows === 'snap' });
  const { bars, findings, badRows } = checked;
  const leftOut = findings.filter(({ handling }) => handling === 'left-out');
  const isAsking = decisions.badRows === 'ask' && (badRows > 0 || checked.isGridOdd);
  const snapped = isAsking ? trySnapping(rows, checked, options) : undefined;
  if (2 * (snapped ?? checked).badRows > count) throw refuseMany(leftOut, badRows, count);
  if (bars === undefined) throw refuseFew(file, leftOut);
  if (badRows > 0 ? isAsking : snapped !== undefined) {
    const repairs = [snapped, checked].flatMap((each) =>
      each === undefined || 2 * each.badRows > count ? [] : describeRepair(each, each === snapped),
    );
    const about = badRows > 0 ? leftOut : findings.filter(({ check }) => check === 'off-grid');
    const question = {
      kind: 'bad-rows',
      file,
      rows: count,
      badRows,
      findings: about,
      repairs,
    } as const;
    return { kind: 'question', question };
  }
  if (checked.conflicts > 0 && decisions.conflicts === 'ask') {
    const question = askAboutConflict(rows, checked, file);
    return { kind: 'question', question };
  }
  const whereIs = (bar: number): string => placeRow(rows, file, checked.indexOf(bar));
  const notes = findings
    .filter(({ check, handling }) => check === 'off-grid' && handling !== 'left-out')
    .map(noteOffGrid);
  return {
    kind: 'checked',
    bars: validateBars(bars, { mayBeUnknown: true }),
    quality: { findings, rows: count },
    notes,
    whereIs,
  };
}

function noteOffGrid({ count, handling, first }: QualityFinding): string {
  const rows = count === 1 ? '1 row' : `${count.toLocaleString('en-US')} rows`;
  return handling === 'corrected'
    ? `${rows} off the grid of times were put on it: ${first.detail}`
    : `${rows} open at an odd time and were left there: ${first.detail}`;
}

/** The rows as snapping to the grid would make them; undefined where it repairs nothing. */
function trySnapping(
  rows: RawBars,
  { offGridRows, isGridOdd }: CheckedRows,
  options: { readonly file: string; readonly side: 'first' | 'last' },
): CheckedRows | undefined {
  if (offGridRows === 0 && !isGridOdd) return undefined;
  const snapped = checkRows(rows, { ...options, isSnapped: true });
  // Rows of an interval of their own, or of no grid at all, would fall on one another.
  const isClear = snapped.conflicts <= maxConflicts * snapped.offGridRows;
  return isClear && snapped.bars !== undefined ? snapped : undefined;
}

/** Share of the snapped rows that may meet another one in its slot, at most. */
const maxConflicts = 0.02;

function describeRepair(
  { bars, badRows, offGridRows }: CheckedRows,
  isSnapped: boolean,
): Repair | readonly [] {
  if (bars === undefined) return [];
  const { openTime, intervalMs } = bars;
  const slots = Math.round((openTime[openTime.length - 1] - openTime[0]) / intervalMs) + 1;
  return {
    kind: isSnapped ? 'snap' : 'leave-out',
    rows: badRows + (isSnapped ? offGridRows : 0),
    gives: { bars: openTime.length, missingBars: slots - openTime.length },
  };
}

function placeRow({ rowOf }: RawBars, file: string, index: number): string {
  return `${file}, row ${rowOf(index)}`;
}

function refuseMany(
  findings: readonly QualityFinding[],
  badRows: number,
  count: number,
): ImportError {
  const worst = findings.reduce((a, b) => (b.count > a.count ? b : a));
  const { where, detail } = worst.first;
  const advice =
    worst.check === 'bad-time'
      ? 'Write times as Unix time in s, ms, µs or ns, or as ISO 8601.'
      : 'Correct the file and import it again.';
  const share = badRows === count ? 'None' : `Only ${count - badRows}`;
  return new ImportError(`${where}: ${detail}. ${share} of ${count} rows can be bars. ${advice}`);
}

function refuseFew(file: string, findings: readonly QualityFinding[]): ImportError {
  const bad = findings.map(({ first }) => ` ${first.where}: ${first.detail}.`).join('');
  return new ImportError(
    `${file} holds fewer than two bars of different times.${bad} ` +
      'At least two are needed to know the interval.',
  );
}

function askAboutConflict(rows: RawBars, checked: CheckedRows, file: string): ConflictQuestion {
  const { conflicts, firstConflict } = checked;
  if (firstConflict === undefined) throw new Error(`${conflicts} conflicts without a first one`);
  const { column, values, indices } = firstConflict;
  const time = rows.columns.openTime[indices[0]];
  const places = [placeRow(rows, file, indices[0]), placeRow(rows, file, indices[1])] as const;
  const first = { time, column, values, places };
  const apart = tellRowsApart(rows, checked, file);
  return {
    kind: 'conflicts',
    symbol: nameMarket(rows.symbol, rows.market),
    conflicts,
    ...(apart === undefined ? {} : { apart }),
    first,
  };
}

/** Why the rows of one table look like series that can be kept apart, as a sentence; undefined where they do not. */
function tellRowsApart(
  rows: RawBars,
  { conflicts, findings }: CheckedRows,
  file: string,
): string | undefined {
  if (conflicts === 0) return undefined;
  const series = separateRows(rows).map((own) => checkRows(own, { file }).bars);
  const [first, second] = series;
  if (first === undefined || second === undefined || series.includes(undefined)) return undefined;
  const duplicates = findings.find(({ check }) => check === 'duplicate')?.count ?? 0;
  return describeSeries({ conflicts, duplicates }, first, second);
}

/** Returns the rows of each series of one table that looks like several, else all rows as they are. */
export function keepApart(rows: RawBars, file: string): readonly RawBars[] {
  if (tellRowsApart(rows, checkRows(rows, { file }), file) === undefined) return [rows];
  const series = separateRows(rows);
  const note = `rows of ${series.length} series without a name were told apart by their order`;
  return series.map((own) => ({ ...own, notes: [...own.notes, note] }));
}
