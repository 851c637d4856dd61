import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { build, preview } from 'vite';
import { chromiumArgs, ensureChromium } from '../scripts/chromium.mjs';
import { loadDataset, openView, trainModel } from '../scripts/demo-page.mjs';
import { root } from './root';
import type { BenchResult } from './measure';

const outDir = join(root, 'node_modules/.cache/bench-app');
const folder = join(root, '../shared/data/btcusdt-spot');
const limitMs = 20 * 60_000;

/**
 * The most memory that the page and its workers have resident while bars are loaded and one epoch is
 * trained. From /proc, so on Linux only; the browser tells it only to isolated pages.
 */
export async function* run(): AsyncGenerator<BenchResult> {
  if (!existsSync('/proc/self/status')) {
    yield { name: 'memory', skipped: 'there is no /proc to read it from' };
    return;
  }
  await build({ root, logLevel: 'error', build: { outDir, emptyOutDir: true } });
  const server = await preview({
    root,
    logLevel: 'error',
    preview: { port: 0 },
    build: { outDir },
  });
  const url = server.resolvedUrls?.local[0] ?? '';
  try {
    const files = ['btcusdt_1m_2024q1.klines.parquet', 'btcusdt_1m_2023_2024.klines.parquet'];
    for (const name of files) yield await measureFile(url, name);
  } finally {
    await server.close();
  }
}

async function measureFile(url: string, name: string): Promise<BenchResult> {
  const path = join(folder, name);
  if (!existsSync(path)) return { name: 'memory', file: name, skipped: `there is no ${path}` };
  const executablePath = await ensureChromium();
  const browser = await chromium.launch({ executablePath, args: chromiumArgs });
  const others = new Set(listRenderers());
  const page = await browser.newPage();
  const peak = watchPeak(others);
  try {
    await page.goto(url);
    const { bars } = await loadDataset(page, { files: [path], sample: 'market' });
    const loadMb = peak.read();
    peak.reset();
    const seconds = await trainOneEpoch(page);
    return {
      name: 'memory',
      file: name,
      bars,
      load_peak_mb: loadMb,
      train_peak_mb: peak.read(),
      seconds,
    };
  } finally {
    peak.end();
    await browser.close();
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
    const sizes = listRenderers()
      .filter((pid) => !others.has(pid))
      .map(readResidentMb);
    peak = Math.max(peak, ...sizes);
  }, 100);
  return {
    read: () => Math.round(peak),
    reset: () => (peak = 0),
    end: () => clearInterval(timer),
  };
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
