import { openView } from '../../scripts/demo-page.mjs';
import { chooseFiles, datasetRows, expect, makeFile, makeKlinesCsv, test } from './page';

test('the same file chosen twice is one dataset, and its page stays whole', async ({ page }) => {
  await page.goto('/');
  const file = makeFile('TWICEUSDT-1m-2024-01.csv', makeKlinesCsv(2_000));
  await chooseFiles(page, [file, file]);
  await expect(datasetRows(page)).toHaveAttribute('data-bars', '2000');
  await expect(page.getByRole('img', { name: /Price/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Train a model' })).toBeVisible();
});

test('files can be dropped on any view', async ({ page }) => {
  await page.goto('/');
  await openView(page, 'Evaluate');
  const transfer = await page.evaluateHandle((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], 'DROPUSDT-1m-2024-01.csv'));
    return files;
  }, makeKlinesCsv(2_000));
  await page.dispatchEvent('main', 'dragenter', { dataTransfer: transfer });
  await expect(page.getByText('Drop to import')).toBeVisible();
  await page.dispatchEvent('main', 'drop', { dataTransfer: transfer });
  await expect(datasetRows(page)).toHaveAttribute('data-symbol', 'DROPUSDT');
});

test('a button that works on stays where the keyboard is', async ({ page }) => {
  await page.goto('/');
  const sample = page.getByRole('button', { name: 'Try the sample market' });
  await sample.focus();
  await page.keyboard.press('Enter');
  await expect(datasetRows(page)).toHaveCount(1);
  await expect(sample).toBeFocused();
});
