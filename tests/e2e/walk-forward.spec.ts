import type { Locator, Page } from '@playwright/test';
import { openView, trainModel } from '../../scripts/demo-page.mjs';
import { startSlowRun } from './gradient-worker';
import { watchLayoutShift } from './layout-shift';
import { chooseSmallTraining, expect, test } from './page';
import { importWalk } from './walk-csv';

const button = (page: Page | Locator, name: string) =>
  page.getByRole('button', { name, exact: true });
const folds = (page: Page) => page.getByRole('table', { name: 'Folds' }).locator('tr[data-fold]');

/** The probabilities of each fold of the only study, as they are stored. */
function readProbabilities(page: Page): Promise<number[][]> {
  return page.evaluate(async () => {
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('tabquant');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error ?? new Error('not opened'));
    });
    try {
      return await new Promise<number[][]>((resolve) => {
        const request = database.transaction('studyParts').objectStore('studyParts').getAll();
        request.onsuccess = () =>
          resolve(
            (request.result as { probability: Float32Array }[]).map(({ probability }) => [
              ...probability,
            ]),
          );
      });
    } finally {
      database.close();
    }
  });
}

test('a walk-forward that a reload interrupts is resumed to the same probabilities', async ({
  page,
}) => {
  await page.goto('/');
  // Seven days and two hours: three to learn from, then five test blocks.
  await importWalk(page, 10_200);
  await chooseSmallTraining(page);
  await page.getByRole('combobox', { name: 'Workers' }).selectOption('2');
  await trainModel(page, 400_000);
  await openView(page, 'Evaluate');
  const isExamined = () => expect(button(page, 'Export report')).toBeEnabled();
  await isExamined();
  const readShifts = await watchLayoutShift(page);
  await button(page, 'Run walk-forward').click();
  const joined = page.locator('[data-metric="walk-forward-auc"]');
  await expect(joined).toHaveAttribute('data-value', /0\.\d+/);
  await expect(folds(page)).toHaveCount(5);
  const auc = await joined.getAttribute('data-value');

  await test.step('what it found takes the place of the test block, and nothing moves', async () => {
    await expect(page.getByText('the joined test blocks of the walk-forward')).toBeVisible();
    await isExamined();
    const shifts = await readShifts();
    const sum = shifts.reduce((total, { value }) => total + value, 0);
    expect(sum, JSON.stringify(shifts)).toBeLessThan(0.02);
  });
  await test.step('its models say what they go by, and what they say of bars that they learned from', async () => {
    await button(page, 'Ask the models').click();
    const rows = page.getByRole('table', { name: 'Importance of features' }).locator('tbody tr');
    await expect(rows).toHaveCount(9);
    await expect(rows.first()).toContainText('of 5');
    const autopsy = page.getByRole('table', { name: 'Autopsy' });
    await expect(autopsy.locator('tr[data-step="reference"]')).toBeVisible();
  });
  const undisturbed = await readProbabilities(page);
  expect(undisturbed).toHaveLength(5);

  await test.step('again, until a fold is finished, then the tab is reloaded', async () => {
    await startSlowRun(page, () => button(page, 'Run walk-forward').click());
    await expect(page.getByRole('progressbar', { name: 'Walk-forward progress' })).toBeVisible();
    // The first is there, however many more have come since.
    await expect(folds(page).first()).toBeVisible();
    await page.reload();
  });
  await expect(page.getByText(/Stopped after [1-4] of 5 folds/)).toBeVisible();
  await expect(joined).toHaveCount(0);
  await button(page, 'Resume').click();
  await expect(joined).toHaveAttribute('data-value', auc ?? '');
  await expect(folds(page)).toHaveCount(5);
  expect(await readProbabilities(page)).toEqual(undisturbed);

  await test.step('cancel keeps what is finished, and another tab waits', async () => {
    // So slow that it is still running when it is cancelled.
    await startSlowRun(page, () => button(page, 'Run walk-forward').click(), 600_000);
    const other = await page.context().newPage();
    await other.goto('/#/evaluate');
    await button(other, 'Run combinatorial').click();
    await expect(other.getByRole('alert')).toContainText('Another tab is running a study');
    await button(page.getByRole('region', { name: 'Walk-forward' }), 'Cancel').click();
    await expect(button(page, 'Resume')).toBeVisible();
    await button(other, 'Run combinatorial').click();
    await expect(other.locator('[data-path-auc]')).toHaveCount(5);
  });
});
