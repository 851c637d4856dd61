import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { loadDataset, openView, trainModel } from '../scripts/demo-page.mjs';
import { serveApp, type ServedApp } from './chromium-page';
import type { BenchResult } from './measure';
import { root } from './root';

const folder = join(root, '../shared/data/btcusdt-spot');
const limitMs = 20 * 60_000;
/** Until an empty tab holds what it will hold. */
const settleMs = 2000;

/**
 * The most memory that the page and its workers have resident while bars are loaded and one epoch is
 * trained, and what an empty tab has. From /proc, so on Linux only; the browser tells it only to isolated pages.
 */
export async function* run(): AsyncGenerator<BenchResult> {
  if (!existsSync('/proc/self/status')) {
    yield { name: 'memory', skipped: 'there is no /proc to read it from' };
    return;
  }
  const app = await serveApp();
  try {
    const files = ['btcusdt_1m_2024q1.klines.parquet', 'btcusdt_1m_2023_2024.klines.parquet'];
    for (const name of files) yield await measureFile(app, name);
  } finally {
    await app.close();
  }
}

async function measureFile(app: ServedApp, name: string): Promise<BenchResult> {
  const path = join(folder, name);
  if (!existsSync(path)) return { name: 'memory', file: name, skipped: `there is no ${path}` };
  const emptyMb = await measureEmptyTab(app);
  const others = new Set(listRenderers());
  const { page, close } = await app.openPage();
  const peak = watchPeak(others);
  try {
    await page.goto(app.url);
    const { bars } = await loadDataset(page, { files: [path], sample: 'market' });
    const loadMb = peak.read();
    peak.reset();
    const seconds = await trainOneEpoch(page);
    const trainMb = peak.read();
    return {
      name: 'memory',
      file: name,
      bars,
      empty_tab_mb: emptyMb,
      load_peak_mb: loadMb,
      train_peak_mb: trainMb,
      load_over_empty_mb: loadMb - emptyMb,
      train_over_empty_mb: trainMb - emptyMb,
      seconds,
    };
  } finally {
    peak.end();
    await close();
  }
}

/** Resident MB of a tab of the same Chromium with an empty page of the same origin. */
async function measureEmptyTab(app: ServedApp): Promise<number> {
  const others = new Set(listRenderers());
  const { page, close } = await app.openPage();
  try {
    const url = new URL('empty.html', app.url).href;
    const body = '<!doctype html><title>Empty</title>';
    await page.route(url, (route) => route.fulfill({ contentType: 'text/html', body }));
    await page.goto(url);
    await page.waitForTimeout(settleMs);
    return Math.round(Math.max(...listOwn(others).map(readResidentMb)));
  } finally {
    await close();
  }
}

async function trainOneEpoch(page: Page): Promise<number> {
  await openView(page, 'Train');
  await page.getByRole('spinbutton', { name: 'Epochs, at most' }).fill('1');
  await page.keyboard.press('Tab');
  const { train } = await trainModel(page, limitMs);
  return Math.round(train.seconds);
}

/** The largest resident size, MB, of renderers that are not among `others`. */
function watchPeak(others: ReadonlySet<string>) {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, ...listOwn(others).map(readResidentMb));
  }, 100);
  return {
    read: () => Math.round(peak),
    reset: () => (peak = 0),
    end: () => clearInterval(timer),
  };
}

/** Renderers that are not among `others`. */
function listOwn(others: ReadonlySet<string>): string[] {
  return listRenderers().filter((pid) => !others.has(pid));
}

/** Processes that run pages; workers are threads of their page's. */
function listRenderers(): string[] {
  return readdirSync('/proc').filter(
    (pid) => /^\d+$/.test(pid) && /--type=renderer/.test(read(pid, 'cmdline')),
  );
}

function readResidentMb(pid: string): number {
  return Number(/VmRSS:\s+(\d+)/.exec(read(pid, 'status'))?.[1] ?? 0) / 1024;
}

/** Empty where the process has ended meanwhile. */
function read(pid: string, file: string): string {
  try {
    return readFileSync(join('/proc', pid, file), 'utf8');
  } catch {
    return '';
  }
}
