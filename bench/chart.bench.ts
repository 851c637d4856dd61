import type { Page } from '@playwright/test';
import { openBenchPage } from './chromium-page';
import { describeFrames, type Frames, joinFrames, quantile, recordFrames } from './frames';
import { roundTo, type BenchOptions, type BenchResult } from './measure';
import type { ChartOperation, ChartRequest } from './page/chart-job';

const bars = 1_052_560;
const firstCandles = 180;
const middleCandles = 20_000;
const zoomFrames = 120;
const panFrames = 240;
/** Until a chart's own work in the background is over. */
const settleMs = 5000;

/** One part of the script: what brings the window to its start, and what happens in each frame. */
interface Part {
  readonly name: string;
  readonly before: readonly ChartOperation[];
  readonly operation: ChartOperation;
  readonly frames: number;
}

/** Per frame, from a few candles to all of them. */
const zoomStep = (bars / firstCandles) ** (1 / zoomFrames);
const pan = (candles: number): ChartOperation => ({ kind: 'pan', candles });
const zoom = (factor: number): ChartOperation => ({ kind: 'zoom', factor });

/** Starts with the newest candles and ends so that it can be played again. */
const script: readonly Part[] = [
  { name: 'pan, 180 candles', before: [pan(-bars / 2)], operation: pan(-15), frames: panFrames },
  { name: 'zoom out to all', before: [], operation: zoom(1 / zoomStep), frames: zoomFrames },
  { name: 'zoom in to 180', before: [], operation: zoom(zoomStep), frames: zoomFrames },
  {
    name: 'pan, 20,000 candles',
    before: [zoom(firstCandles / middleCandles)],
    operation: pan(200),
    frames: panFrames,
  },
  {
    name: 'pan, 500,000 candles',
    before: [zoom(middleCandles / 500_000)],
    operation: pan(-500),
    frames: panFrames,
  },
];

const kinds = ['ours', 'lightweight-charts'] as const;
type Recorded = Record<(typeof kinds)[number], Frames[]>;

/** Two years of minutes, moved and zoomed in Chromium: script of each frame, ours and lightweight-charts' in turns of the whole script. */
export async function* run({ rounds }: BenchOptions): AsyncGenerator<BenchResult> {
  const bench = await openBenchPage('chart', []);
  try {
    const pages = { ours: bench.page, 'lightweight-charts': await openAnother(bench.page) };
    const found = new Map(script.map(({ name }) => [name, startRecords()]));
    for (let at = 0; at < rounds; at++) {
      for (const kind of kinds) {
        const page = pages[kind];
        await page.bringToFront();
        if (at === 0) {
          const ms = await open(page, { kind, bars });
          yield { name: 'chart-open', chart: kind, bars, ms: Math.round(ms) };
        }
        await page.waitForTimeout(settleMs);
        for (const part of script) found.get(part.name)?.[kind].push(await play(page, part));
        await move(page, [zoom(500_000 / firstCandles), pan(bars)]);
      }
      // What the other has left to collect would run beside ours.
      await bench.page.waitForTimeout(settleMs);
    }
    for (const [name, of] of found) yield* describePart(name, of);
  } finally {
    await bench.close();
  }
}

const startRecords = (): Recorded => ({ ours: [], 'lightweight-charts': [] });

function* describePart(part: string, of: Recorded): Generator<BenchResult> {
  const joined = kinds.map((kind) => joinFrames(of[kind]));
  for (const [at, kind] of kinds.entries()) {
    const line = { name: 'chart', chart: kind, part, bars, ...describeFrames(joined[at]) };
    if (kind !== 'ours') {
      yield line;
      continue;
    }
    const ratio = (fraction: number): number =>
      roundTo(quantile(joined[1].cpuMs, fraction) / quantile(joined[0].cpuMs, fraction));
    yield { ...line, x_lightweight_p50: ratio(0.5), x_lightweight_p95: ratio(0.95) };
  }
}

async function openAnother(page: Page): Promise<Page> {
  const another = await page.context().browser()?.newPage();
  if (another === undefined) throw new Error('bench: the browser has ended');
  await another.goto(page.url());
  return another;
}

function open(page: Page, request: ChartRequest): Promise<number> {
  return page.evaluate((wanted) => {
    if (window.chartBench === undefined) throw new Error('the bench page did not load');
    return window.chartBench.open(wanted);
  }, request);
}

async function play(page: Page, { before, operation, frames }: Part): Promise<Frames> {
  await move(page, before);
  return recordFrames(page, () =>
    page.evaluate(({ wanted, count }) => window.chartBench?.play(wanted, count), {
      wanted: operation,
      count: frames,
    }),
  );
}

/** Does operations at once, and waits until they are drawn. */
function move(page: Page, operations: readonly ChartOperation[]): Promise<void> {
  return page.evaluate(async (all) => {
    for (const operation of all) window.chartBench?.move(operation);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }, operations);
}
