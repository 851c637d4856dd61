import { expect, test } from 'vitest';
import { defaultTradingSettings, type TradingSettings } from '../../src/core/trading/settings';
import type { RunComparison } from '../../src/core/verdict/compare-runs';
import type { ModelInfo } from '../../src/core/library';
import { PinsState } from '../../src/state/pins.svelte';
import { makeModel } from '../storage/make-records';
import { makeDatasetInfo } from './make-dataset-info';

type Compare = NonNullable<ConstructorParameters<typeof PinsState>[1]>;

const dataset = makeDatasetInfo();
const model = makeModel(dataset.id, { id: 'a', name: 'A' });

/** Pins of a simulation whose parts a test can replace, by a worker that tells which runs it was asked for. */
function open(compare?: Compare) {
  const asked: (readonly { readonly settings: TradingSettings }[])[] = [];
  const changes: TradingSettings[] = [];
  const simulation = {
    subject: {
      dataset,
      model: model as ModelInfo | undefined,
      studyId: undefined as string | undefined,
      backend: 'cpu' as const,
    },
    settings: defaultTradingSettings as TradingSettings,
    replace: (settings: TradingSettings) => void changes.push(settings),
  };
  const answer: Compare = ({ runs }) => {
    asked.push(runs);
    return Promise.resolve({ days: runs.length } as unknown as RunComparison);
  };
  return { pins: new PinsState(simulation, compare ?? answer), simulation, asked, changes };
}

const withFee = (feeBps: number): TradingSettings => ({ ...defaultTradingSettings, feeBps });

test('up to four different configurations are pinned, named by model and rules', () => {
  const { pins, simulation } = open();
  pins.pin();
  expect(pins.shown.map(({ name }) => name)).toEqual(['Balanced, 11.0 bps a side · A']);
  expect(pins.problem).toBe('It is pinned as Balanced, 11.0 bps a side · A.');
  pins.pin();
  expect(pins.shown.length).toBe(1);
  for (const fee of [1, 2, 3, 4]) {
    simulation.settings = withFee(fee);
    pins.pin();
  }
  expect(pins.shown.map(({ settings }) => settings.feeBps)).toEqual([10, 1, 2, 3]);
  expect(pins.problem).toBe('Remove one of 4 pins first.');
  simulation.settings = { ...defaultTradingSettings, minConfidence: 0.1 };
  pins.remove(pins.shown[3].id);
  pins.pin();
  // The same rules in a few words, so it is told apart by a number.
  expect(pins.shown[3].name).toBe('Balanced, 11.0 bps a side · A (2)');
  expect(new Set(pins.shown.map(({ id }) => id)).size).toBe(4);
});

test('pins are renamed, removed, put in force, and those of other datasets are counted apart', () => {
  const { pins, simulation, changes } = open();
  pins.pin();
  simulation.settings = withFee(1);
  pins.pin();
  const [first, second] = pins.shown;
  pins.rename(second.id, 'cheap');
  pins.remove(first.id);
  expect(pins.shown).toEqual([{ ...second, name: 'cheap' }]);
  pins.use(second);
  expect(changes).toEqual([withFee(1)]);
  simulation.subject = { ...simulation.subject, model: makeModel(dataset.id, { id: 'b' }) };
  expect(pins.canUse(second)).toBe(false);
  simulation.subject = { ...simulation.subject, dataset: { ...dataset, id: 'another' } };
  expect([pins.shown, pins.hidden]).toEqual([[], 1]);
  pins.removeHidden();
  expect(pins.hidden).toBe(0);
});

test('a comparison is of the pins that are shown, and is asked for once; a new name changes nothing', async () => {
  const { pins, simulation, asked } = open();
  await pins.compare();
  expect(asked).toEqual([]);
  pins.pin();
  simulation.settings = withFee(1);
  pins.pin();
  await pins.compare();
  await pins.compare();
  expect(asked.map((runs) => runs.map(({ settings }) => settings.feeBps))).toEqual([[10, 1]]);
  expect(pins.comparison).toEqual({ days: 2 });
  pins.rename(pins.shown[0].id, 'dear');
  expect(pins.comparison).toEqual({ days: 2 });
  expect(pins.referenceAt).toBe(0);
  pins.chooseReference(pins.shown[1].id);
  expect(pins.referenceAt).toBe(1);
  pins.remove(pins.shown[0].id);
  expect([pins.comparison, pins.referenceAt]).toEqual([undefined, 0]);
});

test('a failure is told, and a later comparison ends the one before', async () => {
  const signals: AbortSignal[] = [];
  const { pins, simulation } = open((_, onProgress, signal) => {
    signals.push(signal);
    onProgress(1, 2);
    if (signals.length > 1) return Promise.reject(new Error('the model is gone'));
    return new Promise((__, reject) =>
      signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError'))),
    );
  });
  pins.pin();
  const early = pins.compare();
  expect(pins.fraction).toBe(0.5);
  simulation.settings = withFee(1);
  pins.pin();
  await pins.compare();
  await early;
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  expect([pins.failure, pins.fraction]).toEqual(['the model is gone', undefined]);
});

test('a strategy without a model is pinned by its rules, beside those of models', async () => {
  const { pins, simulation, asked } = open();
  pins.pin();
  simulation.subject.model = undefined;
  pins.pin();
  expect(pins.shown.map(({ name, modelId }) => [name, modelId])).toEqual([
    ['Balanced, 11.0 bps a side · A', 'a'],
    ['Balanced, 11.0 bps a side', undefined],
  ]);
  expect(pins.shown.map((pin) => pins.canUse(pin))).toEqual([false, true]);
  await pins.compare();
  expect(asked[0]).toHaveLength(2);
});

test('a removed pin comes back to its place, and never as a fifth', () => {
  const { pins, simulation } = open();
  for (const fee of [1, 2, 3, 4]) {
    simulation.settings = withFee(fee);
    pins.pin();
  }
  const fees = () => pins.shown.map(({ settings }) => settings.feeBps);
  const undo = pins.remove(pins.shown[1].id);
  expect(fees()).toEqual([1, 3, 4]);
  undo();
  expect(fees()).toEqual([1, 2, 3, 4]);
  const late = pins.remove(pins.shown[0].id);
  simulation.settings = withFee(5);
  pins.pin();
  late();
  expect(fees()).toEqual([2, 3, 4, 5]);
});
