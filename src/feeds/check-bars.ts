import { validateBars } from '../core/bars/validate';
import type { Bars } from '../core/bars/bars';
import { checkRows, type CheckedRows } from '../core/bars/quality/check-rows';
import type { QualityFinding, QualityReport } from '../core/bars/quality/report';
import type { BadRowsQuestion, ConflictQuestion, ImportDecisions } from '../core/import';
import { ImportError } from './import-error';
import type { RawBars } from './table';

/** Validated bars of one file, or what must be decided first. */
type CheckedBars =
  | {
      readonly kind: 'checked';
      readonly bars: Bars;
      /** Of the rows; the bars themselves are not inspected yet. */
      readonly quality: QualityReport;
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
  const checked = checkRows(rows, { file, side });
  const { bars, findings, badRows } = checked;
  const leftOut = findings.filter(({ handling }) => handling === 'left-out');
  if (2 * badRows > count) throw refuseMany(leftOut, badRows, count);
  if (bars === undefined) throw refuseFew(file, leftOut);
  if (badRows > 0 && decisions.badRows === 'ask') {
    const question = { kind: 'bad-rows', file, rows: count, badRows, findings: leftOut } as const;
    return { kind: 'question', question };
  }
  if (checked.conflicts > 0 && decisions.conflicts === 'ask') {
    return { kind: 'question', question: askAboutConflict(rows, checked, file) };
  }
  const whereIs = (bar: number): string => placeRow(rows, file, checked.indexOf(bar));
  return { kind: 'checked', bars: validateBars(bars), quality: { findings, rows: count }, whereIs };
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

function askAboutConflict(
  rows: RawBars,
  { conflicts, firstConflict }: CheckedRows,
  file: string,
): ConflictQuestion {
  if (firstConflict === undefined) throw new Error(`${conflicts} conflicts without a first one`);
  const { column, values, indices } = firstConflict;
  const time = rows.columns.openTime[indices[0]];
  const places = [placeRow(rows, file, indices[0]), placeRow(rows, file, indices[1])] as const;
  const first = { time, column, values, places };
  return { kind: 'conflicts', symbol: rows.symbol, conflicts, first };
}
