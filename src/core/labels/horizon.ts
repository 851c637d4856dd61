import type { Label } from './label';

const maxHorizonBars = 240;

/** Returns the field for a horizon of 1 to 240 bars. */
export function createHorizon(
  defaultBars: number,
  hint: (values: { readonly horizonBars: number }) => string,
): Label['horizon'] {
  return {
    name: 'horizonBars',
    label: 'Horizon (bars)',
    default: defaultBars,
    min: 1,
    max: maxHorizonBars,
    isWhole: true,
    hint,
  };
}

/** Throws `RangeError` unless `horizonBars` is a whole number from 1 to 240. */
export function checkHorizon(horizonBars: number): void {
  if (Number.isInteger(horizonBars) && horizonBars >= 1 && horizonBars <= maxHorizonBars) return;
  throw new RangeError(
    `labels: horizon must be a whole number from 1 to ${maxHorizonBars} bars, was ${horizonBars}`,
  );
}
