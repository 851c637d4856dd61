import { readFile } from 'node:fs/promises';
import { loadDataset, simulate, trainModel } from '../../scripts/demo-page.mjs';
import { chooseSmallTraining, expect, findFaults, test } from './page';

test('trades are listed, filtered, saved and explained', async ({ page }) => {
  await page.goto('/');
  await loadDataset(page, { files: [], sample: 'market' });
  await chooseSmallTraining(page);
  await trainModel(page, 400_000);
  const { trades } = await simulate(page);
  expect(Number(trades)).toBeGreaterThan(100);

  const table = page.getByRole('table', { name: 'Trades' });
  await expect(table).toHaveAttribute('aria-rowcount', String(Number(trades) + 1));
  await test.step('the largest gain comes first where P/L is sorted by', async () => {
    await table.getByRole('button', { name: 'P/L' }).click();
    await expect(table.getByRole('columnheader', { name: 'P/L' })).toHaveAttribute(
      'aria-sort',
      'descending',
    );
    await page.getByRole('combobox', { name: 'Result of trades' }).selectOption('won');
    await expect(table.getByRole('row').nth(1)).toContainText('+$');
  });
  await test.step('what is shown is what is saved', async () => {
    const rows = Number(await table.getAttribute('aria-rowcount'));
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'CSV', exact: true }).click();
    const text = await readFile(await (await saved).path(), 'utf8');
    expect(text.trimEnd().split('\n')).toHaveLength(rows);
  });
  await test.step('all rows are one stop of the Tab key, and arrows go from one to the next', async () => {
    const button = (at: number) =>
      table.locator(`tr[aria-rowindex="${at + 1}"]`).getByRole('button');
    await button(1).focus();
    for (let presses = 0; presses < 30; presses++) await page.keyboard.press('ArrowDown');
    await expect(button(31)).toBeFocused();
    await expect(button(31)).toBeInViewport();
    await page.keyboard.press('Tab');
    await expect(table.locator(':focus')).toHaveCount(0);
    await page.keyboard.press('Shift+Tab');
    await expect(button(31)).toBeFocused();
    await page.keyboard.press('Home');
    await expect(button(1)).toBeFocused();
  });
  await test.step('a trade says why it was made, a signal what became of it', async () => {
    await table.getByRole('row').nth(1).getByRole('button').click();
    const answer = page.locator('[data-outcome]');
    await expect(answer).toHaveAttribute('data-outcome', 'closed');
    await expect(answer).toContainText('a gain of');
    await page.getByRole('button', { name: 'Back to the newest bar' }).click();
    await page.getByRole('slider', { name: 'Position in history' }).press('ArrowLeft');
    await expect(page.getByText('The newest bar, closed')).toBeVisible();
    await page.getByText('What the model read').click();
    await expect(
      page.getByRole('table', { name: 'Features at this bar' }).getByRole('row'),
    ).not.toHaveCount(1);
    expect(await findFaults(page)).toEqual([]);
  });
  await test.step('paths are drawn for days and trades, and are plainly no proof', async () => {
    await page.getByRole('button', { name: 'Path risk', exact: true }).click();
    await expect(page.getByText('not proof of an edge')).toBeVisible();
    const distribution = page.getByRole('table', { name: 'Distribution of paths' });
    await expect(distribution.getByRole('row')).toHaveCount(7);
    await page.getByRole('radio', { name: 'Trades in another order' }).check({ force: true });
    await expect(page.locator('[data-metric="loss-100"]')).toHaveAttribute('data-value', '0');
    expect(await findFaults(page)).toEqual([]);
  });
});
