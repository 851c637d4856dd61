import type { NumberField } from '../fields';

/** Returns the field for the number of bars whose features a model reads. */
export function createBarsField(defaultBars: number, maxBars: number): NumberField<'bars'> {
  return {
    name: 'bars',
    label: 'Bars read',
    default: defaultBars,
    min: 1,
    max: maxBars,
    isWhole: true,
    hint: ({ bars }) =>
      bars === 1 ? 'The features of the bar itself.' : `The features of the last ${bars} bars.`,
  };
}
