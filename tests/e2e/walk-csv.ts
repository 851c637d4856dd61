import type { Page } from '@playwright/test';
import { chooseFiles, datasetRows } from './page';

/** Imports `count` bars of a walk on the Data view, and waits until they are listed. */
export async function importWalk(
  page: Page,
  count: number,
  { symbol = 'BTCUSDT', seed = 7 } = {},
): Promise<void> {
  const buffer = Buffer.from(makeWalkCsv(count, seed));
  await chooseFiles(page, [{ name: `${symbol}-1m-2024-01.csv`, mimeType: 'text/csv', buffer }]);
  await datasetRows(page)
    .and(page.locator(`[data-symbol="${symbol}"]`))
    .waitFor();
}

/**
 * CSV text of `count` minute bars as Binance's archives have them: a walk that returns to its mean, so
 * that there is something to learn.
 */
export function makeWalkCsv(count: number, firstSeed = 7): string {
  let seed = firstSeed;
  const uniform = (): number => (seed = (seed * 48_271) % 2_147_483_647) / 2_147_483_647;
  let close = 100;
  const rows = Array.from({ length: count }, (_, at) => {
    const open = close;
    close += 0.02 * (100 - close) + 0.2 * (uniform() - 0.5);
    const openTime = Date.UTC(2024, 0, 1) + at * 60_000;
    const [high, low] = [Math.max(open, close) + 0.01, Math.min(open, close) - 0.01];
    return [openTime, open, high, low, close, 1, openTime + 59_999, close, 5, 0.5, close / 2, 0];
  });
  return `${rows.map((row) => row.join()).join('\n')}\n`;
}
