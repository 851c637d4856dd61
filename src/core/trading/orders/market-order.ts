import type { OrderType } from './order-type';

/** Fills at the next chance to trade, at whatever price. */
export const marketOrder: OrderType = {
  kind: 'market',
  label: 'Market',
  meaning: 'Opens a position at the next price that can be traded.',
  fields: [],
  create: () => ({}),
};
