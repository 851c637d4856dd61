import type { NumberField } from '../../fields';
import type { SettingField } from '../setting-fields';

/** One of the two settings of a map, and the values that it takes. */
export interface MapAxis {
  /** Of a `SettingField`. */
  readonly path: string;
  readonly from: number;
  readonly to: number;
  /** Values from `from` to `to`, both included: at least 2. */
  readonly steps: number;
}

/** Cells along an axis: at least, and at most. */
export const stepLimits = { min: 2, max: 100 };

/**
 * Returns the values of an axis, ascending and evenly spaced, without those that `field` does not allow: whole numbers where it
 * wants them, then perhaps fewer than asked for. They are rounded to one digit more than the space between them has, so that they
 * read well.
 */
export function listAxisValues(
  field: NumberField,
  { from, to, steps }: MapAxis,
): readonly number[] {
  const space = (to - from) / (steps - 1);
  const digits = space === 0 ? 12 : 1 - Math.floor(Math.log10(Math.abs(space)));
  const values = Array.from({ length: steps }, (_, at) => {
    const value = from + at * space;
    return field.isWhole === true
      ? Math.round(value)
      : Number(value.toFixed(Math.min(12, Math.max(0, digits))));
  });
  const allowed = values.filter((value) => value >= field.min && value <= field.max);
  return [...new Set(allowed)].sort((a, b) => a - b);
}

/**
 * Returns where a map of a setting begins and ends unless a person says otherwise: where its field says so (`mapped`), else from a
 * quarter of the value in force to four times it, or twenty steps up from 0, within the field's limits.
 */
export function proposeAxis({ path, field, value }: SettingField, steps: number): MapAxis {
  const { min, max, step = 1, isWhole = false, mapped } = field;
  if (mapped !== undefined) return { path, ...mapped, steps };
  const round = (bound: number) => (isWhole ? Math.round(bound) : Number(bound.toPrecision(3)));
  const clip = (bound: number) => Math.min(max, Math.max(min, round(bound)));
  const [low, high] = value > 0 ? [value / 4, value * 4] : [0, 20 * step];
  const from = clip(low);
  const to = clip(high);
  return { path, from, to: to > from ? to : max, steps };
}
