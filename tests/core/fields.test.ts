import { describe, expect, it } from 'vitest';
import { defaultsOf, findFieldProblem, hintOf, type NumberField } from '../../src/core/fields';

const fields: readonly NumberField<'width' | 'dropout'>[] = [
  { name: 'width', label: 'Width', default: 8, min: 1, max: 64, isWhole: true },
  {
    name: 'dropout',
    label: 'Dropout',
    default: 0.1,
    min: 0,
    max: 0.9,
    hint: ({ width }) => `of ${width}`,
  },
];

describe('findFieldProblem', () => {
  it('finds none in the defaults and at the limits', () => {
    expect(findFieldProblem(fields, defaultsOf(fields))).toBeUndefined();
    expect(findFieldProblem(fields, { width: 64, dropout: 0 })).toBeUndefined();
  });

  it.each([
    [{ width: 0, dropout: 0 }, 'width must be a whole number from 1 to 64, was 0'],
    [{ width: 1.5, dropout: 0 }, 'width must be a whole number from 1 to 64, was 1.5'],
    [{ width: 1, dropout: NaN }, 'dropout must be a number from 0 to 0.9, was NaN'],
    [{ width: 1, dropout: '0' }, 'dropout must be a number from 0 to 0.9, was 0'],
    [{ width: 1 }, 'dropout must be a number from 0 to 0.9, was undefined'],
  ])('says what is wrong with %j', (values, problem) => {
    expect(findFieldProblem(fields, values)).toBe(problem);
  });
});

it('a hint may speak of the values', () => {
  expect(hintOf(fields[1], { width: 3, dropout: 0 })).toBe('of 3');
  expect(hintOf(fields[0], { width: 3, dropout: 0 })).toBeUndefined();
});
