import { expect, test, type Page } from '@playwright/test';
import { openView } from '../../scripts/demo-page.mjs';
import { startSlowRun } from './gradient-worker';
import { importWalk } from './walk-csv';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

test('two tabs do not train the same network on the same bars at once', async ({
  page,
  context,
}) => {
  await page.goto('/');
  await importWalk(page, 12_000);
  await openView(page, 'Train');
  await page.getByRole('spinbutton', { name: 'Epochs, at most' }).fill('200');
  await page.keyboard.press('Tab');
  await page.getByRole('combobox', { name: 'Workers' }).selectOption('2');
  const other = await context.newPage();
  await other.goto('/');
  await openView(other, 'Train');

  await startSlowRun(page, () => button(page, 'Train model').click());
  await expect(page.locator('[data-metric="step"]').first()).toHaveAttribute('data-value', /[1-9]/);
  await button(other, 'Train model').click();
  await expect(other.getByRole('alert')).toContainText('Another tab is training this network');

  await button(page, 'Cancel').click();
  await expect(button(page, 'Train model')).toBeEnabled();
  await button(other, 'Train model').click();
  await expect(other.locator('[data-metric="step"]').first()).toHaveAttribute(
    'data-value',
    /[1-9]/,
  );
  await expect(other.getByRole('alert')).toHaveCount(0);
  await button(other, 'Cancel').click();
});
