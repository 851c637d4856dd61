import type { OrderType } from './order-type';

/** Waits for a better price than the close. */
export const limitOrder: OrderType = {
  kind: 'limit',
  label: 'Limit',
  meaning:
    'Opens a position at a better price than the close, if the price trades through it in time: a touch fills nothing.',
  fields: [
    { name: 'bps', label: 'Better than the close by (bps)', default: 10, min: 0, max: 1000 },
    { name: 'bars', label: 'Waits (bars)', default: 5, min: 1, max: 1000, isWhole: true },
  ],
  create: ({ bps, bars }) => ({
    limitAt: (close, side) => close * (1 - (side * bps) / 10_000),
    validBars: bars,
  }),
};
