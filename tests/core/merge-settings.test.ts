import { expect, test } from 'vitest';
import { mergeSettings } from '../../src/core/merge-settings';

const text = (settings: Record<string, unknown>) =>
  Object.fromEntries(
    Object.entries(settings).map(([name, value]) => [name, JSON.stringify(value)]),
  );

test('what is not here is taken, and the same changes nothing', () => {
  const file = text({ training: { seed: 7 }, rules: [] });
  expect(mergeSettings({}, file)).toEqual(file);
  expect(mergeSettings(file, file)).toEqual({});
});

test('a choice that was made here stays', () => {
  const here = text({ training: { seed: 1, features: ['ret_1'] }, speed: 50 });
  const file = text({ training: { seed: 7, features: ['trend'] }, speed: 10 });
  expect(mergeSettings(here, file)).toEqual({});
});

test('lists are joined, and of two rules with one name both are kept, once', () => {
  const here = text({ rules: [{ name: 'mine', text: 'long' }] });
  const file = text({
    rules: [
      { name: 'mine', text: 'short' },
      { name: 'other', text: 'flat' },
    ],
  });
  const expected = text({
    rules: [
      { name: 'mine', text: 'long' },
      { name: 'mine (2)', text: 'short' },
      { name: 'other', text: 'flat' },
    ],
  });
  expect(mergeSettings(here, file)).toEqual(expected);
  expect(mergeSettings(expected, file)).toEqual({});
});

test('lines of a chart are joined series by series', () => {
  const here = text({ 'chart-lines': { BTCUSDT: [100, 200] } });
  const file = text({ 'chart-lines': { BTCUSDT: [200, 300], ETHUSDT: [10] } });
  expect(mergeSettings(here, file)).toEqual(
    text({ 'chart-lines': { BTCUSDT: [100, 200, 300], ETHUSDT: [10] } }),
  );
});

test('what is no JSON is left out', () => {
  expect(mergeSettings({}, { rules: '{' })).toEqual({});
  expect(mergeSettings({ rules: '[]' }, { rules: '[1' })).toEqual({});
});
