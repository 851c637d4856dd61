import type { FieldValues, NumberField } from '../../fields';
import type { Position } from '../positions';
import { volatilityBars } from '../volatility';

/**
 * Returns the two fields of a distance from a price, which are added up: basis points, and multiples of the volatility that was known
 * when the position was decided on. `of` begins their labels: "Stop".
 */
export function distanceFields(of: string, bps: number): readonly NumberField[] {
  return [
    {
      name: 'bps',
      label: `${of} (bps)`,
      default: bps,
      min: 0,
      max: 5000,
      step: 5,
      limits: ({ volatility }) => ({ min: volatility > 0 ? 0 : 1 }),
    },
    {
      name: 'volatility',
      label: `${of} (volatilities)`,
      hint: 'Added to the bps. A volatility is the standard deviation of the last 60 bars’ returns before the trade.',
      default: 0,
      min: 0,
      max: 100,
      step: 0.5,
      limits: ({ bps: fixed }) => ({ min: fixed > 0 ? 0 : 0.1 }),
    },
  ];
}

/** Returns what is wrong with a distance: it must not be 0. */
export function findDistanceProblem({ bps, volatility }: FieldValues): string | undefined {
  return bps + volatility > 0
    ? undefined
    : 'a distance must be above 0, was 0 bps with 0 x volatility';
}

/** Returns how many closed bars a distance needs: those of the volatility, where it is used. */
export function countDistanceBars({ volatility }: FieldValues): number {
  return volatility > 0 ? volatilityBars + 1 : 0;
}

/** Returns the distance as a fraction of a price; NaN where the volatility that it needs is not known. */
export function measureDistance(
  { bps, volatility: multiple }: FieldValues,
  volatility: Position['volatility'] = NaN,
): number {
  return multiple > 0 ? bps / 10_000 + multiple * volatility : bps / 10_000;
}
