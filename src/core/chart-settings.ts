import * as v from 'valibot';
import { record } from './schema';

const numbers = v.record(v.string(), v.pipe(v.number(), v.finite()));

/** Fewer are no chart, and more are merged to longer candles on most screens. */
export const visibleCandleLimits = { min: 20, max: 5000 } as const;

/** What a person chose for market charts; a layer is named as in the list of layers, and what is not named is as in that list. */
export const chartSettingsSchema = record({
  /** Whether a layer is drawn. */
  shown: v.record(v.string(), v.boolean()),
  /** The fields of a layer. */
  values: v.record(v.string(), numbers),
  /** Names of panes, top first. */
  order: v.array(v.string()),
  /** Heights of panes, relative to the others'. */
  weights: v.record(v.string(), v.pipe(v.number(), v.finite(), v.minValue(0.01))),
  /** How many candles a chart opens with; as many as its view says where it is left out. */
  visibleCandles: v.optional(
    v.pipe(
      v.number(),
      v.integer(),
      v.minValue(visibleCandleLimits.min),
      v.maxValue(visibleCandleLimits.max),
    ),
  ),
});

export type ChartSettings = v.InferOutput<typeof chartSettingsSchema>;

/** Everything as the list of layers says. */
export const defaultChartSettings: ChartSettings = {
  shown: {},
  values: {},
  order: [],
  weights: {},
};
