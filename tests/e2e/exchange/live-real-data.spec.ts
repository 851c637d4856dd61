import { expect } from '@playwright/test';
import { openView } from '../../../scripts/demo-page.mjs';
import { startExchangeCommand } from '../../servers/exchange-command';
import { chooseFiles, chooseSmallTraining, datasetRows, modelRows, realFile } from '../page';
import { alertOf, liveSpeed, test } from './exchange-page';
import { accounts, connect, connection, metric, readTradedBars } from './live-page';

const january = realFile('btcusdt-spot/BTCUSDT-1m-2024-01.zip');
const february = realFile('btcusdt-spot/BTCUSDT-1m-2024-02.zip');
const firstOfFebruary = Date.UTC(2024, 1, 1);

test.skip(
  january === undefined || february === undefined,
  'the market data in ../shared/data is absent',
);

test('a model of a real month trades the month after it, and a reload goes on where it was', async ({
  page,
  exchangePort,
}) => {
  const exchange = await startExchangeCommand({
    port: exchangePort,
    speed: liveSpeed,
    archives: [january ?? '', february ?? ''],
    start: new Date(firstOfFebruary).toISOString(),
    seed: 1,
  });
  try {
    await page.goto('/');
    await chooseFiles(page, [january ?? '']);
    await expect(datasetRows(page)).toHaveAttribute('data-bars', String(31 * 1440));
    await chooseSmallTraining(page);
    await page.getByRole('button', { name: 'Train model', exact: true }).click();
    await expect(modelRows(page)).toHaveCount(1, { timeout: 180_000 });

    await openView(page, 'Live');
    await connect(page);
    await expect(accounts(page).getByRole('listitem')).toHaveCount(1);
    await page.getByRole('button', { name: /^Actions for/ }).click();
    await page.getByRole('button', { name: 'Settings…' }).click();
    const dialog = page.getByRole('dialog');
    // So that the model always has an opinion: what is tried is the way, and not the edge.
    await dialog.getByRole('spinbutton', { name: 'Long threshold' }).fill('0.5');
    await dialog.getByRole('spinbutton', { name: 'Short threshold' }).fill('0.49');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(metric(page, 'signal')).toHaveAttribute('data-value', /LONG|SHORT/);
    const log = page
      .getByRole('table', { name: 'Trade log' })
      .locator('tbody tr')
      .filter({ hasText: /LONG|SHORT/ });
    await expect(log.first()).toBeVisible({ timeout: 180_000 });

    await page.getByRole('button', { name: 'Disconnect', exact: true }).click();
    await expect(connection(page)).toContainText('Not connected');
    const kept = {
      bars: await readTradedBars(page),
      trades: await log.allInnerTexts(),
      equity: await metric(page, 'equity').getAttribute('data-value'),
    };
    expect(Math.min(...kept.bars)).toBeGreaterThanOrEqual(firstOfFebruary);
    await page.reload();
    await expect(log).toHaveCount(kept.trades.length);
    expect(await log.allInnerTexts()).toEqual(kept.trades);
    await expect(metric(page, 'equity')).toHaveAttribute('data-value', kept.equity ?? '');
    expect(await readTradedBars(page)).toEqual(kept.bars);

    // It goes on with the very next bar.
    await connect(page);
    await expect
      .poll(async () => (await readTradedBars(page)).length, { timeout: 180_000 })
      .toBeGreaterThan(kept.bars.length + 2);
    const bars = await readTradedBars(page);
    expect(bars).toEqual(bars.map((_, bar) => (bars[0] ?? NaN) + bar * 60_000));
    await expect(alertOf(page)).toHaveCount(0);
  } finally {
    await exchange.close();
  }
});
