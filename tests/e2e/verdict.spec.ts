import { readFile } from 'node:fs/promises';
import { loadDataset, openView, readVerdict, trainModel } from '../../scripts/demo-page.mjs';
import { chooseSmallTraining, expect, test } from './page';

test('one verdict with its evidence, the same sentence in every view, and in a report', async ({
  page,
}) => {
  await page.goto('/');
  await loadDataset(page, { files: [], sample: 'market' });
  await chooseSmallTraining(page);
  await trainModel(page, 400_000);

  await openView(page, 'Evaluate');
  const verdict = await readVerdict(page);
  expect(verdict.sentence).toMatch(/AUC 0\.5\d\d \(0\.\d{3}–0\.\d{3}\) on 14 days it never saw/);
  const exporting = page.getByRole('button', { name: 'Export report' });
  await expect(exporting).toBeEnabled();
  for (const name of ['Baselines', 'Trials', 'Autopsy', 'Months', 'Drawdowns']) {
    await expect(page.getByRole('table', { name, exact: true })).toBeVisible();
  }

  await test.step('the report is one file with the same words', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), exporting.click()]);
    expect(download.suggestedFilename()).toBe('tabquant-report.html');
    const text = await readFile(await download.path(), 'utf8');
    expect(text).toContain(`<p>${verdict.sentence.slice(verdict.sentence.indexOf('AUC'))}</p>`);
    expect(text).toContain('<caption>Autopsy</caption>');
  });

  await openView(page, 'Simulate');
  expect(await readVerdict(page)).toEqual(verdict);

  await test.step('rules that nobody can trade by are named and never green', async () => {
    await page.getByRole('switch', { name: 'Reference mode' }).click();
    await expect(page.getByText('RULES THAT FLATTER')).toBeVisible();
    await expect(page.locator('[data-verdict="flattered"]')).toContainText('no costs');
    await expect(page.locator('[data-verdict]')).not.toHaveClass(/good/);
  });
});
