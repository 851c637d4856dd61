import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { catalogue, listShapes } from './catalogue';
import { runShapes } from './run-shapes';

it('reads each shape of each program as the bars that were written, or asks where it may', async () => {
  // A dozen variants of each shape; `npm run fuzz -- --shapes` tries 20,000.
  const inputs = 12 * catalogue.length;
  expect(inputs).toBeGreaterThanOrEqual(500);
  const { violations, kinds } = await runShapes({
    inputs,
    seed: 2024,
    onProgress: () => undefined,
  });
  expect(violations).toEqual([]);
  expect(kinds.other).toBe(0);
  // Whatever may be asked, most variants need no question.
  expect(kinds.same).toBeGreaterThan(0.85 * inputs);
});

it('has at least 25 programs, each written down in the documents with what is asked', () => {
  expect(new Set(catalogue.map(({ program }) => program)).size).toBeGreaterThanOrEqual(25);
  const text = readFileSync(join(import.meta.dirname, '../../docs/DATA.md'), 'utf8');
  const rows = text.split('\n').map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  const listed = rows.map((cells) => cells.filter((cell) => cell !== '').join(' | '));
  expect(listShapes().filter((row) => !listed.includes(row))).toEqual([]);
});
