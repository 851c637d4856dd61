import type { Page } from '@playwright/test';
import {
  loadDataset,
  openView,
  readEvaluation,
  readMetric,
  readVerdict,
  simulate,
  trainModel,
} from '../../scripts/demo-page.mjs';
import { chooseSmallTraining, datasetRows, expect, modelRows, test } from './page';
import { importWalk } from './walk-csv';

test('sample market: load, train, evaluate, simulate, and find everything after a reload', async ({
  page,
}) => {
  await page.goto('/');
  await expect(page.getByText('not advice')).toBeVisible();

  const dataset = await loadDataset(page, { files: [], sample: 'market' });
  expect(dataset.bars).toBe(129_600);
  await chooseSmallTraining(page);
  const { backend, train } = await trainModel(page, 400_000);
  expect(backend).toBe('wasm');
  expect(train.epochs).toBe(2);
  expect(train.receptiveField).toBe(29);

  const evaluation = await readEvaluation(page);
  expect(evaluation.bars).toBe(19_430);
  expect(evaluation.auc).toBeGreaterThan(0.55);
  expect(evaluation.auc).toBeLessThan(evaluation.bestReachableAuc ?? 0);
  expect(evaluation.aucCi[0]).toBeLessThan(evaluation.auc);

  const simulation = await simulate(page);
  expect(simulation.bars).toBe(19_440);
  expect(simulation.trades).toBeGreaterThan(100);
  expect(simulation.feesPaid).toBeGreaterThan(0);
  await expect(page.getByRole('table', { name: 'Recent signals' }).locator('tbody tr')).toHaveCount(
    20,
  );

  await page.reload();
  await expect(page.getByRole('link', { name: 'Simulate' })).toHaveAttribute(
    'aria-current',
    'page',
  );
  await expect(page.locator('[data-metric="trades"]').first()).toHaveAttribute(
    'data-value',
    String(simulation.trades),
  );
  expect(await readMetric(page, 'pnl')).toBeCloseTo(Number(simulation.pnl), 6);
  await openView(page, 'Data');
  await expect(datasetRows(page)).toHaveCount(1);
  await openView(page, 'Train');
  await expect(modelRows(page)).toHaveCount(1);
  await expect(page.getByText('How the model in use learned')).toBeVisible();

  await test.step('changing costs runs again at once and keeps the playhead', async () => {
    await openView(page, 'Simulate');
    const position = page.getByRole('slider', { name: 'Position in history' });
    const feesAtEnd = Number(await readMetric(page, 'fees-paid'));
    await position.fill(String(Number(await position.getAttribute('min')) + 5_000));
    // The account at the new place comes with the next frame.
    await expect
      .poll(async () => Number(await readMetric(page, 'fees-paid')))
      .toBeLessThan(feesAtEnd);
    const playhead = await position.inputValue();
    const feesBefore = await readMetric(page, 'fees-paid');
    await page.getByRole('spinbutton', { name: 'Fee per side (bps)' }).fill('10');
    await page.keyboard.press('Tab');
    await expect
      .poll(async () => Number(await readMetric(page, 'fees-paid')))
      .toBeGreaterThan(Number(feesBefore) * 3);
    expect(await position.inputValue()).toBe(playhead);
  });

  await test.step('a model can be renamed and deleted', async () => {
    await openView(page, 'Train');
    await modelRows(page)
      .getByRole('button', { name: /Rename/ })
      .click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('First model');
    await dialog.getByRole('button', { name: 'Rename' }).click();
    await expect(modelRows(page)).toContainText('First model');
    await modelRows(page)
      .getByRole('button', { name: /Delete/ })
      .click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(modelRows(page)).toHaveCount(0);
  });
});

test('one click on a first visit opens a running replay by the model that came with the page, with its verdict', async ({
  page,
}) => {
  await page.goto('/');
  await page.getByRole('button', { name: 'Watch a model trade' }).click();
  const trades = page.locator('[data-metric="trades"]').first();
  await expect(trades).toHaveAttribute('data-value', /[1-9]/, { timeout: 120_000 });
  await expect(page.getByText('This model came with the page')).toBeVisible();
  await expect(page.getByText('OUT OF SAMPLE')).toBeVisible();
  await readVerdict(page);
  await page.getByRole('link', { name: 'Train one yourself' }).click();
  await expect(modelRows(page)).toContainText(/Ready-made.*came with the page/);
  const { bestReachableAuc, auc } = await readEvaluation(page);
  expect(auc).toBeGreaterThan(0.58);
  expect(auc).toBeLessThan(bestReachableAuc ?? 0);
});

test('cancelling a training run ends it at once and leaves nothing behind', async ({ page }) => {
  await page.goto('/');
  await loadDataset(page, { files: [], sample: 'noise' });
  await openView(page, 'Train');
  await page.getByRole('button', { name: 'Train model', exact: true }).click();
  await expect(page.locator('[data-metric="loss"]')).toHaveAttribute('data-value', /\d/);
  await openView(page, 'Data');
  // Every other view says how far it is, and leads back.
  await page.getByRole('link', { name: /^Training \d+%$/ }).click();
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  // Less than a second where the machine has nothing else to do; the run would take minutes.
  await expect(page.getByText('Cancelled')).toBeVisible({ timeout: 10_000 });
  await expect(modelRows(page)).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Train model', exact: true })).toBeEnabled();
  await expect(modelRows(page)).toHaveCount(0);
});

test('plain CPU trains every kind of model: the build leaves out no kernel that it needs', async ({
  page,
}) => {
  await page.goto('/');
  await importWalk(page, 2000);
  await openView(page, 'Train');
  await page.getByRole('combobox', { name: 'Backend' }).selectOption('cpu');
  await page.getByRole('spinbutton', { name: 'Epochs, at most' }).fill('1');
  await page.keyboard.press('Tab');
  const kinds = page.getByRole('combobox', { name: 'Model kind' });
  for (const [at, kind] of (await kinds.getByRole('option').allTextContents()).entries()) {
    await kinds.selectOption(kind);
    await page.getByRole('button', { name: 'Train model', exact: true }).click();
    await expect(modelRows(page)).toHaveCount(at + 1, { timeout: 120_000 });
  }
  expect(new Set(await readBackends(page))).toEqual(new Set(['cpu']));
});

test('at most 100 kB of compressed script come before the first button', async ({ page }) => {
  await page.addInitScript(() => {
    const isThere = () =>
      [...document.querySelectorAll('button')].some(
        ({ textContent }) => textContent.trim() === 'Try the sample market',
      );
    const observer = new MutationObserver(() => {
      if (!isThere()) return;
      performance.mark('first button');
      observer.disconnect();
    });
    observer.observe(document, { childList: true, subtree: true });
  });
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Try the sample market' })).toBeVisible();
  const urls = await page.evaluate(() => {
    const [{ startTime }] = performance.getEntriesByName('first button');
    const loaded = performance.getEntriesByType('resource') as PerformanceResourceTiming[];
    const before = loaded.filter(({ responseEnd }) => responseEnd <= startTime);
    return before.map(({ name }) => name).filter((name) => name.endsWith('.js'));
  });
  expect(urls.length).toBeGreaterThan(5);
  const sizes = await Promise.all(
    urls.map(async (url) => (await gzip(await (await page.request.get(url)).body())).length),
  );
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100_000);
});

function readBackends(page: Page): Promise<(string | null)[]> {
  return modelRows(page).evaluateAll((rows) => rows.map((row) => row.getAttribute('data-backend')));
}

async function gzip(bytes: Buffer): Promise<Buffer> {
  const { gzipSync } = await import('node:zlib');
  return gzipSync(bytes);
}
