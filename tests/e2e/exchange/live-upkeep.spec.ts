import { expect } from '@playwright/test';
import { openView } from '../../../scripts/demo-page.mjs';
import { datasetRows, modelRows } from '../page';
import { alertOf, liveSpeed, test } from './exchange-page';
import { accounts, connection, goLive, readTradedBars } from './live-page';

test('one click retrains on the newest 90 days while trading goes on, and the new model can become champion', async ({
  page,
  serve,
}) => {
  await serve({ days: 92, speed: liveSpeed });
  await goLive(page);
  const own = accounts(page).getByRole('listitem');
  await expect(own).toHaveCount(1);
  const before = (await readTradedBars(page)).length;

  await page.getByRole('button', { name: 'Retrain on the newest 90 days' }).click();
  await expect(page.getByRole('progressbar', { name: 'Retraining progress' })).toBeVisible();
  await expect(own).toHaveCount(2, { timeout: 180_000 });
  await expect(own.nth(1)).toContainText('challenger');
  // Trading went on meanwhile, and the connection stayed as it was.
  const traded = await readTradedBars(page);
  expect(traded.length).toBeGreaterThan(before);
  await expect(connection(page)).toContainText(/live/i);

  const card = page.getByRole('region', { name: 'Champion against challenger' });
  await expect(card.getByRole('table')).toBeVisible();
  await card.getByRole('button', { name: 'Make champion' }).click();
  await expect(own.nth(1)).toContainText('champion');
  await expect(own.nth(0)).toContainText('challenger');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(own.nth(0)).toContainText('champion');
  await expect(own.nth(1)).toContainText('challenger');
  await expect(alertOf(page)).toHaveCount(0);

  await openView(page, 'Data');
  const rows = await datasetRows(page).evaluateAll((all) =>
    all.map((row) => Number(row.dataset.bars)),
  );
  expect(Math.max(...rows)).toBe(90 * 1440);

  // The new model is like the old one, and the one in use has stayed in use.
  await openView(page, 'Train');
  await expect(modelRows(page)).toHaveCount(2);
  await expect(page.getByRole('spinbutton', { name: 'Width' })).toHaveValue('8');
});
