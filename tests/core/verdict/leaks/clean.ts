import { type BarRange, type Bars, mapColumns, sliceBars } from '../../../../src/core/bars/bars';
import { resampleBars } from '../../../../src/core/bars/resample';
import {
  type CombinatorialFolds,
  planCombinatorial,
} from '../../../../src/core/dataset/combinatorial';
import { type Block, defaultEmbargoBars, splitBlocks } from '../../../../src/core/dataset/splits';
import { planWalkForward, type WalkForwardFolds } from '../../../../src/core/dataset/walk-forward';
import { computeFeatures, findLookBack } from '../../../../src/core/features/compute';
import { builtInFeatures } from '../../../../src/core/features/list';
import { labelDirection } from '../../../../src/core/labels/direction';
import { labels as ourLabels } from '../../../../src/core/labels/list';
import { createRandom } from '../../../../src/core/random';
import { choose } from '../../../../src/core/trading/choice';
import { exitRules } from '../../../../src/core/trading/exits/list';
import { instruments } from '../../../../src/core/trading/instruments/list';
import { orderTypes } from '../../../../src/core/trading/orders/list';
import { defaultTradingSettings } from '../../../../src/core/trading/settings';
import { sizingRules } from '../../../../src/core/trading/sizing/list';
import { strategies } from '../../../../src/core/trading/strategies/list';
import { describePipeline } from '../../../../src/core/verdict/leaks/describe-pipeline';
import type { PipelineFold, Pipeline } from '../../../../src/core/verdict/leaks/pipeline';
import { makeWeights } from '../../../live/walk';
import { makeBars, newYear } from '../../bars/make-bars';
import { exitsAfter, thresholdsAt } from '../../trading/engine-scenario';
import {
  barCount,
  dayOf,
  directionLabel,
  fill,
  horizonBars,
  hourMs,
  learn,
  listLabels,
  makeCombinatorialFold,
  makeFold,
  makeMarket,
  mean,
  minuteMs,
  predictRow,
  smooth,
  trade,
} from './parts';

/** A pipeline without a mistake. */
export interface Clean {
  readonly title: string;
  readonly pipeline: Pipeline;
  readonly bars: Bars;
}

const market = makeMarket(2);
const spec = { kind: 'tcn', width: 4, kernel: 3, blocks: 2, dropout: 0 } as const;
const allFeatures = builtInFeatures.map(({ name }) => name);
/** Those for whose look-back the blocks of a few hundred bars suffice. */
const shortFeatures = builtInFeatures.flatMap(({ name, lookBackBars }) =>
  lookBackBars <= defaultEmbargoBars ? name : [],
);

interface Ours {
  readonly label?: string;
  readonly horizon?: number;
  readonly features?: readonly string[];
  readonly settings?: Partial<typeof defaultTradingSettings>;
  readonly bars?: Bars;
  readonly fractions?: readonly [number, number, number];
  readonly hasModel?: boolean;
}

/** Our own code, with a network of random weights. */
function ours(title: string, options: Ours = {}): Clean {
  const {
    label = 'direction',
    horizon = 10,
    features = shortFeatures,
    settings,
    bars = known(2),
    fractions,
    hasModel,
  } = options;
  const scaler = { mean: features.map(() => 0), deviation: features.map(() => 0.01) };
  const calibration = { temperature: 2, bias: 0.1 };
  const weights = makeWeights(spec, features.length);
  const pipeline = describePipeline({
    features,
    label,
    horizonBars: horizon,
    splits: [
      splitBlocks(bars.openTime.length, {
        horizonBars: horizon,
        // As long as the longest feature looks back, as `buildDataset` has it.
        embargoBars: Math.max(defaultEmbargoBars, findLookBack(bars, features)),
        ...(fractions && { fractions }),
      }),
    ],
    ...(hasModel === true && {
      model: { spec, features, scaler, calibration, weights, intervalMs: bars.intervalMs },
    }),
    settings: { ...defaultTradingSettings, ...settings },
  });
  return { title, pipeline, bars };
}

/** Bars with gaps whose volumes are all known. */
function known(seed: number, missing: readonly number[] = [700, 701, 1440, 2222]): Bars {
  return makeBars(barCount, { seed, missing });
}

const scattered = Array.from({ length: 40 }, (_, at) => 61 * (at + 3));

const ownCode: readonly Clean[] = [
  ours('our features, label, network and strategy', { hasModel: true }),
  ours('the same over many gaps', { bars: known(3, scattered), hasModel: true }),
  ...ourLabels.map(({ name, horizon }) =>
    ours(`the label ${name}`, { label: name, horizon: horizon.default }),
  ),
  ...strategies.map((strategy) =>
    ours(`the strategy ${strategy.kind}`, { settings: { strategy: choose(strategy) } }),
  ),
  ...sizingRules.map((sizing) =>
    ours(`the sizing rule ${sizing.kind}`, {
      settings: {
        sizing: choose(sizing),
        ...(sizing.needsStop === true && { exits: exitRules.map((rule) => choose(rule)) }),
      },
    }),
  ),
  ...orderTypes.map((order) =>
    ours(`${order.kind} orders`, { settings: { order: choose(order), latencyBars: 2 } }),
  ),
  ...instruments.map((instrument) =>
    ours(`the instrument ${instrument.kind}`, { settings: { instrument: choose(instrument) } }),
  ),
  ours('stops and targets that are near', {
    settings: {
      exits: exitRules.map((rule) =>
        choose(rule, rule.fields.some(({ name }) => name === 'bps') ? { bps: 5 } : {}),
      ),
    },
  }),
  ours('all exit rules', { settings: { exits: exitRules.map((rule) => choose(rule)) } }),
  ours('features of all families', { features: allFeatures, hasModel: true }),
  ours('features of higher timeframes', {
    features: ['ret_1', 'ret_1@5m', 'trend@5m', 'vol_20@15m', 'ret_1@1h'],
    hasModel: true,
  }),
  ours('a horizon of 1', { horizon: 1 }),
  ours('a horizon of 5', { horizon: 5, bars: known(4) }),
  ours('a horizon of 60', { horizon: 60, bars: known(5) }),
  ours('a horizon of 240', { horizon: 240, bars: known(6), fractions: [0.6, 0.2, 0.2] }),
  ours('bars of 5 minutes', {
    bars: resampleBars(known(7), 5 * minuteMs),
    features: ['ret_1', 'vol_20'],
  }),
  ours('bars of 3 minutes', { bars: resampleBars(known(8), 3 * minuteMs), horizon: 3 }),
  ours('returns alone', { features: ['ret_1', 'ret_5', 'ret_15'] }),
  ours('unknown volumes', { bars: market, features: ['dollar_volume', 'ret_1'] }),
  ours('fills at the same close', { settings: { fillAt: 'same-close' } }),
  ours('three positions at once', { settings: { maxPositions: 3, exits: exitsAfter(4, false) } }),
  ours('wide thresholds', { settings: { strategy: thresholdsAt(0.9, 0.1), minConfidence: 0.2 } }),
  ours('sizes by a fixed share', {
    settings: { sizing: { kind: 'fixed', fraction: 0.5 }, maxLeverage: 2 },
  }),
  ours('no costs and many gaps', {
    settings: { feeBps: 0, slippageBps: 0 },
    bars: known(9, scattered),
  }),
];

/** The last value at or before each bar of bars of a longer interval that have closed. */
function joinClosed(bars: Bars, intervalMs: number): Float64Array {
  const higher = resampleBars(bars, intervalMs);
  let at = -1;
  return fill(bars, (bar) => {
    const now = bars.openTime[bar] + bars.intervalMs;
    while (higher.openTime[at + 1] + intervalMs <= now) at++;
    return higher.close[at] ?? NaN;
  });
}

const feature = (title: string, make: (bars: Bars) => ArrayLike<number>): Clean => ({
  title,
  pipeline: { features: (bars) => ({ own: make(bars) }), label: directionLabel },
  bars: market,
});

const features: readonly Clean[] = [
  feature('a higher timeframe joined once its bars have closed', (bars) =>
    joinClosed(bars, hourMs),
  ),
  feature('unknown values filled with the last known one', ({ volume }) => {
    let last = NaN;
    return volume.map((value) => (Number.isNaN(value) ? last : (last = value)));
  }),
  feature('an expanding z-score', ({ close }) => {
    let [sum, squares] = [0, 0];
    return close.map((c, t) => {
      sum += c;
      squares += c * c;
      const centre = sum / (t + 1);
      return (c - centre) / Math.sqrt(squares / (t + 1) - centre * centre + 1e-9);
    });
  }),
  feature('the high of the day so far', (bars) => {
    let high = 0;
    return bars.high.map((value, t) => {
      high = t > 0 && dayOf(bars, t) === dayOf(bars, t - 1) ? Math.max(high, value) : value;
      return high;
    });
  }),
  feature('exponential smoothing', ({ close }) => smooth(close)),
  feature('minutes since the last gap', ({ openTime, intervalMs }) => {
    let bars = 0;
    return openTime.map((time, t) => (bars = time - openTime[t - 1] === intervalMs ? bars + 1 : 0));
  }),
];

const rows = (title: string, make: (bars: Bars) => Bars, bars = market): Clean => ({
  title,
  pipeline: { rows: { made: make } },
  bars,
});

const keep = (bars: Bars, isKept: (at: number) => boolean): Bars =>
  mapColumns(bars, ({ values }) => values.filter((_, at) => isKept(at)));

const made: readonly Clean[] = [
  ...[5, 15, 60, 240].map((minutes) =>
    rows(`bars of ${minutes} minutes made of minutes with gaps`, (bars) =>
      resampleBars(bars, minutes * minuteMs),
    ),
  ),
  rows('rows dropped for their past', (bars) =>
    keep(bars, (at) => !(Math.abs(bars.close[at] / bars.close[at - 1] - 1) > 0.002)),
  ),
  rows(
    'the first of rows with one time kept',
    (bars) => keep(bars, (at) => bars.openTime[at] !== bars.openTime[at - 1]),
    mapColumns(market, ({ column, values }) =>
      column === 'openTime'
        ? values.map((time, at) => (at % 97 === 50 ? values[at - 1] : time))
        : values,
    ),
  ),
  rows('gaps filled with the last close', ({ intervalMs, ...bars }) => {
    const places = Array.from(bars.openTime).flatMap((time, at, times) => {
      const steps = at === 0 ? 1 : Math.round((time - times[at - 1]) / intervalMs);
      return Array.from({ length: Math.min(50, steps) }, (_, step) => ({
        from: step === 0 && at > 0 && steps > 1 ? at - 1 : step === steps - 1 ? at : at - 1,
        time: step === steps - 1 ? time : times[at - 1] + (step + 1) * intervalMs,
      }));
    });
    return mapColumns({ ...bars, intervalMs }, ({ column, values }) =>
      Float64Array.from(places, ({ from, time }) => (column === 'openTime' ? time : values[from])),
    );
  }),
];

const walkForward: readonly PipelineFold[] = Array.from({ length: 6 }, (_, at) =>
  makeFold({ start: 225 * at, end: 1500 + 225 * at }),
);

/** The largest and smallest return of the training block. */
function fitRange(bars: Bars, { train }: PipelineFold): readonly number[] {
  const [values] = computeFeatures(bars, ['ret_1']).columns;
  const seen = train.flatMap(({ labels: { start, end } }) => Array.from(values.slice(start, end)));
  const finite = seen.filter(Number.isFinite).sort((a, b) => a - b);
  return [finite[0], finite[finite.length >> 1], finite[finite.length - 1]];
}

/** The folds of our own plans, as the detector takes them. */
const readFolds = (folds: WalkForwardFolds | CombinatorialFolds, isCombinatorial: boolean) =>
  folds.map(({ window: { start }, split, tests }): PipelineFold => {
    const place = (range: BarRange) => ({ start: range.start + start, end: range.end + start });
    const placeBlock = ({ bars, labels }: Block) => ({ bars: place(bars), labels: place(labels) });
    const learned = split.trainLabels?.map((labels) => ({ bars: labels, labels }));
    return {
      train: (learned ?? [split.train]).map(placeBlock),
      validation: [placeBlock(split.validation)],
      test: tests,
      embargoBars: split.embargoBars,
      isCombinatorial,
    };
  });

/** Two months of half hours. */
const months = {
  ...mapColumns(known(12), ({ column, values }) =>
    column === 'openTime' ? values.map((time) => newYear + 30 * (time - newYear)) : values,
  ),
  intervalMs: 30 * minuteMs,
};
const plan = { lookAheadBars: horizonBars, embargoBars: defaultEmbargoBars };
const days = { trainDays: 20, validationDays: 5, testDays: 5, stepDays: 5 };

/** Our scaler, fitted on the training labels of our own plans of folds. */
const planned: readonly Clean[] = [
  ...(['rolling', 'expanding'] as const).map((mode) => ({
    title: `our ${mode} walk-forward folds`,
    folds: readFolds(planWalkForward(months.openTime, { ...plan, ...days, mode }), false),
  })),
  ...[1, 2].map((testGroups) => ({
    title: `our combinatorial folds, ${testGroups} of 5 groups for testing`,
    folds: readFolds(
      planCombinatorial({ ...plan, barCount, groups: 5, testGroups, receptiveField: 13 }),
      true,
    ),
  })),
].map(({ title, folds }) => {
  const { bars, pipeline } = ours(title, { bars: months });
  return { title, bars, pipeline: { ...pipeline, split: () => folds } };
});

const learnt = (
  title: string,
  fit: (bars: Bars, fold: PipelineFold) => readonly number[],
  folds = walkForward,
): Clean => ({
  title,
  pipeline: {
    split: () => folds,
    label: directionLabel,
    fitted: [{ stage: 'training', name: 'weights', sees: 'validation', fit }],
  },
  bars: market,
});

const learned: readonly Clean[] = [
  {
    title: 'another scaler, of walk-forward folds',
    pipeline: {
      split: () => walkForward,
      label: directionLabel,
      fitted: [{ stage: 'scaler', name: 'range', sees: 'train', fit: fitRange }],
    },
    bars: market,
  },
  {
    title: 'a scaler of combinatorial blocks',
    pipeline: {
      split: () => [makeCombinatorialFold()],
      label: directionLabel,
      historyBars: 60,
      fitted: [{ stage: 'scaler', name: 'range', sees: 'train', fit: fitRange }],
    },
    bars: market,
  },
  learnt('early stopping on the validation block', (bars, fold) => learn(bars, fold).weights, [
    makeFold(),
  ]),
  learnt('calibration on the validation block', (bars, fold) => {
    const { weights, inputs, labels } = learn(bars, fold, { epochs: 4 });
    const chosen = listLabels(fold.validation, labels);
    return [mean(chosen.map((bar) => labels[bar] - predictRow(weights, inputs[bar])))];
  }),
];

const extras: readonly Clean[] = [
  {
    title: 'extra columns that know the past',
    pipeline: { extras: ['late', 'noise', 'index', 'encoded'], label: directionLabel },
    bars: withExtras(sliceBars(market, { start: 0, end: barCount })),
  },
  {
    title: 'a simple strategy',
    pipeline: { trade: trade() },
    bars: market,
  },
];

function withExtras(bars: Bars): Bars {
  const { normal } = createRandom(11);
  const labels = labelDirection(bars, horizonBars);
  // The mean label so far of each hour of the day, of labels that are decided.
  const sums = new Map<number, [number, number]>();
  const hourOf = (bar: number): number => Math.floor(bars.openTime[bar] / hourMs) % 24;
  const encoded = fill(bars, (bar) => {
    const decided = bar - horizonBars;
    if (labels[decided] <= 1) {
      const [sum, count] = sums.get(hourOf(decided)) ?? [0, 0];
      sums.set(hourOf(decided), [sum + labels[decided], count + 1]);
    }
    const [sum, count] = sums.get(hourOf(bar)) ?? [0, 0];
    return count === 0 ? NaN : sum / count;
  });
  return {
    ...bars,
    extras: {
      late: fill(bars, (bar) => bars.close[bar - 1] ?? NaN),
      noise: fill(bars, () => normal()),
      index: fill(bars, (bar) => bar),
      encoded,
    },
  };
}

export const clean: readonly Clean[] = [
  ...ownCode,
  ...features,
  ...made,
  ...planned,
  ...learned,
  ...extras,
];
