import type { BarRange, Bars, EpochMs } from '../../bars/bars';
import {
  createPerformanceRecord,
  type PerformanceRecord,
  recordBar,
  recordFill,
  recordTrade,
} from '../../metrics/performance-record';
import { dayMs } from '../../metrics/risk';
import { createEngine, type EngineState, stepThrough } from '../engine';
import { chargeFee, slipPrice } from '../positions';
import type { SignalHistory } from '../strategies/strategy';
import { findBestCell } from './best-cell';
import { type MapGrid, mapSettings } from './map-settings';

/** What one account earned over the bars that were traded with cells chosen on the past. */
interface ForwardRun {
  readonly record: PerformanceRecord;
  /** At the closes of `ForwardChoice.time`. */
  readonly equity: Float64Array;
}

/** A block of days, and the cell that was the best one on all bars before it. */
interface ForwardBlock {
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Undefined where no cell had enough trades yet: then nothing is traded. */
  readonly cell: number | undefined;
  /** Dollars, net. */
  readonly pnl: number;
}

/** A cell that is chosen on the past and traded on the next days, beside the best cell of all days. */
export interface ForwardChoice {
  readonly blocks: readonly ForwardBlock[];
  /** Open times of up to 800 bars, evenly spaced, the last one included. */
  readonly time: Float64Array;
  readonly chosen: ForwardRun;
  /** The best cell of all bars, the traded ones included: known only with hindsight. */
  readonly best: ForwardRun;
}

/** Blocks that the days are cut into; the first one is only chosen on. */
const forwardBlocks = 6;
const minBlockDays = 2;
const maxPoints = 800;

/**
 * Returns what is earned where the cell of each block of days is the best one, by the metric `name`, on all bars before it. The account
 * of a block starts with the capital as set, and what blocks earn is added up; what is open at the end of a block is closed there at
 * the close, with costs. `best` is a cell of the same grid, which trades the same bars without a break. Undefined below four days.
 */
export function chooseForward(
  history: SignalHistory,
  grid: MapGrid,
  name: string,
  best: number,
  onProgress: (done: number, total: number) => void = () => undefined,
): ForwardChoice | undefined {
  const { bars, probability, range } = history;
  const starts = cutDays(bars, range);
  if (starts === undefined) return undefined;
  const blocks = starts.slice(1).map((start, at) => ({
    past: { start: range.start, end: start },
    next: { start, end: starts[at + 2] ?? range.end },
  }));
  const total = blocks.reduce((sum, { past }) => sum + past.end - past.start, 0);
  let done = 0;
  const first = starts[1];
  const points = samplePoints(first, range.end);
  const { capital } = grid.settings;
  // What is at work is not joined.
  const { atWork: _, ...joined } = createPerformanceRecord(capital, bars.intervalMs);
  const equity = new Float64Array(range.end - first);
  let earned = 0;
  const found = blocks.map(({ past, next }, at): ForwardBlock => {
    const pastBars = past.end - past.start;
    const map = mapSettings({ ...history, range: past }, grid, undefined, (cell, cells) =>
      onProgress(done + (pastBars * cell) / cells, total),
    );
    done += pastBars;
    const cell = findBestCell(map, name, grid.xs.length)?.cell;
    const settings = cell === undefined ? undefined : grid.cells[cell];
    const state = createEngine(settings ?? grid.settings, bars.intervalMs);
    const before = earned;
    const note = (index: number, value: number, isExposed: boolean): void => {
      equity[index - first] = value;
      recordBar(joined, readBar(bars, index), value, isExposed);
    };
    if (settings === undefined) {
      for (let index = next.start; index < next.end; index++) note(index, capital + earned, false);
    } else {
      stepThrough(state, bars, probability, next, (index) =>
        note(index, before + state.record.equity, state.positions.length > 0),
      );
      if (at < blocks.length - 1) closeAll(state);
      earned += state.record.equity - capital;
      addFigures(joined, state.record);
    }
    return {
      from: bars.openTime[next.start],
      to: bars.openTime[next.end - 1],
      cell,
      pnl: earned - before,
    };
  });
  return {
    blocks: found,
    time: points.map((point) => bars.openTime[point]),
    chosen: { record: joined, equity: points.map((point) => equity[point - first]) },
    best: runOn(history, { start: first, end: range.end }, grid, best, points),
  };
}

/** Returns the first bar of each block, or undefined where there are too few days for two of them. */
function cutDays({ openTime }: Bars, { start, end }: BarRange): readonly number[] | undefined {
  const days: number[] = [];
  let day = NaN;
  for (let bar = start; bar < end; bar++) {
    const own = Math.floor(openTime[bar] / dayMs);
    if (own !== day) days.push(bar);
    day = own;
  }
  const count = Math.min(forwardBlocks, Math.floor(days.length / minBlockDays));
  if (count < 2) return undefined;
  return Array.from({ length: count }, (_, at) => days[Math.floor((at * days.length) / count)]);
}

function samplePoints(start: number, end: number): Float64Array {
  const count = Math.min(maxPoints, end - start);
  return Float64Array.from({ length: count }, (_, at) =>
    count === 1 ? end - 1 : Math.round(start + (at * (end - 1 - start)) / (count - 1)),
  );
}

function readBar({ openTime, open, close }: Bars, index: number) {
  return { openTime: openTime[index], open: open[index], close: close[index] };
}

/** Closes what is open at the last close, as an order then would. */
function closeAll({ positions, record, settings }: EngineState): void {
  const { feeBps, slippageBps } = settings;
  for (const { side, quantity, entryPrice, entryFee } of positions) {
    const price = record.lastClose;
    const exitPrice = slipPrice(price, -side as 1 | -1, slippageBps);
    const value = quantity * exitPrice;
    const fee = chargeFee(value, feeBps);
    const slippage = quantity * Math.abs(exitPrice - price);
    recordFill(record, value, fee, slippage);
    recordTrade(record, { pnl: side * quantity * (exitPrice - entryPrice) - entryFee - fee });
    record.equity -= fee + slippage;
  }
}

/** Adds what is counted by trade, not by bar. */
function addFigures(to: PerformanceRecord, from: PerformanceRecord): void {
  to.trades += from.trades;
  to.wins += from.wins;
  to.losses += from.losses;
  to.grossProfit += from.grossProfit;
  to.grossLoss += from.grossLoss;
  to.tradedValue += from.tradedValue;
  to.feesPaid += from.feesPaid;
  to.slippagePaid += from.slippagePaid;
  if (from.fundingPaid !== undefined) to.fundingPaid = (to.fundingPaid ?? 0) + from.fundingPaid;
}

function runOn(
  { bars, probability }: SignalHistory,
  range: BarRange,
  { cells, settings }: MapGrid,
  cell: number,
  points: Float64Array,
): ForwardRun {
  const state = createEngine(cells[cell] ?? settings, bars.intervalMs);
  const equity = new Float64Array(points.length);
  let next = 0;
  stepThrough(state, bars, probability, range, (index) => {
    if (points[next] === index) equity[next++] = state.record.equity;
  });
  return { record: state.record, equity };
}
