import { type Bars, countBars } from '../../../../src/core/bars/bars';
import { labelDirection } from '../../../../src/core/labels/direction';
import { createRandom } from '../../../../src/core/random';
import type {
  PipelineFold,
  Pipeline,
  TradeEvent,
} from '../../../../src/core/verdict/leaks/pipeline';
import { makeBars } from '../../bars/make-bars';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
export const barCount = 3000;
export const horizonBars = 10;

/** Two and a half days of minutes with gaps, and volumes that the source does not tell. */
export function makeMarket(seed: number): Bars {
  const random = createRandom(seed);
  const missing = [700, 701, 702, 703, 1439, 1440, 2222, 2223, 2224, 2225, 2226, 2227, 2228];
  const bars = makeBars(barCount, { seed, missing });
  for (let hole = 0; hole < 60; hole++) bars.volume[random.below(barCount)] = NaN;
  return bars;
}

/** Returns one value a bar. */
export function fill(bars: Bars, make: (bar: number) => number): Float64Array {
  return Float64Array.from({ length: countBars(bars) }, (_, bar) => make(bar));
}

export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** Number of the UTC day of each bar. */
export const dayOf = ({ openTime }: Bars, bar: number): number => Math.floor(openTime[bar] / dayMs);

/** Returns what `make` gives for each day, at each of its bars. */
export function byDay(bars: Bars, make: (days: readonly number[]) => number): Float64Array {
  const days = new Map<number, number[]>();
  bars.openTime.forEach((_, bar) => {
    const day = dayOf(bars, bar);
    const known = days.get(day);
    if (known === undefined) days.set(day, [bar]);
    else known.push(bar);
  });
  const values = new Map([...days].map(([day, all]) => [day, make(all)]));
  return fill(bars, (bar) => values.get(dayOf(bars, bar)) ?? NaN);
}

/** Exponential smoothing from the first value to the last. */
export function smooth(values: Float64Array): Float64Array {
  let level = values[0];
  return values.map((value) => (level += 0.1 * (value - level)));
}

export const directionLabel: NonNullable<Pipeline['label']> = {
  name: 'direction',
  lookAheadBars: horizonBars,
  compute: (bars) => labelDirection(bars, horizonBars),
};

const block = (start: number, end: number, unused = 0) => ({
  bars: { start, end },
  labels: { start, end: end - unused },
});

interface Cut {
  readonly purgeBars?: number;
  readonly embargoBars?: number;
  readonly start?: number;
  readonly end?: number;
}

/** 70/15/15 of some bars, purged and embargoed. */
export function makeFold({
  purgeBars = horizonBars,
  embargoBars = 60,
  start = 0,
  end = barCount,
}: Cut = {}): PipelineFold {
  const at = (share: number): number => start + Math.round(share * (end - start));
  const apart = purgeBars + embargoBars;
  return {
    train: [block(start, at(0.7), apart)],
    validation: [block(at(0.7), at(0.85), apart)],
    test: [block(at(0.85), end, purgeBars)],
    embargoBars: 60,
  };
}

/** Training in two blocks around the test block, between them the purge and, behind the test block, the embargo. */
export function makeCombinatorialFold(behindBars = horizonBars + 60): PipelineFold {
  const behind = block(2000, barCount, horizonBars);
  return {
    train: [
      block(0, 1000, horizonBars + 60),
      { ...behind, labels: { start: 2000 + behindBars, end: behind.labels.end } },
    ],
    validation: [],
    test: [block(1000, 2000)],
    embargoBars: 60,
    isCombinatorial: true,
  };
}

/** Three inputs of a small model. */
export function readInputs({ close, high, low }: Bars): readonly (readonly number[])[] {
  return Array.from(close, (value, bar) =>
    bar < 5
      ? [0, 0, 0]
      : [
          1000 * (value / close[bar - 1] - 1),
          1000 * (value / close[bar - 5] - 1),
          1000 * ((high[bar] - low[bar]) / value),
        ],
  );
}

interface Learning {
  readonly epochs?: number;
  /** Blocks whose loss says when to stop. */
  readonly stopOn?: 'validation' | 'test';
}

/** Logistic regression by gradient descent on the training block, which keeps the epoch of the lowest loss on another one. */
export function learn(
  bars: Bars,
  fold: PipelineFold,
  { epochs = 12, stopOn = 'validation' }: Learning = {},
) {
  const inputs = readInputs(bars);
  const labels = labelDirection(bars, horizonBars);
  const weights = [0, 0, 0, 0];
  let best = [...weights];
  let bestLoss = Infinity;
  for (let epoch = 0; epoch < epochs; epoch++) {
    const sums = [0, 0, 0, 0];
    for (const bar of listLabels(fold.train, labels)) {
      const error = predictRow(weights, inputs[bar]) - labels[bar];
      inputs[bar].forEach((value, at) => (sums[at] += error * value));
      sums[3] += error;
    }
    sums.forEach((sum, at) => (weights[at] -= (0.3 * sum) / 1000));
    const loss = measureLoss(weights, inputs, labels, fold[stopOn]);
    if (loss < bestLoss) [best, bestLoss] = [[...weights], loss];
  }
  return { weights: best, inputs, labels };
}

export function listLabels(
  blocks: PipelineFold['test'],
  labels: ArrayLike<number>,
): readonly number[] {
  return blocks.flatMap(({ labels: { start, end } }) =>
    Array.from({ length: end - start }, (_, at) => start + at).filter((bar) => labels[bar] <= 1),
  );
}

export function predictRow(weights: readonly number[], row: readonly number[]): number {
  const logit = row.reduce((sum, value, at) => sum + weights[at] * value, weights[3]);
  return 1 / (1 + Math.exp(-Math.max(-30, Math.min(30, logit))));
}

export function measureLoss(
  weights: readonly number[],
  inputs: readonly (readonly number[])[],
  labels: ArrayLike<number>,
  blocks: PipelineFold['test'],
): number {
  const bars = listLabels(blocks, labels);
  return mean(
    bars.map((bar) => {
      const p = predictRow(weights, inputs[bar]);
      return -Math.log(labels[bar] === 1 ? p : 1 - p);
    }),
  );
}

interface Fills {
  /** Where and at what price a position is opened, given its signal; undefined for none. */
  readonly enter?: (bars: Bars, signal: number, side: 1 | -1) => Fill | undefined;
  /** Where and at what price it is closed. */
  readonly leave?: (bars: Bars, entry: Fill, side: 1 | -1) => Fill | undefined;
  readonly decide?: (bars: Bars, probability: ArrayLike<number>, bar: number) => 1 | -1 | 0;
  readonly size?: (bars: Bars, entry: Fill) => number;
}

export type Fill = Pick<TradeEvent, 'index' | 'at' | 'price'>;

/** A simple backtest: signals by the probability, entries at the next open, exits five bars later. */
export function trade({
  enter = ({ open }, signal) => ({ index: signal + 1, at: 'open', price: open[signal + 1] }),
  leave = ({ open }, { index }) => ({ index: index + 5, at: 'open', price: open[index + 5] }),
  decide = (_, probability, bar) => (probability[bar] > 0.8 ? 1 : probability[bar] < 0.2 ? -1 : 0),
  size = () => 1,
}: Fills = {}): NonNullable<Pipeline['trade']> {
  return (bars, probability) => {
    const events: TradeEvent[] = [];
    for (let bar = 0; bar < countBars(bars); bar++) {
      const side = decide(bars, probability, bar);
      if (side === 0) continue;
      events.push({
        kind: 'signal',
        index: bar,
        at: 'close',
        side,
        price: bars.close[bar],
        size: 0,
      });
      const entry = enter(bars, bar, side);
      if (entry === undefined || !(entry.index < countBars(bars))) continue;
      const since = { index: bar, at: 'close' } as const;
      const units = size(bars, entry);
      events.push({ kind: 'entry', ...entry, side, size: units, since });
      const exit = leave(bars, entry, side);
      if (exit === undefined || !(exit.index < countBars(bars))) continue;
      events.push({ kind: 'exit', ...exit, side: side === 1 ? -1 : 1, size: units, since: entry });
    }
    return events;
  };
}
