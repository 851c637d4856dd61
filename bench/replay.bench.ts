import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { loadDataset, openView, trainModel } from '../scripts/demo-page.mjs';
import { serveApp } from './chromium-page';
import { describeFrames, joinFrames, recordFrames } from './frames';
import type { BenchOptions, BenchResult } from './measure';
import { root } from './root';

const file = join(root, '../shared/data/btcusdt-spot/btcusdt_1m_2023_2024.klines.parquet');
const limitMs = 20 * 60_000;
const speed = '50x';
/** A longer one within half a second is a jump to where the replay begins. */
const maxBarsOfMove = 2000;

/**
 * The Simulate view as a person sees it while it replays the unseen bars at 50x: script of each frame and long
 * tasks of the page's thread. Two years of minutes where their file is there, else the sample market.
 */
export async function* run({ seconds, rounds }: BenchOptions): AsyncGenerator<BenchResult> {
  const app = await serveApp();
  const { page, close } = await app.openPage();
  try {
    await page.goto(app.url);
    const files = existsSync(file) ? [file] : [];
    const { bars } = await loadDataset(page, { files, sample: 'market' });
    await trainOneEpoch(page);
    await openView(page, 'Simulate');
    const position = page.getByRole('slider', { name: 'Position in history' });
    await position.waitFor({ timeout: limitMs });
    await page.getByRole('combobox', { name: 'Speed' }).selectOption({ label: speed });
    await page.getByRole('button', { name: 'Start', exact: true }).click();
    const readPosition = (): Promise<number> =>
      position.evaluate((slider) => Number((slider as HTMLInputElement).value));
    await startMoving(readPosition);
    const found = [];
    const startBar = await readPosition();
    const startMs = performance.now();
    for (let at = 0; at < rounds; at++) {
      found.push(
        await recordFrames(page, () =>
          page.evaluate(async (ms) => {
            performance.mark('bench-start');
            await new Promise((resolve) => setTimeout(resolve, ms));
            performance.mark('bench-end');
          }, 1000 * seconds),
        ),
      );
    }
    const barsPerSecond =
      (1000 * ((await readPosition()) - startBar)) / (performance.now() - startMs);
    const joined = joinFrames(found);
    const fps = Math.round(joined.scriptMs.length / (rounds * seconds));
    const pace = { bars_per_s: Math.round(barsPerSecond), fps };
    yield { name: 'replay', speed, bars, ...pace, ...describeFrames(joined) };
  } finally {
    await close();
    await app.close();
  }
}

/** Waits until bars have passed, so that loading and the first picture are over. */
async function startMoving(readPosition: () => Promise<number>): Promise<void> {
  for (let moves = 0, before = NaN; moves < 3;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = await readPosition();
    if (now > before && now - before < maxBarsOfMove) moves++;
    before = now;
  }
}

async function trainOneEpoch(page: Page): Promise<void> {
  await openView(page, 'Train');
  await page.getByRole('spinbutton', { name: 'Epochs, at most' }).fill('1');
  await page.keyboard.press('Tab');
  await trainModel(page, limitMs);
}
