import { loadDataset, openView } from '../../scripts/demo-page.mjs';
import { expect, test } from './page';

test('a rule trades over a dataset without any model, and another one filters it', async ({
  page,
}) => {
  await page.goto('/');
  await loadDataset(page, { files: [], sample: 'market' });
  await openView(page, 'Simulate');
  await expect(page.getByText('No model to trade with yet')).toBeVisible();
  await page.getByRole('button', { name: 'Trade by a rule instead' }).click();
  const strategy = page.getByRole('combobox', { name: 'Strategy', exact: true });
  await expect(strategy).toHaveValue('sma-cross');
  await expect(page.getByText('NO MODEL', { exact: true })).toBeVisible();
  await expect(page.getByText('they are not out of sample')).toBeVisible();
  const rows = page.getByRole('table', { name: 'Recent signals' }).locator('tbody tr');

  await page.getByRole('combobox', { name: 'Speed' }).selectOption('max');
  await page.getByRole('button', { name: 'Start', exact: true }).click();
  await expect(rows.first()).toBeVisible();

  await test.step('other rules and a filter take its place, and are kept over a reload', async () => {
    await strategy.selectOption('breakout');
    await page.getByRole('spinbutton', { name: 'Channel (bars)' }).fill('30');
    await page
      .getByRole('combobox', { name: 'Only where this agrees' })
      .selectOption('Volatility targeting');
    await expect(rows.first()).toContainText('LONG');
    await page.reload();
    await expect(strategy).toHaveValue('breakout');
    await expect(page.getByRole('spinbutton', { name: 'Channel (bars)' })).toHaveValue('30');
  });

  await test.step('a replay that runs says so, and pauses where its view is left', async () => {
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('1');
    await page.getByRole('button', { name: 'Restart' }).click();
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const state = page.locator('[data-replay]');
    await expect(state).toHaveText('Running');
    await openView(page, 'Data');
    await openView(page, 'Simulate');
    await expect(state).toHaveText('Paused');
  });

  await test.step('a strategy that needs a model says so', async () => {
    await strategy.selectOption('thresholds');
    await expect(page.getByText('No model to trade with yet')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Trade by a rule instead' })).toBeVisible();
  });
});
