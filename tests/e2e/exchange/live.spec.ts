import { expect, type Page } from '@playwright/test';
import { openView } from '../../../scripts/demo-page.mjs';
import { alertOf, liveSpeed, test, trainOnFetchedBars } from './exchange-page';

const connection = (page: Page) => page.getByRole('status', { name: 'Connection' });
const metric = (page: Page, name: string) => page.locator(`[data-metric="${name}"]`).first();

test('a model trades paper money on live bars at once, through a lost connection and a reload', async ({
  page,
  serve,
}) => {
  const exchange = await serve({
    days: 3,
    speed: liveSpeed,
    faults: [{ kind: 'drop-connection', after: 40, times: 1 }],
  });
  await trainOnFetchedBars(page);
  await openView(page, 'Live');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(connection(page)).toContainText(/live/i, { timeout: 30_000 });
  // Signals are there with the first bars, not after an hour.
  await expect(metric(page, 'price')).not.toHaveAttribute('data-value', '');
  await expect(metric(page, 'signal')).toHaveAttribute('data-value', /LONG|SHORT|NEUTRAL/);

  await expect
    .poll(() => exchange.stats.faults['drop-connection'], { timeout: 60_000 })
    .toBeGreaterThan(0);
  await expect(connection(page)).toContainText(/live/i, { timeout: 30_000 });
  await expect(metric(page, 'equity')).toHaveAttribute('data-value', /^\d/);

  await page.reload();
  await expect(connection(page)).toContainText(/live/i, { timeout: 30_000 });
  await expect(metric(page, 'equity')).toHaveAttribute('data-value', /^\d/);
  await expect(alertOf(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(connection(page)).toContainText(/disconnected|not connected/i);
});
