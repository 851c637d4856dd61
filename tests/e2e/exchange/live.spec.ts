import { expect } from '@playwright/test';
import { alertOf, liveSpeed, test } from './exchange-page';
import { connection, goLive, metric } from './live-page';

test('a model trades paper money on live bars at once, through a lost connection and a reload', async ({
  page,
  serve,
}) => {
  const exchange = await serve({
    days: 3,
    speed: liveSpeed,
    faults: [{ kind: 'drop-connection', after: 40, times: 1 }],
  });
  await goLive(page);
  // Signals are there with the first bars, not after an hour.
  await expect(metric(page, 'price')).not.toHaveAttribute('data-value', '');
  await expect(metric(page, 'signal')).toHaveAttribute('data-value', /LONG|SHORT|NEUTRAL/);

  await expect
    .poll(() => exchange.stats.faults['drop-connection'], { timeout: 180_000 })
    .toBeGreaterThan(0);
  await expect(connection(page)).toContainText(/live/i, { timeout: 180_000 });
  await expect(metric(page, 'equity')).toHaveAttribute('data-value', /^\d/);

  await page.reload();
  await expect(connection(page)).toContainText(/live/i, { timeout: 180_000 });
  await expect(metric(page, 'equity')).toHaveAttribute('data-value', /^\d/);
  await expect(alertOf(page)).toHaveCount(0);
  await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
  await expect(connection(page)).toContainText(/disconnected|not connected/i);
});
