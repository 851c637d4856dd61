import { type Bars, countBars, mapColumns, viewBars } from '../../../../src/core/bars/bars';
import { resampleBars } from '../../../../src/core/bars/resample';
import { computeFeatures } from '../../../../src/core/features/compute';
import { labelDirection } from '../../../../src/core/labels/direction';
import { createRandom } from '../../../../src/core/random';
import type {
  FittedPart,
  PipelineFold,
  Pipeline,
} from '../../../../src/core/verdict/leaks/pipeline';
import {
  byDay,
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
  measureLoss,
  minuteMs,
  predictRow,
  smooth,
  trade,
} from './parts';

/** A pipeline with one mistake, and the part that must be found. */
export interface Planted {
  readonly leak: string;
  /** Stage and name of each finding. */
  readonly found: readonly string[];
  readonly pipeline: Pipeline;
  /** Bars that the mistake needs. */
  readonly prepare?: (bars: Bars) => Bars;
}

const feature = (leak: string, make: (bars: Bars) => ArrayLike<number>): Planted => ({
  leak,
  found: ['features leaky'],
  pipeline: { features: (bars) => ({ range: bars.high, leaky: make(bars) }) },
});

/** The column of bars of a longer interval at each bar, of the interval that `pick` chooses. */
function joinHigher(bars: Bars, intervalMs: number, pick: (time: number) => number): Float64Array {
  const higher = resampleBars(bars, intervalMs);
  const closes = new Map(Array.from(higher.openTime, (time, at) => [time, higher.close[at]]));
  return fill(bars, (bar) => closes.get(pick(bars.openTime[bar])) ?? NaN);
}

/** Unknown values with what `make` puts there. */
function patch(values: Float64Array, make: (before: number, after: number, at: number) => number) {
  const isKnown = (at: number): boolean => !Number.isNaN(values[at]);
  return values.map((value, at) => {
    if (isKnown(at)) return value;
    let [before, after] = [at, at];
    while (before > 0 && !isKnown(before)) before--;
    while (after < values.length - 1 && !isKnown(after)) after++;
    return make(before, after, at);
  });
}

const features: readonly Planted[] = [
  feature('one bar of look-ahead', ({ close }) => close.map((c, t) => close[t + 1] / c - 1)),
  feature('a central difference', ({ close }) => close.map((_, t) => close[t + 1] - close[t - 1])),
  feature('a higher timeframe merged on open times', (bars) =>
    joinHigher(bars, hourMs, (time) => Math.floor(time / hourMs) * hourMs),
  ),
  feature('a time rounded to the next interval', (bars) =>
    joinHigher(bars, hourMs, (time) => Math.ceil(time / hourMs) * hourMs),
  ),
  feature('a quarter of an hour shown before it has closed', (bars) =>
    joinHigher(bars, 15 * minuteMs, (time) => time - (time % (15 * minuteMs))),
  ),
  feature('a centred moving average', ({ close }) =>
    close.map((_, t) => mean(close.subarray(Math.max(0, t - 2), t + 3))),
  ),
  feature('the whole series’ maximum', ({ close }) => {
    const top = close.reduce((a, b) => Math.max(a, b), 0);
    return close.map((c) => c / top);
  }),
  feature('the whole series’ minimum', ({ close }) => {
    const bottom = close.reduce((a, b) => Math.min(a, b), Infinity);
    return close.map((c) => c / bottom);
  }),
  feature('the whole series’ mean', ({ close }) => {
    const centre = mean(close);
    return close.map((c) => c - centre);
  }),
  feature('the rank among all bars', ({ close }) => {
    const order = close.slice().sort();
    const ranks = new Map(Array.from(order, (value, rank) => [value, rank]));
    return close.map((c) => (ranks.get(c) ?? 0) / order.length);
  }),
  feature('bins of equal size over all bars', ({ high, low }) => {
    const order = high.map((h, t) => h - low[t]).sort();
    const edges = [0.25, 0.5, 0.75].map((share) => order[Math.floor(share * order.length)]);
    return high.map((h, t) => edges.filter((edge) => edge < h - low[t]).length);
  }),
  feature('a straight line through all bars taken off', ({ close }) => {
    const middle = (close.length - 1) / 2;
    const centre = mean(close);
    let [up, across] = [0, 0];
    close.forEach((c, t) => {
      up += (t - middle) * (c - centre);
      across += (t - middle) ** 2;
    });
    return close.map((c, t) => c - centre - (up / across) * (t - middle));
  }),
  feature('unknown values filled backward', ({ volume }) =>
    patch(volume, (_, after) => volume[after]),
  ),
  feature('interpolation between known values', ({ volume }) =>
    patch(volume, (a, b, t) => volume[a] + ((volume[b] - volume[a]) * (t - a)) / (b - a)),
  ),
  feature('a filter that runs forward and back', ({ close }) =>
    smooth(smooth(close).reverse()).reverse(),
  ),
  feature('the volume of the next bar', ({ volume, high }) =>
    high.map((h, t) => Math.log(h) * (volume[t + 1] > 5 ? 1 : -1)),
  ),
  feature('a z-score with the day’s final mean', (bars) => {
    const centre = byDay(bars, (day) => mean(day.map((bar) => bars.close[bar])));
    return bars.close.map((c, t) => c - centre[t]);
  }),
  feature('the day’s high from its first minute on', (bars) =>
    byDay(bars, (day) => Math.max(...day.map((bar) => bars.high[bar]))),
  ),
  feature('a value of every 15th bar filled from the wrong side', ({ close }) =>
    close.map((_, t) => close[Math.ceil(t / 15) * 15]),
  ),
  feature('the number of bars until the next gap', ({ openTime, intervalMs }) =>
    openTime
      .map((_, t) => Number(openTime[t + 1] - openTime[t] === intervalMs))
      .reduceRight(
        (bars, isNext, t) => bars.fill(isNext === 1 ? bars[t + 1] + 1 : 0, t, t + 1),
        new Float64Array(openTime.length),
      ),
  ),
  {
    leak: 'the label among the features',
    found: ['features leaky'],
    pipeline: {
      label: directionLabel,
      features: (bars) => ({ leaky: Float64Array.from(labelDirection(bars, horizonBars)) }),
    },
  },
];

const rows = (leak: string, make: (bars: Bars) => Bars, prepare?: Planted['prepare']): Planted => ({
  leak,
  found: ['rows made'],
  pipeline: { rows: { made: make } },
  ...(prepare && { prepare }),
});

/** Takes the rows at these positions. */
const pickRows = (bars: Bars, positions: readonly number[]): Bars =>
  mapColumns(bars, ({ values }) => Float64Array.from(positions, (at) => values[at]));

const positionsOf = ({ openTime }: Bars): number[] => Array.from(openTime, (_, at) => at);

/** Puts rows into gaps. */
function fillGaps(
  bars: Bars,
  make: (before: number, after: number, share: number) => number,
): Bars {
  const { openTime, intervalMs } = bars;
  const places = positionsOf(bars).flatMap((at) => {
    const steps = at === 0 ? 1 : Math.round((openTime[at] - openTime[at - 1]) / intervalMs);
    return Array.from({ length: Math.min(steps, 50) }, (_, step) => ({
      at,
      share: (step + 1) / steps,
    }));
  });
  return mapColumns(bars, ({ values, column }) =>
    Float64Array.from(places, ({ at, share }) =>
      share === 1
        ? values[at]
        : column === 'openTime'
          ? values[at - 1] + Math.round(share * (values[at] - values[at - 1]))
          : make(values[at - 1], values[at], share),
    ),
  );
}

/** Gives some bars a row more, of the same time and other prices. */
const repeatRows = (bars: Bars): Bars => {
  const twice = positionsOf(bars).flatMap((at) => (at % 97 === 50 ? [at, at] : [at]));
  const repeated = pickRows(bars, twice);
  return mapColumns(repeated, ({ column, values }) =>
    column === 'openTime'
      ? values
      : values.map((value, at) => (twice[at] === twice[at - 1] ? 1.01 * value : value)),
  );
};

const madeRows: readonly Planted[] = [
  rows('hours that contain the first bar after them', (bars) => {
    const late = mapColumns(bars, ({ column, values }) =>
      column === 'openTime' ? values.map((time) => time - minuteMs) : values,
    );
    return resampleBars(late, hourMs);
  }),
  rows('minutes with the prices of their quarter of an hour', (bars) => {
    const close = joinHigher(bars, 15 * minuteMs, (time) => time - (time % (15 * minuteMs)));
    return { ...bars, close };
  }),
  rows('times of the close read as times of the open', (bars) => {
    const openTime = bars.openTime.map((time) => time - minuteMs);
    return { ...bars, openTime };
  }),
  rows('gaps filled backward', (bars) => fillGaps(bars, (_, after) => after)),
  rows('gaps filled by interpolation', (bars) =>
    fillGaps(bars, (before, after, share) => before + share * (after - before)),
  ),
  rows('rows dropped for what comes after them', (bars) => {
    const { close } = bars;
    const isKept = (at: number): boolean => !(Math.abs(close[at + 1] / close[at] - 1) > 0.002);
    return pickRows(bars, positionsOf(bars).filter(isKept));
  }),
  rows(
    'the last of rows with one time kept',
    (bars) =>
      pickRows(
        bars,
        positionsOf(bars).filter((at) => bars.openTime[at] !== bars.openTime[at + 1]),
      ),
    repeatRows,
  ),
  rows('outliers clipped at a share of all bars', (bars) => {
    const order = bars.close.slice().sort();
    const top = order[Math.floor(0.99 * order.length)];
    return { ...bars, close: bars.close.map((c) => Math.min(c, top)) };
  }),
];

const label = (leak: string, compute: (bars: Bars) => ArrayLike<number>): Planted => ({
  leak,
  found: ['labels odd'],
  pipeline: { label: { name: 'odd', lookAheadBars: horizonBars, compute } },
});

const labels: readonly Planted[] = [
  label('a label shifted by one the wrong way', (bars) => {
    const right = labelDirection(bars, horizonBars);
    return right.map((_, t) => right[t - 1]);
  }),
  label('a label of the past', ({ close }) =>
    close.map((c, t) => Number(c > close[t - horizonBars])),
  ),
  label('a horizon longer than stated', (bars) => labelDirection(bars, horizonBars + 2)),
  label('a label against the median move of all bars', ({ close }) => {
    const moves = close.map((c, t) => (close[t + horizonBars] ?? c) / c - 1);
    const median = moves.slice().sort()[moves.length >> 1];
    return moves.map((move) => Number(move > median));
  }),
];

const split = (
  leak: string,
  found: readonly string[],
  folds: readonly PipelineFold[],
): Planted => ({
  leak,
  found: found.map((name) => `splits ${name}`),
  pipeline: { split: () => folds, label: directionLabel },
});

const clean = makeFold();

const splits: readonly Planted[] = [
  split(
    'an unpurged split',
    ['purge'],
    [{ ...makeFold({ purgeBars: 0, embargoBars: 0 }), embargoBars: 0 }],
  ),
  split(
    'validation labels that look into the test block',
    ['purge'],
    [{ ...clean, validation: [{ ...clean.validation[0], labels: clean.validation[0].bars }] }],
  ),
  split('no embargo where one is configured', ['embargo'], [makeFold({ embargoBars: 0 })]),
  split('a shuffled split', ['order', 'purge'], [shuffleFold()]),
  split(
    'the test block before training',
    ['order'],
    [{ train: clean.test, validation: [], test: clean.train, embargoBars: 60 }],
  ),
  split(
    'a walk-forward fold that is trained on its test block',
    ['overlap'],
    [
      makeFold({ end: 1700 }),
      {
        ...makeFold({ start: 850, end: 2550 }),
        train: [{ bars: { start: 850, end: 2550 }, labels: { start: 850, end: 2480 } }],
      },
    ],
  ),
  split(
    'walk-forward folds that judge the same bars',
    ['order'],
    [makeFold({ end: 2000 }), makeFold({ start: 100, end: 2100 })],
  ),
  split(
    'combinatorial blocks without an embargo behind the test block',
    ['embargo'],
    [makeCombinatorialFold(horizonBars)],
  ),
];

function shuffleFold(): PipelineFold {
  const random = createRandom(1);
  const blocks = Array.from({ length: 30 }, (_, at) => {
    const range = { start: at * 100, end: (at + 1) * 100 };
    return { bars: range, labels: range, role: random.below(3) };
  });
  const ofRole = (wanted: number) => blocks.filter(({ role }) => role === wanted);
  return { train: ofRole(0), validation: ofRole(1), test: ofRole(2), embargoBars: 60 };
}

const fitted = (leak: string, part: Omit<FittedPart, 'name'>): Planted => ({
  leak,
  found: [`${part.stage} ${part.stage === 'scaler' ? 'scaler' : 'weights'}`],
  pipeline: {
    split: () => [clean],
    label: directionLabel,
    fitted: [{ ...part, name: part.stage === 'scaler' ? 'scaler' : 'weights' }],
  },
});

function scaleOver(bars: Bars, start: number, end: number): readonly number[] {
  const { columns } = computeFeatures(viewBars(bars, { start, end }), ['ret_1', 'high_low_range']);
  return columns.map((values) => mean(values.slice(60)));
}

/** The model of `learn` on the test block, as one of several ways to decide by it. */
function judgeOn(bars: Bars, fold: PipelineFold, blocks: PipelineFold['test']) {
  const { weights, inputs, labels: all } = learn(bars, fold);
  const chosen = listLabels(blocks, all);
  return {
    p: chosen.map((bar) => predictRow(weights, inputs[bar])),
    y: chosen.map((bar) => all[bar]),
  };
}

const learned: readonly Planted[] = [
  fitted('a scaler over all bars', {
    stage: 'scaler',
    sees: 'train',
    fit: (bars) => scaleOver(bars, 0, countBars(bars)),
  }),
  fitted('a scaler over training and validation', {
    stage: 'scaler',
    sees: 'train',
    fit: (bars, { validation }) => scaleOver(bars, 0, validation[0].bars.end),
  }),
  fitted('early stopping on the test block', {
    stage: 'training',
    sees: 'validation',
    fit: (bars, fold) => learn(bars, fold, { stopOn: 'test' }).weights,
  }),
  fitted('training on all bars', {
    stage: 'training',
    sees: 'validation',
    fit: (bars, fold) => learn(bars, { ...fold, train: [...fold.train, ...fold.test] }).weights,
  }),
  fitted('the best of several models on the test block', {
    stage: 'training',
    sees: 'validation',
    fit(bars, fold) {
      const { normal } = createRandom(9);
      const { inputs, labels: all } = learn(bars, fold);
      const tries = Array.from({ length: 12 }, () => [normal(), normal(), normal(), normal()]);
      const losses = tries.map((weights) => measureLoss(weights, inputs, all, fold.test));
      return tries[losses.indexOf(Math.min(...losses))];
    },
  }),
  fitted('calibration on the test block', {
    stage: 'training',
    sees: 'validation',
    fit(bars, fold) {
      const { p, y } = judgeOn(bars, fold, fold.test);
      return [mean(y) - mean(p)];
    },
  }),
  fitted('a threshold picked on the test block', {
    stage: 'training',
    sees: 'validation',
    fit(bars, fold) {
      const { p, y } = judgeOn(bars, fold, fold.test);
      const right = (limit: number): number =>
        mean(p.map((value, at) => Number(value > limit === (y[at] === 1))));
      const limits = Array.from({ length: 99 }, (_, at) => (at + 1) / 100);
      return [limits.reduce((best, limit) => (right(limit) > right(best) ? limit : best))];
    },
  }),
  fitted('features chosen by their correlation over all bars', {
    stage: 'training',
    sees: 'validation',
    fit(bars) {
      const all = labelDirection(bars, horizonBars);
      const { columns } = computeFeatures(bars, ['ret_1', 'ret_5', 'high_low_range', 'vol_20']);
      const told = columns.map((values) => {
        const used = positionsOf(bars).filter(
          (bar) => all[bar] <= 1 && Number.isFinite(values[bar]),
        );
        const centre = mean(used.map((bar) => values[bar]));
        return Math.abs(mean(used.map((bar) => (values[bar] - centre) * (all[bar] - 0.5))));
      });
      return told.map((value) => Number(value >= Math.max(...told)) + value);
    },
  }),
  fitted('weights of classes by all labels', {
    stage: 'training',
    sees: 'train',
    fit(bars) {
      const all = labelDirection(bars, horizonBars);
      return [mean(Array.from(all).filter((one) => one <= 1))];
    },
  }),
];

const model = (leak: string, predict: (bars: Bars) => ArrayLike<number>): Planted => ({
  leak,
  found: ['model probability'],
  pipeline: { predict },
});

const squash = (value: number): number => 1 / (1 + Math.exp(-100 * value));
const change = ({ close }: Bars): Float64Array =>
  close.map((c, t) => (t === 0 ? 0 : c / close[t - 1] - 1));
const causal = (bars: Bars): Float64Array => {
  const x = change(bars);
  return x.map((value, t) => squash(value + 0.5 * (x[t - 1] ?? 0)));
};

/** The bars that the tests use. */
export const market = makeMarket(1);

const models: readonly Planted[] = [
  model('convolutions padded on both sides', (bars) => {
    const x = change(bars);
    return x.map((value, t) => squash((x[t - 1] ?? 0) + value + (x[t + 1] ?? 0)));
  }),
  model('batch normalisation over time', (bars) => {
    const x = change(bars);
    const centre = mean(x);
    const deviation = Math.sqrt(mean(x.map((value) => (value - centre) ** 2)));
    return x.map((value) => squash((value - centre) / deviation / 1000));
  }),
  model('attention without a mask', (bars) => {
    const x = change(bars);
    const weights = x.map((value) => Math.exp(Math.min(1, value)));
    const context =
      x.reduce((sum, value, t) => sum + weights[t] * value, 0) / (mean(weights) * x.length);
    return x.map((value) => squash(value + context));
  }),
  model('probabilities smoothed in both directions', (bars) =>
    smooth(smooth(causal(bars)).reverse()).reverse(),
  ),
  {
    leak: 'judged probabilities that the model does not give without later bars',
    found: ['model judged probability'],
    pipeline: { predict: causal, probability: smooth(smooth(causal(market)).reverse()).reverse() },
  },
];

const extra = (leak: string, make: (bars: Bars) => ArrayLike<number>): Planted => ({
  leak,
  found: ['extras column'],
  pipeline: { extras: ['column'], label: directionLabel },
  prepare: (bars) => ({ ...bars, extras: { column: Float64Array.from(make(bars)) } }),
});

const extras: readonly Planted[] = [
  extra('a target-encoded column', (bars) => {
    const all = labelDirection(bars, horizonBars);
    // The mean label of each ten minutes of each day: categories with few bars.
    const groups = new Map<number, number[]>();
    const keyOf = (bar: number): number =>
      1000 * dayOf(bars, bar) + (Math.floor(bars.openTime[bar] / minuteMs / 10) % 144);
    all.forEach((one, bar) => {
      if (one <= 1) groups.set(keyOf(bar), [...(groups.get(keyOf(bar)) ?? []), one]);
    });
    return fill(bars, (bar) => mean(groups.get(keyOf(bar)) ?? [0.5]));
  }),
  extra('the label with noise', (bars) => {
    const random = createRandom(5);
    return Array.from(labelDirection(bars, horizonBars), (one) =>
      one <= 1 ? one + 0.8 * random.normal() : NaN,
    );
  }),
  extra('the close of the next bar', ({ close }) => close.map((c, t) => close[t + 1] ?? c)),
  extra('the size of the move to come, with its sign hidden from changes', ({ close }) =>
    close.map((c, t) => {
      const move = (close[t + horizonBars] ?? c) / c - 1;
      return Math.sign(move) * Math.round(1e4 * Math.abs(move));
    }),
  ),
];

const trading = (
  leak: string,
  found: string | string[],
  rules: Parameters<typeof trade>[0],
): Planted => ({
  leak,
  found: [found].flat().map((name) => `trading ${name}`),
  pipeline: { trade: trade(rules) },
});

const trades: readonly Planted[] = [
  trading('a strategy that looks at the next open', 'signal', {
    decide: ({ open, close }, p, bar) => (p[bar] > 0.5 && open[bar + 1] > close[bar] ? 1 : 0),
    // Nothing is opened, so that the signal alone is told.
    enter: () => undefined,
  }),
  trading('a fill at the low of the signal’s bar', 'fills', {
    enter: ({ low, high }, signal, side) => ({
      index: signal,
      at: 'close',
      price: side === 1 ? low[signal] : high[signal],
    }),
  }),
  trading('a fill at the open of the signal’s bar', ['fills', 'entry'], {
    enter: ({ open }, signal) => ({ index: signal, at: 'open', price: open[signal] }),
  }),
  trading('a fill at the better of two opens', 'fills', {
    enter: ({ open }, signal, side) => ({
      index: signal + 1,
      at: 'open',
      price: side * Math.min(side * open[signal + 1], side * open[signal]),
    }),
  }),
  trading('no entry where the stop lies within its bar', 'entry', {
    enter({ open, low }, signal) {
      const price = open[signal + 1];
      return low[signal + 1] < 0.999 * price ? undefined : { index: signal + 1, at: 'open', price };
    },
    leave: () => undefined,
  }),
  trading('a stop by the low of a bar before the entry at its close', 'fills', {
    enter: ({ close }, signal) => ({ index: signal, at: 'close', price: close[signal] }),
    leave: ({ low, high }, { index }, side) => ({
      index,
      at: 'within',
      price: side === 1 ? low[index] : high[index],
    }),
  }),
  trading('an exit at a price that the bar never reached', 'fills', {
    leave: ({ high, low }, { index }, side) => ({
      index: index + 2,
      at: 'within',
      price: side === 1 ? 1.01 * high[index + 2] : 0.99 * low[index + 2],
    }),
  }),
  trading('trades that would lose left out', 'entry', {
    enter: ({ open }, signal, side) =>
      side * (open[signal + 6] - open[signal + 1]) > 0
        ? { index: signal + 1, at: 'open', price: open[signal + 1] }
        : undefined,
    leave: () => undefined,
  }),
  trading('a size by the bar that it enters at', 'entry', {
    size: ({ high, low }, { index }) => 1 / (high[index] - low[index]),
    leave: () => undefined,
  }),
];

export const planted: readonly Planted[] = [
  ...features,
  ...madeRows,
  ...labels,
  ...splits,
  ...learned,
  ...models,
  ...extras,
  ...trades,
];
