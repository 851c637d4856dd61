import type { Instrument } from './instrument';

/** Positions cost no funding and are never liquidated. */
export const spot: Instrument = {
  kind: 'spot',
  label: 'Spot',
  meaning: 'Positions cost nothing while they are held, and are never liquidated.',
  fields: [],
  create: () => undefined,
};
