import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadDataset, openView, readMetric, trainModel } from '../scripts/demo-page.mjs';
import { serveApp } from './chromium-page';
import { roundTo, type BenchResult } from './measure';
import { root } from './root';

/** 90 days of BTCUSDT, where the folder of test data is there; else the sample market, as long. */
const real = join(root, '../shared/data/btcusdt-spot/btcusdt_1m_2024q1.klines.parquet');
const limitMs = 900_000;

/** The page's default walk-forward of 90 days: learns from 30, tests on 5, twelve times. */
export async function* run(): AsyncGenerator<BenchResult> {
  const app = await serveApp();
  const { page, close } = await app.openPage();
  try {
    await page.goto(app.url);
    const files = existsSync(real) ? [real] : [];
    const { bars } = await loadDataset(page, { files, sample: 'market' });
    await trainModel(page, limitMs);
    await openView(page, 'Evaluate');
    const startedMs = performance.now();
    await page.getByRole('button', { name: 'Run walk-forward', exact: true }).click();
    const joined = page.locator('[data-metric="walk-forward-auc"]');
    await joined.waitFor({ timeout: limitMs });
    const seconds = (performance.now() - startedMs) / 1000;
    const folds = await page.locator('[aria-label="Folds"] tr[data-fold]').count();
    yield {
      name: 'walk-forward',
      market: files.length > 0 ? 'btcusdt 2024q1' : 'sample',
      bars,
      folds,
      seconds: roundTo(seconds),
      folds_per_s: roundTo(folds / seconds),
      auc: roundTo(Number(await readMetric(page, 'walk-forward-auc'))),
      auc_low: roundTo(Number(await readMetric(page, 'walk-forward-auc-low'))),
      auc_high: roundTo(Number(await readMetric(page, 'walk-forward-auc-high'))),
    };
  } finally {
    await close();
    await app.close();
  }
}
