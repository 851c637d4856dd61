import type { Instrument } from './instrument';

/** Perpetual futures with isolated margin, as on Binance. */
export const perpetual: Instrument = {
  kind: 'perpetual',
  label: 'Perpetual futures',
  meaning:
    'Positions are backed by margin, pay or get funding every eight hours, and are liquidated where the margin is nearly lost, by the tiers of BTCUSDT for every symbol.',
  paysFunding: true,
  fields: [
    {
      name: 'leverage',
      label: 'Leverage (x)',
      default: 5,
      min: 1,
      max: 125,
      isWhole: true,
      hint: 'Margin is the value over this. Max leverage limits the value of all positions over equity.',
    },
    {
      name: 'fundingBps',
      label: 'Funding per 8 h (bps)',
      default: 1,
      min: -75,
      max: 75,
      step: 0.1,
      hint: 'Longs pay shorts at 00:00, 08:00 and 16:00 UTC; below 0 shorts pay longs. Rates of a file go before it.',
    },
  ],
  create: ({ leverage, fundingBps }) => ({ leverage, fundingRate: fundingBps / 10_000 }),
};
