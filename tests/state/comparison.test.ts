import { expect, test } from 'vitest';
import type { ModelInfo } from '../../src/core/library';
import type { ModelComparison } from '../../src/core/verdict/compare-models';
import { ComparisonState } from '../../src/state/comparison.svelte';
import { makeModel } from '../storage/make-records';

type Compare = NonNullable<ConstructorParameters<typeof ComparisonState>[1]>;

const [first, second, third] = ['a', 'b', 'c'].map((id) => makeModel('bars', { id, name: id }));

function open(models: readonly ModelInfo[], compare: Compare) {
  const app = { library: { models }, training: { choices: { backend: 'cpu' } } };
  return new ComparisonState(app as never, compare);
}

/** Figures whose AUC tells which model they are of. */
const answer: Compare = ({ modelIds }) =>
  Promise.resolve({
    days: 9,
    models: modelIds.map((id) => ({ auc: { value: id.charCodeAt(0), ci: [0, 1] } })),
  } as unknown as ModelComparison);

test('two ticks compare, the first one being the reference until another is chosen', async () => {
  const asked: unknown[] = [];
  const comparison = open([first, second, third], (request, onProgress, signal) => {
    asked.push(request);
    return answer(request, onProgress, signal);
  });
  await comparison.toggle(second);
  expect([asked.length, comparison.comparison]).toEqual([0, undefined]);
  await comparison.toggle(first);
  expect(asked).toEqual([{ datasetId: 'bars', modelIds: ['b', 'a'], backend: 'cpu' }]);
  const readRows = () => comparison.rows.map(({ model, figures }) => [model.id, figures.auc.value]);
  expect(readRows()).toEqual([
    ['b', 98],
    ['a', 97],
  ]);
  comparison.chooseReference('a');
  expect(readRows()[0]).toEqual(['a', 97]);
  expect(comparison.referenceAt).toBe(1);
  await comparison.toggle(second);
  expect([comparison.comparison, comparison.ticked.length]).toEqual([undefined, 1]);
});

test('models of another dataset, label or horizon cannot be ticked beside the first', async () => {
  const others = [
    makeModel('others', { id: 'x' }),
    makeModel('bars', { id: 'y', label: 'barrier' }),
    makeModel('bars', { id: 'z', horizonBars: 20 }),
  ];
  const comparison = open([first, ...others], answer);
  await comparison.toggle(first);
  expect(others.map((model) => comparison.findProblem(model))).toEqual([
    'It was trained on another dataset.',
    'It learned another label.',
    'It has another horizon.',
  ]);
  await comparison.toggle(others[0]);
  expect(comparison.ticked).toEqual([first]);
});

test('a tick during a comparison ends it, and only the last one counts', async () => {
  const signals: AbortSignal[] = [];
  const comparison = open([first, second, third], (request, onProgress, signal) => {
    signals.push(signal);
    onProgress(1, 2);
    if (signals.length > 1) return answer(request, onProgress, signal);
    return new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
    );
  });
  await comparison.toggle(first);
  const early = comparison.toggle(second);
  expect(comparison.fraction).toBe(0.5);
  await comparison.toggle(third);
  await early;
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect([comparison.rows.length, comparison.failure, comparison.fraction]).toEqual([
    3,
    undefined,
    undefined,
  ]);
});

test('a failure is told, and forgotten with the ticks', async () => {
  const comparison = open([first, second], () => Promise.reject(new Error('the bars are gone')));
  await comparison.toggle(first);
  await comparison.toggle(second);
  expect([comparison.failure, comparison.fraction]).toEqual(['the bars are gone', undefined]);
  comparison.clear();
  expect([comparison.failure, comparison.ticked.length]).toEqual([undefined, 0]);
});

test('ticked models become an ensemble, which is compared with them; else it says why they cannot', async () => {
  const made = makeModel('bars', { id: 'e', name: 'e' });
  const models = [first, second, makeModel('bars', { id: 'f', features: ['ret_5'] })];
  const combined: unknown[] = [];
  const training = {
    choices: { backend: 'cpu' },
    isRunning: false,
    status: { kind: 'idle' } as object,
    combine: (ticked: readonly ModelInfo[]) => {
      combined.push(ticked.map(({ id }) => id));
      models.push(made);
      training.status = { kind: 'done', model: made };
      return Promise.resolve();
    },
  };
  const comparison = new ComparisonState({ library: { models }, training } as never, answer);
  await comparison.toggle(first);
  expect(comparison.combineProblem).toMatch(/2 to 20 members, has 1/);
  await comparison.toggle(models[2]);
  expect(comparison.combineProblem).toBe('a model reads other features.');
  await comparison.combine();
  expect(combined).toEqual([]);
  await comparison.toggle(models[2]);
  await comparison.toggle(second);
  await comparison.combine();
  expect(combined).toEqual([['a', 'b']]);
  expect(comparison.isTicked(made)).toBe(true);
});
