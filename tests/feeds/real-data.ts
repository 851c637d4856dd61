import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = join(import.meta.dirname, '../../../shared/data');

/** Whether the folder of real market data is beside the project; tests that need it skip without. */
export const hasRealData = existsSync(folder);

/** Appended to the names of tests that are skipped for want of the folder. */
export const skipNote = hasRealData ? '' : ' (skipped: ../shared/data is absent)';

/** A file of the folder as the page gets it. */
export function readRealFile(path: string): File {
  return new File([readFileSync(join(folder, path))], basename(path));
}

export function realDataPath(path: string): string {
  return join(folder, path);
}
