import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bars } from '../src/core/bars/bars';
import { computeFeatures } from '../src/core/features/compute';
import { labelDirection } from '../src/core/labels/direction';
import { generateSampleMarket } from '../src/feeds/sample/sample-market';
import { measure, median, roundTo, type BenchOptions, type BenchResult } from './measure';
import { runPeer } from './peers';

/** The nine features and the label of 90 days of minute bars. */
export async function* run({ peers, rounds }: BenchOptions): AsyncGenerator<BenchResult> {
  const { bars } = generateSampleMarket({ kind: 'noise', seed: 1 });
  const count = bars.close.length;
  const pandas: number[] = [];
  const ours: number[] = [];
  const best: number[] = [];
  const file = peers ? writeKlines(bars) : undefined;
  for (let at = 0; at < rounds; at++) {
    // Enough runs that most are compiled by the time they are measured, as they are in a long session.
    const times = measure(25, () => {
      computeFeatures(bars);
      labelDirection(bars, 10);
    });
    ours.push(median(times));
    best.push(Math.min(...times));
    if (file === undefined) continue;
    const peer = runPeer('pandas_features.py', [file]);
    if (peer.kind === 'absent') throw new Error(`bench: pandas did not run: ${peer.reason}`);
    pandas.push(Number(peer.figures['ms']));
  }
  if (file !== undefined) rmSync(join(file, '..'), { recursive: true });
  const ms = median(ours);
  yield {
    name: 'features',
    bars: count,
    ms: roundTo(ms),
    best_ms: roundTo(median(best)),
    // The peer tells the best of its runs, so ours are compared by their best.
    ...(peers
      ? { pandas_ms: median(pandas), x_pandas: roundTo(median(pandas) / median(best)) }
      : {}),
  };
}

/** The path of a CSV file of the bars, laid out as Binance's archives are. */
function writeKlines(bars: Bars): string {
  const rows = Array.from(bars.close, (close, at) =>
    [
      bars.openTime[at],
      bars.open[at],
      bars.high[at],
      bars.low[at],
      close,
      bars.volume[at],
      bars.openTime[at] + bars.intervalMs - 1,
      bars.quoteVolume?.[at] ?? 0,
      bars.tradeCount?.[at] ?? 0,
      bars.takerBuyBase?.[at] ?? 0,
      bars.takerBuyQuote?.[at] ?? 0,
      0,
    ].join(),
  );
  const path = join(mkdtempSync(join(tmpdir(), 'tabquant-bench-')), 'klines.csv');
  writeFileSync(path, `${rows.join('\n')}\n`);
  return path;
}
