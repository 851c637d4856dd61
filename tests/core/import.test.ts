import { expect, test } from 'vitest';
import { describeLostFunding, describeShape, type MappingQuestion } from '../../src/core/import';

test('funding rates without bars are told by symbol, each once', () => {
  const lost = ['BTCUSDT', '', 'BTCUSDT'].map((symbol) => ({ symbol, rates: 3, datasets: 0 }));
  expect(describeLostFunding(lost)).toBe(
    'The funding rates of BTCUSDT, a symbol that nothing names were not kept: there are no bars of ' +
      'BTCUSDT, a symbol that nothing names. Import bars of the same symbol first, or both together.',
  );
});

test('an answer about columns holds for files with the same columns and possible readings, whatever their rows say', () => {
  const mapping = {
    columns: { open: 1, close: 2 },
    time: { column: 0 },
    decimal: '.',
    extras: [],
  } as unknown as MappingQuestion['readings'][0]['mapping'];
  const question = {
    columns: [{ name: 'time' }, { name: 'open' }, { name: 'close' }],
    readings: [{ mapping, label: 'a point is decimal', evidence: [] }],
  } as unknown as MappingQuestion;
  const shape = describeShape(question);
  const [reading] = question.readings;
  const reworded = { ...reading, label: '1.234 is about one' };
  expect(describeShape({ ...question, readings: [reworded] })).toBe(shape);
  const comma = { ...reading, mapping: { ...mapping, decimal: ',' as const } };
  expect(describeShape({ ...question, readings: [reading, comma] })).not.toBe(shape);
  expect(describeShape({ ...question, columns: question.columns.slice(1) })).not.toBe(shape);
});
