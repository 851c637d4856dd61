import { type Bars, sliceBars } from '../../src/core/bars/bars';
import { noDecisions, type ImportDecisions } from '../../src/core/import';
import { importFiles, type ImportResult } from '../../src/feeds/import-files';
import type { ImportedBars } from '../../src/feeds/merge-parts';
import { makeBars } from '../core/bars/make-bars';
import type { FakeFiles } from './fake-steps';

export const minute = 60_000;
/** A hundred bars, and some of them. */
export const hundred = makeBars(100);
export const part = (start: number, end: number): Bars => sliceBars(hundred, { start, end });

/** A copy of bars with one other value. */
export function withValue(
  bars: Bars,
  column: 'open' | 'high' | 'low' | 'close' | 'volume' | 'openTime',
  row: number,
  value: number,
): Bars {
  const values = bars[column].slice();
  values[row] = value;
  return { ...bars, [column]: values };
}

/** Imports made-up files with the decisions that are given. */
export async function run(
  fake: FakeFiles,
  files: readonly File[],
  decisions: Partial<ImportDecisions> = {},
): Promise<ImportResult> {
  return importFiles(files, { ...noDecisions, ...decisions }, () => undefined, fake);
}

/** What files become; throws with what was said instead. */
export async function load(
  fake: FakeFiles,
  files: readonly File[],
  decisions: Partial<ImportDecisions> = {},
): Promise<readonly ImportedBars[]> {
  const result = await run(fake, files, decisions);
  if (result.kind !== 'bars') throw new Error(JSON.stringify(result));
  return result.imports;
}

/** Why files are refused; throws where they are not. */
export async function refusal(
  fake: FakeFiles,
  files: readonly File[],
  decisions: Partial<ImportDecisions> = {},
): Promise<string> {
  const result = await run(fake, files, decisions);
  if (result.kind !== 'refused') throw new Error(`not refused, but ${result.kind}`);
  return result.message;
}
