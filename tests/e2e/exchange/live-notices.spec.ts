import { expect } from '@playwright/test';
import { openView } from '../../../scripts/demo-page.mjs';
import { liveSpeed, test, trainOnFetchedBars } from './exchange-page';
import { accounts, connect, connection, readTradedBars } from './live-page';

const minuteMs = 60_000;

for (const isWrapped of [false, true]) {
  const shape = isWrapped ? 'as the message of a stream' : 'raw';
  test(`a market named in Chinese is traded on over a shutdown that is announced ${shape}`, async ({
    page,
    serve,
  }) => {
    const symbol = '币安人生USDT';
    const exchange = await serve({
      days: 3,
      speed: liveSpeed,
      faults: [
        { kind: 'server-shutdown', noticeMs: 20 * minuteMs, isWrapped, after: 20, times: 1 },
      ],
    });
    await trainOnFetchedBars(page, symbol);
    await openView(page, 'Live');
    await page.getByRole('combobox', { name: 'Symbol', exact: true }).fill(symbol);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Remove BTCUSDT' }).click();
    await connect(page);
    await expect(accounts(page)).toContainText(symbol);
    await expect.poll(() => exchange.stats.faults['server-shutdown'], { timeout: 180_000 }).toBe(1);
    // The notice is twenty minutes long, 40 s here: the next connection is there before the old one ends. On a busy
    // machine a late message can look like a silent stream, which opens one more.
    await expect
      .poll(() => exchange.stats.socketsOpened, { timeout: 30_000 })
      .toBeGreaterThanOrEqual(2);

    const traded = (await readTradedBars(page)).length;
    await expect
      .poll(async () => (await readTradedBars(page)).length, { timeout: 180_000 })
      .toBeGreaterThan(traded + 3);
    const times = await readTradedBars(page);
    const steps = times.slice(1).map((time, at) => time - times[at]);
    expect(new Set(steps)).toEqual(new Set([minuteMs]));
    await expect(connection(page)).toContainText(/live/i);
  });
}
