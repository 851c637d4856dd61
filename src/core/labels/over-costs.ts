import { countBars, type Bars } from '../bars/bars';
import { findSegments } from '../bars/gaps';
import type { FieldValues } from '../fields';
import { checkHorizon, createHorizon } from './horizon';
import { type Label, noLabel } from './label';

/** Costs of buying and selling by the defaults of an account: twice a fee of 10 bps and a slippage of 1 bp. */
export const roundTripBps = 22;

/** Whether a purchase is worth more than it costs `horizonBars` bars later. */
export const overCostsLabel: Label = {
  name: 'over-costs',
  ...describe({ costBps: roundTripBps }),
  fields: [
    {
      name: 'costBps',
      label: 'Buying and selling (bps)',
      default: roundTripBps,
      min: 0,
      max: 500,
      hint: 'Fees and slippage of both, in hundredths of a percent.',
    },
  ],
  withValues: describe,
};

function describe({ costBps }: FieldValues): ReturnType<NonNullable<Label['withValues']>> {
  return {
    title: costBps === roundTripBps ? 'Return over costs' : `Return over costs (${costBps} bps)`,
    meaning: `The probability is that of a rise by more than the ${costBps} bps that buying and selling costs.`,
    caution:
      'Such rises are rare, so most probabilities lie far below 0.5, and a low one does not mean a fall. An AUC far above 0.5 may come ' +
      'from knowing how much prices move, not which way. Go long from a threshold little above their usual share on, and set the short ' +
      'threshold to its lowest value.',
    horizon: createHorizon(
      60,
      ({ horizonBars }) =>
        `Will the close be more than ${costBps} bps higher ${horizonBars} bars later?`,
    ),
    lookAheadBars: (horizonBars) => horizonBars,
    compute: (bars, horizonBars) => labelOverCosts(bars, horizonBars, costBps),
  };
}

/**
 * Returns one label per bar: 1 if close[t + horizonBars] / close[t] - 1 is above the costs of a round trip, `costBps`, else 0; `noLabel`
 * where a bar of t .. t + horizonBars is missing. Throws `RangeError` unless `horizonBars` is a whole number from 1 to 240.
 */
function labelOverCosts(bars: Bars, horizonBars: number, costBps: number): Uint8Array {
  checkHorizon(horizonBars);
  const { close } = bars;
  const labels = new Uint8Array(countBars(bars)).fill(noLabel);
  const least = costBps / 10_000;
  for (const { start, end } of findSegments(bars)) {
    for (let t = start; t < end - horizonBars; t++) {
      labels[t] = Number(close[t + horizonBars] / close[t] - 1 > least);
    }
  }
  return labels;
}
