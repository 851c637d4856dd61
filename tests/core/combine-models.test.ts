import { describe, expect, test } from 'vitest';
import { combineTrained, findCombineProblem, repeatWith } from '../../src/core/combine-models';
import type { ModelInfo, ModelPool } from '../../src/core/library';
import { listMembers } from '../../src/core/models/spec';
import type { ModelSpec, NamedWeights } from '../../src/core/models/model-kind';
import { makeModel } from '../storage/make-records';

const tcn = { kind: 'tcn', width: 8, kernel: 3, blocks: 2, dropout: 0 };
const windowed = { kind: 'windowed', width: 4, kernel: 3, blocks: 2, window: 60 };
const named = (name: string, changes: Partial<ModelInfo> = {}) =>
  makeModel('bars', { id: name, name, spec: tcn, ...changes });
const ensembleOf = (count: number): ModelSpec => ({
  kind: 'ensemble',
  members: JSON.stringify(Array.from({ length: count }, () => tcn)),
});
const weigh = (name: string, value: number): NamedWeights => [
  { name, shape: [1], values: Float32Array.of(value) },
];

const market = (datasetId: string): ModelPool['markets'][number] => ({
  datasetId,
  datasetName: datasetId,
  symbol: datasetId,
  scaler: { mean: [0], deviation: [1] },
  split: named('any').split,
});
const poolOf = (...datasetIds: readonly string[]): ModelPool => ({
  scaling: 'shared',
  hasSymbol: true,
  markets: datasetIds.map(market),
  together: { auc: 0.5, aucCi: [0, 1], bars: 2, days: 1 },
});

describe('whether models can become one ensemble', () => {
  const first = named('first');

  test('they can where only what they are made of differs', () => {
    const other = named('other', { spec: { ...tcn, width: 16 }, trainedAt: 9, workers: 2 });
    expect(findCombineProblem([first, other])).toBeUndefined();
  });

  test.each<[string, Partial<ModelInfo>]>([
    ['other was trained elsewhere.', { spec: windowed }],
    ['other was trained on another dataset.', { datasetId: 'later bars' }],
    ['other learned another label or horizon.', { label: 'triple-barrier' }],
    ['other learned another label or horizon.', { horizonBars: 20 }],
    ['other reads other features.', { features: ['ret_5'] }],
    ['other was trained on other bars or markets.', { scaler: { mean: [1], deviation: [1] } }],
    ['other was trained on other bars or markets.', { split: { ...first.split, embargoBars: 60 } }],
    ['other was trained on other bars or markets.', { pool: poolOf('bars', 'more') }],
  ])('else it says: %s', (problem, changes) => {
    expect(findCombineProblem([first, named('third'), named('other', changes)])).toBe(problem);
  });

  test('a model that was trained elsewhere is refused in the first place, too', () => {
    const foreign = named('foreign', { spec: windowed });
    expect(findCombineProblem([foreign, first])).toBe('foreign was trained elsewhere.');
  });

  test('models of the same markets can be combined', () => {
    const pooled = ['one', 'two'].map((name) => named(name, { pool: poolOf('bars', 'more') }));
    expect(findCombineProblem(pooled)).toBeUndefined();
  });

  test('members are counted, those of an ensemble one by one', () => {
    expect(findCombineProblem([first])).toBe('Here an ensemble must have 2 to 20 members, has 1.');
    const large = named('large', { spec: ensembleOf(19) });
    expect(findCombineProblem([large, first])).toBeUndefined();
    expect(findCombineProblem([large, first, named('other')])).toBe(
      'Here an ensemble must have 2 to 20 members, has 21.',
    );
  });
});

test('an ensemble in a combination counts with each of its members, which keep their arrays', () => {
  const pair = {
    info: named('pair', { spec: ensembleOf(2) }),
    weights: [...weigh('members.0.kernel', 1), ...weigh('members.1.kernel', 2)],
  };
  const wide = { ...tcn, width: 16 };
  const alone = { info: named('alone', { spec: wide }), weights: weigh('kernel', 3) };
  const { spec, weights } = combineTrained([pair, alone]);
  expect(listMembers(spec)).toEqual([tcn, tcn, wide]);
  expect(weights.map(({ name, values }) => [name, ...values])).toEqual([
    ['members.0.kernel', 1],
    ['members.1.kernel', 2],
    ['members.2.kernel', 3],
  ]);
});

describe('training again with another spec', () => {
  const spec = { kind: 'logistic' };

  test('keeps the choices of the model', () => {
    const model = named('first', { features: ['ret_1', 'ret_5'], horizonBars: 20 });
    expect(repeatWith(model, spec)).toMatchObject({
      datasetId: 'bars',
      spec,
      features: ['ret_1', 'ret_5'],
      horizonBars: 20,
      split: { embargoBars: 0 },
    });
  });

  test('names the other markets of a model of several, which are split by time', () => {
    const request = repeatWith(named('first', { pool: poolOf('bars', 'b', 'c') }), spec);
    expect(request.pool).toEqual({ datasetIds: ['b', 'c'], scaling: 'shared', hasSymbol: true });
    expect(request).not.toHaveProperty('split');
  });
});
