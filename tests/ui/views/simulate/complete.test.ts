import { expect, test } from 'vitest';
import { completeWord } from '../../../../src/ui/views/simulate/tools/rule/complete';

const complete = (line: string) => {
  const caret = line.indexOf('|');
  const text = line.replace('|', '');
  const found = completeWord(text, caret, ['ret_1', 'ret_15', 'vol_20']);
  return found && [found.start, ...found.names.map(({ name }) => name)];
};

test('names are completed while they are written', () => {
  expect(complete('if (sm|')).toEqual([4, 'sma']);
  expect(complete('return L|')).toEqual([7, 'low', 'lowest', 'LONG']);
  expect(complete("feature('ret|")).toEqual([9, 'ret_1', 'ret_15']);
  expect(complete("feature('|')")).toEqual([9, 'ret_1', 'ret_15', 'vol_20']);
});

test('nothing is offered in a comment, after a dot, or for a whole word', () => {
  expect(complete('// the sm|')).toBeUndefined();
  expect(complete('Math.ma|')).toBeUndefined();
  expect(complete('zscore|')).toBeUndefined();
  expect(complete('|')).toBeUndefined();
});
