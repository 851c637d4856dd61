import { openView } from '../../scripts/demo-page.mjs';
import { datasetRows, expect, modelRows, test } from './page';
import { importWalk } from './walk-csv';

test('features are chosen by preset and by tick, are kept, and a model trains on them', async ({
  page,
}) => {
  await page.goto('/');
  await importWalk(page, 10_080);
  await openView(page, 'Train');
  const features = page.getByRole('group', { name: 'Features' });
  const lookBack = features.locator('[data-metric="look-back"]');
  await expect(lookBack).toHaveAttribute('data-value', '60');
  await features.getByText('Recommended', { exact: true }).click();
  await expect(lookBack).toHaveAttribute('data-value', '240');
  // A family opens by its name, and stays open while its ticks change.
  await features.getByText('Shape', { exact: true }).click();
  const wick = features.getByRole('checkbox', { name: /^upper_wick / });
  await wick.uncheck();
  await expect(features.getByRole('checkbox', { name: /^lower_wick / })).toBeVisible();
  await features.getByRole('checkbox', { name: 'All of Clock' }).uncheck();
  await expect(features.getByRole('radio', { name: 'Own' })).toBeChecked();
  const count = await features.locator('[data-metric="features"]').getAttribute('data-value');

  await page.reload();
  await features.getByText('Shape', { exact: true }).click();
  await expect(wick).not.toBeChecked();
  await expect(features.locator('[data-metric="features"]')).toHaveAttribute(
    'data-value',
    String(count),
  );
  await page.getByRole('combobox', { name: 'Model kind' }).selectOption('logistic');
  await page.getByRole('button', { name: 'Train model', exact: true }).click();
  await expect(modelRows(page)).toHaveCount(1, { timeout: 120_000 });
  await openView(page, 'Evaluate');
  const importance = page.getByRole('table', { name: 'Importance of features' });
  await expect(importance.locator('tbody tr')).toHaveCount(Number(count), { timeout: 400_000 });
  await expect(page.locator('[data-metric="feature-correlation"]')).toContainText('the same');
});

test('columns of another market are joined, and can be read by a model', async ({ page }) => {
  await page.goto('/');
  await importWalk(page, 20_160);
  await page.getByRole('button', { name: 'Try pure noise' }).click();
  await expect(datasetRows(page)).toHaveCount(2, { timeout: 120_000 });
  await page.getByRole('button', { name: 'Add markets' }).click();
  const dialog = page.getByRole('dialog', { name: 'Columns of other markets' });
  await expect(dialog.getByRole('button', { name: 'Add columns' })).toBeDisabled();
  await dialog.getByRole('checkbox').first().check();
  await dialog.getByRole('button', { name: 'Add columns' }).click();
  await expect(datasetRows(page)).toHaveCount(3);
  await openView(page, 'Train');
  const features = page.getByRole('group', { name: 'Features' });
  const volatility = features.getByRole('checkbox', { name: /^BTCUSDT vol_60 / });
  await volatility.check();
  await expect(volatility).toBeChecked();
  await expect(features.getByText('1 of 5')).toBeVisible();
});
