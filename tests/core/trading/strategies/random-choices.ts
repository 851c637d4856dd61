import fc from 'fast-check';
import type { NumberField } from '../../../../src/core/fields';
import { choose, type Choice, findChoiceProblem } from '../../../../src/core/trading/choice';
import { strategies } from '../../../../src/core/trading/strategies/list';
import type { Strategy } from '../../../../src/core/trading/strategies/strategy';

/** Short windows, so that random markets of a few bars are long enough. */
function valueOf({ min, max, isWhole = false }: NumberField): fc.Arbitrary<number> {
  return isWhole
    ? fc.integer({ min, max: Math.min(max, min + 2) })
    : fc.double({ min, max: min + (max - min) / 4, noNaN: true });
}

/** Valid choices of a strategy, with short windows. */
export function choicesOf(strategy: Strategy): fc.Arbitrary<Choice> {
  const values = Object.fromEntries(strategy.fields.map((field) => [field.name, valueOf(field)]));
  return fc
    .record(values)
    .map((own) => choose(strategy, own))
    .filter((choice) => findChoiceProblem(strategies, choice, 'strategy') === undefined);
}

/** Valid choices of all strategies. */
export const anyChoice: fc.Arbitrary<Choice> = fc.oneof(...strategies.map(choicesOf));
