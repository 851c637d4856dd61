import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const folder = join(import.meta.dirname, '../../../../shared/cases');

/** Whether the folder of inputs that went wrong is beside the project; tests that need it skip without. */
export const hasCases = existsSync(folder);

/** Appended to the names of tests that are skipped for want of the folder. */
export const casesNote = hasCases ? '' : ' (skipped: ../shared/cases is absent)';

/** A file of the folder as the page gets it, by default called by its own name without folders. */
export function readCase(path: string, name = basename(path)): File {
  return new File([readFileSync(join(folder, path))], name);
}

/** The text of a file of the folder. */
export function readCaseText(path: string): string {
  return readFileSync(join(folder, path), 'utf8');
}
