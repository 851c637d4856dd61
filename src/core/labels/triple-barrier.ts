import { countBars, type Bars } from '../bars/bars';
import { findSegments } from '../bars/gaps';
import type { FieldValues } from '../fields';
import { computeDeviation } from '../features/indicators';
import { checkHorizon, createHorizon } from './horizon';
import { type Label, noLabel } from './label';

/** Returns before t whose standard deviation sets the barriers. */
const volatilityBars = 60;

const defaultWidth = 1;

/**
 * Which of two prices is touched first, so many standard deviations of the horizon's return above and below the close
 * (Lopez de Prado 2018, "Advances in Financial Machine Learning", chapter 3; his third outcome, neither, goes by its sign).
 */
export const tripleBarrierLabel: Label = {
  name: 'triple-barrier',
  ...describe({ barrierWidth: defaultWidth }),
  fields: [
    {
      name: 'barrierWidth',
      label: 'Barriers (volatilities)',
      default: defaultWidth,
      min: 0.25,
      max: 5,
      step: 0.25,
      hint: 'How far target and stop lie, in usual moves of the horizon.',
    },
  ],
  withValues: describe,
};

function describe({ barrierWidth }: FieldValues): ReturnType<NonNullable<Label['withValues']>> {
  const isDefault = barrierWidth === defaultWidth;
  const distance = isDefault ? 'one volatility' : `${barrierWidth} volatilities`;
  const times = isDefault ? 'as much' : `${barrierWidth} times as much`;
  return {
    title: isDefault ? 'Triple barrier' : `Triple barrier (${distance})`,
    meaning:
      'A probability above 0.5 says that the price will touch the upper barrier first: a direction for trades that leave at ' +
      `a target or a stop, each ${distance} of the horizon away, and else when the horizon ends.`,
    horizon: createHorizon(
      10,
      ({ horizonBars }) =>
        `Within ${horizonBars} bars, will it first rise or fall by ${times} as it usually moves in so many?`,
    ),
    lookAheadBars: (horizonBars) => horizonBars,
    compute: (bars, horizonBars) => labelTripleBarrier(bars, horizonBars, barrierWidth),
  };
}

/**
 * Returns one label per bar, with barriers at close * (1 ± width * vol_60 * sqrt(horizonBars)): 1 where a high of the next
 * `horizonBars` bars reaches the upper one before a low reaches the lower one, 0 where the lower one comes first or both in
 * one bar; where neither is reached, 1 if close[t + horizonBars] > close[t], else 0. `noLabel` where a bar of
 * t - 60 .. t + horizonBars is missing. Throws `RangeError` unless `horizonBars` is a whole number from 1 to 240.
 */
function labelTripleBarrier(bars: Bars, horizonBars: number, width: number): Uint8Array {
  checkHorizon(horizonBars);
  const { close, high, low } = bars;
  const labels = new Uint8Array(countBars(bars)).fill(noLabel);
  for (const { start, end } of findSegments(bars)) {
    const returns = new Float64Array(end - start).fill(NaN);
    for (let t = start + 1; t < end; t++) returns[t - start] = close[t] / close[t - 1] - 1;
    const deviations = computeDeviation(returns, volatilityBars);
    for (let t = start + volatilityBars; t < end - horizonBars; t++) {
      const distance = width * (deviations[t - start] * Math.sqrt(horizonBars));
      const upper = close[t] * (1 + distance);
      const lower = close[t] * (1 - distance);
      const last = t + horizonBars;
      let at = t + 1;
      while (at < last && high[at] < upper && low[at] > lower) at++;
      const isDecided = high[at] >= upper || low[at] <= lower;
      labels[t] = Number(isDecided ? low[at] > lower : close[last] > close[t]);
    }
  }
  return labels;
}
