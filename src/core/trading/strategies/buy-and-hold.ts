import { buildRule } from './rule';

/** What any strategy is to be compared with: bought once, never sold. */
export const buyAndHold = buildRule({
  kind: 'buy-and-hold',
  label: 'Buy & hold',
  meaning:
    'Buys at the first bar, as much as the sizing says, and keeps it: the limit on how long a position is held does not count. Confidence is always 100%.',
  fields: [],
  isHeld: true,
  create: () => ({ decide: () => 1, measureConfidence: () => 1 }),
});
