import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test, type Page } from '@playwright/test';
import { createRandom } from '../../src/core/random';
import { isLong } from '../long';
import { startKillableBrowser, type KillableBrowser } from './killable-browser';
import { chooseFiles, datasetRows, makeKlinesCsv } from './page';
import { readStoredLibrary } from './stored-library';

const kills = isLong ? 40 : 5;
const filesPerImport = 3;
const barsPerFile = 3_000;
const minuteMs = 60_000;

// A trace cannot be written of a browser that was killed.
test.use({ trace: 'off' });

let running: KillableBrowser | undefined;

test.afterEach(async () => {
  await running?.kill();
});

test('a browser killed at any moment of an import leaves the old library or the new', async ({
  baseURL,
}, testInfo) => {
  const open = async (): Promise<KillableBrowser> => {
    running = await startKillableBrowser(testInfo.outputPath('profile'));
    await running.page.goto(baseURL ?? '');
    return running;
  };
  const random = createRandom(20_240_101);
  const outcomes: string[] = [];

  // The first import is left alone, and tells how long one takes.
  let browser = await open();
  const startedMs = performance.now();
  await chooseFiles(browser.page, writeFiles(testInfo.outputPath('files'), 0));
  await expect(datasetRows(browser.page)).toHaveCount(1);
  const durationMs = performance.now() - startedMs;

  for (let round = 1; round <= kills; round++) {
    const files = writeFiles(testInfo.outputPath('files'), round);
    // Nobody hears how this import ends.
    void chooseFiles(browser.page, files).catch(() => undefined);
    await delay(random.uniform() * durationMs);
    await browser.kill();

    browser = await open();
    await expect(datasetRows(browser.page).first()).toBeVisible();
    outcomes.push(await expectWholeLibrary(browser.page, round));

    await chooseFiles(browser.page, files);
    await expect(datasetRows(browser.page)).toHaveCount(round + 1);
    await expect(browser.page.getByRole('alert')).toHaveCount(0);
  }
  expect(await expectWholeLibrary(browser.page, kills)).toBe('new');
  testInfo.annotations.push({ type: 'after each kill', description: outcomes.join(' ') });
});

/** Expects `before` whole datasets, or one more; returns which of the two. */
async function expectWholeLibrary(page: Page, before: number): Promise<'old' | 'new'> {
  const { datasets, withBars, mismatched } = await readStoredLibrary(page);
  expect(mismatched).toEqual([]);
  expect([...withBars].sort()).toEqual(datasets.map(({ id }) => id).sort());
  expect(new Set(datasets.map(({ bars }) => bars))).toEqual(
    new Set([filesPerImport * barsPerFile]),
  );
  expect([before, before + 1]).toContain(datasets.length);
  await expect(datasetRows(page)).toHaveCount(datasets.length);
  await expect(page.getByRole('alert')).toHaveCount(0);
  return datasets.length === before ? 'old' : 'new';
}

/** Files of one import, each following on the other; every batch has times of its own. */
function writeFiles(folder: string, batch: number): string[] {
  mkdirSync(folder, { recursive: true });
  return Array.from({ length: filesPerImport }, (_, part) => {
    const shiftMs = (batch * filesPerImport + part) * barsPerFile * minuteMs;
    const path = join(folder, `KILLUSDT-1m-batch${batch}-part${part}.csv`);
    const isTime = (column: number): boolean => column === 0 || column === 6;
    const csv = makeKlinesCsv(barsPerFile, (row) =>
      row.map((cell, column) => (isTime(column) ? String(Number(cell) + shiftMs) : cell)),
    );
    writeFileSync(path, csv);
    return path;
  });
}
