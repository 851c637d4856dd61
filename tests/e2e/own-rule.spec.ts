import { readFile } from 'node:fs/promises';
import { openView, trainModel } from '../../scripts/demo-page.mjs';
import { chooseSmallTraining, expect, findFaults, test } from './page';
import { importWalk } from './walk-csv';

test("a rule of one's own is written, run, kept, checked, counted and saved", async ({ page }) => {
  await page.goto('/');
  await importWalk(page, 10_080);
  await chooseSmallTraining(page);
  await trainModel(page, 400_000);
  await openView(page, 'Simulate');
  await page.getByRole('button', { name: 'Your own rule', exact: true }).click();
  const editor = page.getByRole('textbox', { name: 'Your own rule' });
  const status = page.getByRole('status').filter({ hasText: /closes|Line|sandbox/ });
  const trades = page.locator('[data-metric="trades"]').first();

  await test.step('an example trades', async () => {
    await page
      .getByRole('combobox', { name: 'Rules' })
      .selectOption({ label: 'Example: Breakout' });
    await page.getByRole('button', { name: 'Trade by this rule' }).click();
    await expect(status).toContainText(/Asked at [\d,]+ closes: [\d,]+ long,\s+[\d,]+ short/);
    await expect(page.getByRole('combobox', { name: 'Strategy', exact: true })).toHaveValue(
      'own-rule',
    );
    await page.getByRole('combobox', { name: 'Speed' }).selectOption('max');
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    await expect
      .poll(async () => Number(await trades.getAttribute('data-value')))
      .toBeGreaterThan(0);
    expect(await findFaults(page)).toEqual([]);
  });
  await test.step('names are completed, and a mistake is told with its line', async () => {
    await editor.fill('const a = 1;\n');
    await editor.press('End');
    await editor.pressSequentially('return high');
    await expect(page.getByRole('option', { name: /highest/ })).toBeVisible();
    await editor.press('Enter');
    await editor.pressSequentially('(900) > 0 ? LONG : SHORT;');
    await expect(editor).toHaveValue(/return highest\(900\) > 0/);
    await editor.press('Control+Enter');
    await expect(status).toContainText('Line 2');
    await expect(status).toContainText('needs 900 bars');
  });
  await test.step('a rule without end is stopped, and the page goes on', async () => {
    await editor.fill('while (true) {}');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(status).toContainText('gave no answer');
  });
  await test.step('it lets the model trade only where both agree, and trades again', async () => {
    const strategy = page.getByRole('combobox', { name: 'Strategy', exact: true });
    await strategy.selectOption('thresholds');
    await editor.fill('return close() > sma(100) ? LONG : SHORT;');
    await page.getByRole('button', { name: 'Filter by this rule' }).click();
    await expect(status).toContainText('Probability thresholds trades only where');
    await expect(page.getByRole('combobox', { name: 'Only where this agrees' })).toHaveValue(
      'own-rule',
    );
    await expect.poll(async () => Number(await trades.getAttribute('data-value'))).not.toBeNaN();
    await page.getByRole('button', { name: 'Trade by this rule' }).click();
    await expect(strategy).toHaveValue('own-rule');
  });
  await test.step('it is kept over a reload, checked and counted', async () => {
    await editor.fill('// Mine\nreturn close() > sma(100) ? LONG : SHORT;\n');
    await page.getByRole('textbox', { name: 'Name of the rule' }).fill('Mine');
    await page.getByRole('button', { name: 'Keep', exact: true }).click();
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(status).toContainText('closes');
    await page.getByRole('textbox', { name: 'Name of the rule' }).fill('My rule');
    await page.getByRole('button', { name: 'Rename', exact: true }).click();
    await page.getByRole('button', { name: 'Check for leaks' }).click();
    await expect(page.getByText(/No leak found: [\d,]+ comparisons/)).toBeVisible();
    await page.reload();
    await expect(editor).toHaveValue(/Mine/);
    await expect(page.getByRole('combobox', { name: 'Rules' })).toContainText('My rule');
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save as file' }).click();
    const file = await saved;
    expect(await readFile(await file.path(), 'utf8')).toContain('return close() > sma(100)');
    await openView(page, 'Evaluate');
    await expect(page.getByRole('table', { name: 'Trials' })).toContainText('Mine');
  });
});
