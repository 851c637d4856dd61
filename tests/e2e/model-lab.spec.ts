import { readFile } from 'node:fs/promises';
import type { Download } from '@playwright/test';
import { openView, trainModel } from '../../scripts/demo-page.mjs';
import {
  chooseLook,
  chooseSmallTraining,
  expect,
  findFaults,
  modelRows,
  rulesOfColour,
  test,
} from './page';
import { importWalk } from './walk-csv';

test('two models are ticked and compared on the same bars', async ({ page }) => {
  await page.goto('/');
  // Forty days, of which the last six are the test block.
  await importWalk(page, 57_600);
  await chooseSmallTraining(page);
  await trainModel(page, 400_000);
  await page.getByRole('spinbutton', { name: 'Seed' }).fill('2');
  await page.getByRole('button', { name: 'Train model', exact: true }).click();
  await expect(modelRows(page)).toHaveCount(2, { timeout: 120_000 });

  const ticks = page.getByRole('checkbox', { name: /^Compare / });
  await ticks.nth(1).check();
  await ticks.nth(0).check();
  const table = page.getByRole('table', { name: 'Comparison of models' });
  const rows = table.locator('tr[data-compared]');
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(0)).toContainText('reference');
  const difference = table.locator('[data-metric="auc-difference"]');
  await expect(difference).toHaveAttribute('data-value', /\d/);
  const auc = (at: number) =>
    rows.nth(at).locator('[data-metric="compared-auc"]').getAttribute('data-value').then(Number);
  const told = Number(await difference.getAttribute('data-value'));
  expect(told).toBeCloseTo((await auc(1)) - (await auc(0)), 10);
  await expect(page.getByRole('listitem').filter({ hasText: /ranks|difference/ })).toHaveCount(1);

  expect(await findFaults(page)).toEqual([]);
  // On a phone nothing is wider than the page.
  await page.setViewportSize({ width: 390, height: 844 });
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  expect(overflow).toBe(0);
  await page.getByRole('button', { name: 'Untick all' }).click();
  await expect(table).toHaveCount(0);

  await test.step('a model is saved as a file, deleted, and opened from the file again', async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    const row = modelRows(page).first();
    const menu = row.getByRole('button', { name: /^Files of / });
    const saved: Download[] = [];
    for (const format of ['ONNX', 'safetensors']) {
      const download = page.waitForEvent('download');
      await menu.click();
      await page.getByRole('button', { name: `Save as ${format}` }).click();
      saved.push(await download);
    }
    const [, file] = saved;
    expect(file.suggestedFilename()).toMatch(/\.safetensors$/);
    const auc = await row.getAttribute('data-auc');
    await row.getByRole('button', { name: /^Delete / }).click();
    const dialog = page.getByRole('dialog').getByRole('button', { name: 'Delete' });
    if (await dialog.isVisible()) await dialog.click();
    await expect(modelRows(page)).toHaveCount(1);
    await page.locator('input[type="file"][accept^=".safetensors"]').setInputFiles({
      name: 'model.safetensors',
      mimeType: '',
      buffer: await readFile(await file.path()),
    });
    await expect(modelRows(page)).toHaveCount(2);
    await expect(page.locator(`tr[data-auc="${auc}"]`)).toContainText('in use');
    expect(await findFaults(page)).toEqual([]);
  });
});

test('a search tries configurations within its budget, and its winner becomes a model', async ({
  page,
}) => {
  await page.goto('/');
  await importWalk(page, 20_160);
  await openView(page, 'Train');
  await page.getByRole('spinbutton', { name: 'Epochs, at most' }).fill('1');
  const search = page.getByRole('region', { name: 'Search' });
  await search.getByRole('spinbutton', { name: 'Minutes' }).fill('0.15');
  for (const box of await search
    .getByRole('group', { name: 'Kinds' })
    .getByRole('checkbox')
    .all()) {
    await box.setChecked(false);
  }
  await expect(search.getByRole('button', { name: 'Start search' })).toBeDisabled();
  await search.getByRole('checkbox', { name: 'TCN' }).check();
  await search.getByRole('checkbox', { name: 'All', exact: true }).uncheck();
  await search.getByRole('button', { name: 'Start search' }).click();
  await expect(search.getByRole('progressbar', { name: 'Search progress' })).toBeVisible();
  const rows = search.getByRole('table', { name: 'Tries of the search' }).locator('tbody tr');
  const use = search.getByRole('button', { name: 'Use the winner' });
  await expect(use).toBeEnabled();
  await expect(rows.first()).toContainText('winner');
  const count = await rows.count();
  expect(count).toBeGreaterThan(1);
  await expect(search.getByRole('table', { name: 'Plateau' })).toBeVisible();
  await chooseLook(page, 'Dark', 'Green, red');
  expect(await findFaults(page)).toEqual([]);
  await chooseLook(page, 'Light', 'Green, red');
  expect(await findFaults(page, rulesOfColour)).toEqual([]);

  await page.reload();
  await expect(rows).toHaveCount(count);
  await use.click();
  await expect(modelRows(page)).toHaveCount(1, { timeout: 120_000 });
  await openView(page, 'Evaluate');
  const trials = page.getByRole('table', { name: 'Trials' }).locator('tbody tr');
  await expect(trials.filter({ hasText: 'search' }).first()).toBeVisible();
  await expect(trials.filter({ hasText: 'training' })).toHaveCount(1);
});

test('boosted trees learn another label, and every view says what it means', async ({ page }) => {
  await page.goto('/');
  await importWalk(page, 20_000);
  await openView(page, 'Train');
  await page.getByRole('combobox', { name: 'Model kind' }).selectOption('trees');
  await page.getByRole('spinbutton', { name: 'Trees, at most' }).fill('30');
  await page.getByRole('spinbutton', { name: 'Bars of a leaf, at least' }).fill('50');
  await page.getByRole('combobox', { name: 'Label' }).selectOption('over-costs');
  const caution = 'a low one does not mean a fall';
  await expect(page.getByText(caution)).toBeVisible();
  await expect(page.getByRole('spinbutton', { name: 'Epochs, at most' })).toHaveCount(0);
  await trainModel(page, 400_000);
  await expect(page.getByRole('alert')).toHaveCount(0);

  await openView(page, 'Evaluate');
  await expect(page.getByText(caution)).toBeVisible();
  await expect(page.getByRole('table', { name: 'Importance of features' })).toBeVisible();
  await openView(page, 'Simulate');
  await expect(page.getByRole('note').filter({ hasText: caution })).toBeVisible();
});

test('one model learns from two markets, is judged on each, and is combined with another', async ({
  page,
}) => {
  await page.goto('/');
  await importWalk(page, 14_400, { symbol: 'ETHUSDT', seed: 11 });
  await importWalk(page, 14_400);
  await openView(page, 'Train');
  await page.getByRole('combobox', { name: 'Model kind' }).selectOption('logistic');
  const markets = page.getByRole('region', { name: 'Train on several markets' });
  await markets.getByRole('checkbox', { name: /^ETHUSDT/ }).check();
  await expect(markets).toContainText('One model learns from 2 markets');
  await markets.getByRole('switch', { name: 'Tell the model which market' }).check();
  await trainModel(page, 400_000);
  await expect(modelRows(page)).toContainText('BTCUSDT');
  await expect(modelRows(page)).toContainText('ETHUSDT');

  await page.getByRole('spinbutton', { name: 'Bars read' }).fill('4');
  await page.getByRole('button', { name: 'Train model', exact: true }).click();
  await expect(modelRows(page)).toHaveCount(2, { timeout: 120_000 });
  const ticks = page.getByRole('checkbox', { name: /^Compare / });
  await ticks.nth(0).check();
  await ticks.nth(1).check();
  await page.getByRole('button', { name: 'Combine into an ensemble' }).click();
  await expect(modelRows(page)).toHaveCount(3, { timeout: 120_000 });
  await expect(modelRows(page).first()).toContainText('Ensemble 2 Logistic');

  await openView(page, 'Evaluate');
  const table = page.getByRole('table', { name: 'Markets' });
  const rows = table.locator('tbody tr');
  await expect(rows).toHaveCount(3);
  for (const at of [0, 1, 2]) {
    await expect(rows.nth(at).locator('[data-value]')).toHaveAttribute('data-value', /^0\.\d/);
  }
  expect(await findFaults(page)).toEqual([]);
});
