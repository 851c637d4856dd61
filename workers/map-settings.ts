import { reportPerformance } from '../src/core/metrics/performance';
import { computeMean } from '../src/core/metrics/statistics';
import { findTradingDays } from '../src/core/metrics/trading-days';
import type { PerformanceRecord } from '../src/core/metrics/performance-record';
import { formatCount } from '../src/core/format';
import { describeCause } from '../src/core/describe-cause';
import { spanBars } from '../src/core/out-of-sample';
import { chooseForward, type ForwardChoice } from '../src/core/trading/map/choose-forward';
import {
  layOutMap,
  type MapGrid,
  mapSettings,
  type MapRequest,
  type SettingsMap,
} from '../src/core/trading/map/map-settings';
import { writeSetting } from '../src/core/trading/setting-fields';
import type { SignalHistory } from '../src/core/trading/strategies/strategy';
import { createSweep } from '../src/core/trading/sweep/sweep';
import { describeTriedMap } from '../src/core/verdict/tried-map';
import type { DrawnMap, MapProgress } from './api/evaluate';
import type { Replayed } from './load-subject';
import { appendTries, describeTraded } from './record-trial';

/** Cells that an estimate times at most, and ms that it takes. */
const timedCells = 60;
const timedMs = 400;
/** Ms between two reports of progress. */
const reportMs = 50;

/** Returns how many seconds a cell of a map takes, from some cells that are spread over it; 0 where none is possible. */
export function timeCell(subject: Replayed, request: MapRequest): number {
  const cells = layOutMap(request).cells.filter((cell) => cell !== undefined);
  const sweep = createSweep(historyOf(subject));
  const start = performance.now();
  const times: number[] = [];
  for (let done = 0; done < Math.min(timedCells, cells.length); done++) {
    // In an order that soon has been everywhere.
    const place = Math.floor(((done * 0.618034) % 1) * cells.length);
    const from = performance.now();
    reportPerformance(sweep.run(cells[place]));
    times.push(performance.now() - from);
    if (performance.now() - start > timedMs) break;
  }
  // The first ones are slow, since code is compiled while it runs.
  const later = times.slice(Math.floor(times.length / 2));
  return later.length === 0 ? 0 : computeMean(later) / 1000;
}

/** Returns a map over the out-of-sample bars, and appends its cells to the ledger: whoever sees it has tried them all. */
export async function drawMap(
  subject: Replayed,
  request: MapRequest,
  onProgress: MapProgress,
): Promise<DrawnMap> {
  const grid = layOutMap(request);
  const returns: Float64Array[] = [];
  let best: { readonly place: number; readonly record: PerformanceRecord } | undefined;
  const map = mapSettings(
    historyOf(subject),
    grid,
    (_, record) => {
      const place = returns.push(findTradingDays(record).returns) - 1;
      if (best === undefined || record.equity > best.record.equity) best = { place, record };
    },
    throttle(onProgress),
  );
  if (best === undefined) return { map };
  const { place, record } = best;
  try {
    await recordMap(subject, request, grid, { map, returns, place, record });
    return { map };
  } catch (error) {
    return { map, unrecorded: describeCause(error) };
  }
}

/** Returns what cells that are chosen on the past earn on the days after it; undefined where there are too few days. */
export function chooseMapForward(
  subject: Replayed,
  request: MapRequest,
  metric: string,
  best: number,
  onProgress: MapProgress,
): ForwardChoice | undefined {
  const grid = layOutMap(request);
  return chooseForward(historyOf(subject), grid, metric, best, throttle(onProgress));
}

function historyOf({ bars, outOfSample }: Replayed): SignalHistory {
  return { bars, probability: outOfSample.probability, range: spanBars(outOfSample) };
}

interface Tried {
  readonly map: SettingsMap;
  readonly returns: readonly Float64Array[];
  /** Of the cell that earned most, among `returns`. */
  readonly place: number;
  readonly record: PerformanceRecord;
}

async function recordMap(
  { dataset, model, walkForward }: Replayed,
  { settings, x, y }: MapRequest,
  grid: MapGrid,
  { returns, place, record }: Tried,
): Promise<void> {
  // The same map has the same configuration, whatever the two settings were before.
  const start = writeSetting(writeSetting(settings, x.path, grid.xs[0]), y.path, grid.ys[0]);
  const name = [grid.y, grid.x].map(({ field }) => field.label).join(' x ');
  const plan = walkForward?.request.plan;
  const by =
    model === undefined ? [] : [`${model.name}${plan === undefined ? '' : ', walk-forward'}`];
  await appendTries({
    kind: 'swept',
    name: [...by, `${name}, ${formatCount(returns.length)} cells`].join(' · '),
    at: Date.now(),
    ...(model !== undefined && { modelId: model.id }),
    dataset,
    configuration: {
      ...describeTraded(dataset, model, start),
      plan,
      map: { x: x.path, xs: grid.xs, y: y.path, ys: grid.ys },
    },
    record,
    auc: NaN,
    map: describeTriedMap(returns, place),
  });
}

/** Returns a function that passes on few of the calls, and the last one. */
function throttle(onProgress: MapProgress): (done: number, total: number) => void {
  let last = -Infinity;
  return (done, total) => {
    const now = performance.now();
    if (now - last < reportMs && done < total) return;
    last = now;
    onProgress(done, total);
  };
}
