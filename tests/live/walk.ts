import { type Bar, barColumns, type Bars } from '../../src/core/bars/bars';
import { builtInFeatures } from '../../src/core/features/list';
import type { NamedWeights } from '../../src/core/models/model-kind';
import { type TcnSpec } from '../../src/core/models/tcn';
import { dilationsOf } from '../../src/core/models/dilations';
import { createRandom } from '../../src/core/random';

/** Names of the features that a model gets where the bars have all columns. */
export const defaultNames = builtInFeatures
  .filter(({ isDefault }) => isDefault)
  .map(({ name }) => name);

export const minuteMs = 60_000;
export const startMs = Date.UTC(2024, 0, 1);

/** Bars of a seeded random walk with all columns; bars listed in `gapsBefore` come an hour late. */
export function makeWalk(count: number, seed = 1, gapsBefore: readonly number[] = []): Bar[] {
  const random = createRandom(seed);
  let price = 100;
  let openTime = startMs - minuteMs;
  return Array.from({ length: count }, (_, index): Bar => {
    openTime += gapsBefore.includes(index) ? 60 * minuteMs : minuteMs;
    const open = price;
    price *= 1 + 0.001 * random.normal();
    const volume = 1 + random.below(100);
    return {
      openTime,
      open,
      high: Math.max(open, price) * 1.0005,
      low: Math.min(open, price) * 0.9995,
      close: price,
      volume,
      quoteVolume: volume * price,
      tradeCount: 1 + random.below(50),
      takerBuyBase: volume * random.uniform(),
      takerBuyQuote: volume * price * random.uniform(),
    };
  });
}

export function toBars(bars: readonly Bar[]): Bars {
  const columns = barColumns.map((name) => [name, Float64Array.from(bars, (bar) => bar[name])]);
  return { intervalMs: minuteMs, ...Object.fromEntries(columns) } as Bars;
}

/** The calibration of a network whose probabilities stay as they are. */
export const uncalibrated = { temperature: 1, bias: 0 };

/** Random weights of a network in the order and by the names of a stored one. */
export function makeWeights(spec: TcnSpec, inputs: number, seed = 5): NamedWeights {
  const random = createRandom(seed);
  const { width, kernel } = spec;
  const make = (name: string, outputs: number, from: number, taps: number) => [
    {
      name: `${name}.weight`,
      shape: [outputs, from, taps],
      values: Float32Array.from({ length: outputs * from * taps }, () => 0.3 * random.normal()),
    },
    {
      name: `${name}.bias`,
      shape: [outputs],
      values: Float32Array.from({ length: outputs }, () => 0.1 * random.normal()),
    },
  ];
  const blocks = dilationsOf(spec).flatMap((_, block) => {
    const from = block === 0 ? inputs : width;
    return [
      ...make(`blocks.${block}.conv1`, width, from, kernel),
      ...make(`blocks.${block}.conv2`, width, width, kernel),
      ...(from === width ? [] : make(`blocks.${block}.downsample`, width, from, 1)),
    ];
  });
  return [...blocks, ...make('head', 1, width, 1)];
}
