import type { CatalogueEntry } from './entry';
import { exchanges } from './exchanges';
import { terminals } from './terminals';
import { vendors } from './vendors';

/** Shapes in which programs and exchanges write bars, each with a generator from known bars. */
export const catalogue: readonly CatalogueEntry[] = [...exchanges, ...vendors, ...terminals];

/** The rows of the table in docs/DATA.md: what is read without a question. */
export function listShapes(): readonly string[] {
  return catalogue.map(({ program, shape, asks = 'nothing' }) => `${program} | ${shape} | ${asks}`);
}
