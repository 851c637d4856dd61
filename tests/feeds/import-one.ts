import { noDecisions, type ImportDecisions } from '../../src/core/import';
import { importFiles, type ImportResult } from '../../src/feeds/import-files';
import type { ImportedBars } from '../../src/feeds/merge-parts';
import { parquetWasm } from './make-files';

/** Imports files with the real steps. */
export function importWith(
  files: readonly File[],
  decisions: Partial<ImportDecisions> = {},
): Promise<ImportResult> {
  return importFiles(files, { ...noDecisions, ...decisions }, () => undefined, { parquetWasm });
}

/** The one dataset that files become without a question; throws with what was said instead. */
export async function importOne(...files: readonly File[]): Promise<ImportedBars> {
  const result = await importWith(files);
  if (result.kind === 'bars' && result.imports.length === 1) return result.imports[0];
  throw new Error(`not one dataset: ${JSON.stringify(result).slice(0, 500)}`);
}
