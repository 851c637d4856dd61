import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listJobs, parseShard, readExperiment, takeShard } from '../../../src/core/lab/experiment';
import { makeWalkForward } from '../dataset/make-walk-forward';

const walkForward = makeWalkForward();

const content = {
  format: 'tabquant-experiment',
  version: 1,
  seed: 7,
  seeds: 2,
  data: [{ sample: 'noise', seed: 3 }, { file: 'btc.parquet' }],
  models: [{ spec: { kind: 'tcn', width: 8 } }, { spec: { kind: 'logistic' } }],
  studies: [walkForward, { kind: 'shuffled-labels', runs: 5 }],
  searches: [
    { tries: 3, kinds: ['logistic'], featureSets: [{ label: 'One', features: ['ret_1'] }] },
  ],
};

const read = (changes: object = {}) => readExperiment(JSON.stringify({ ...content, ...changes }));

describe('the jobs of an experiment', () => {
  test('are each study of each model, and each try of each search, on each data with each seed', () => {
    const jobs = listJobs(read());
    // Data 2 x seeds 2 x (models 2 x studies 2 + tries 3) = 28.
    expect(jobs).toHaveLength(28);
    const [first] = jobs;
    if (first.kind !== 'study') throw new Error('the first job must be a study');
    expect(first.data).toEqual({ sample: 'noise', seed: 3, bars: 129_600 });
    expect(first.plan).toEqual(walkForward);
    expect(first.training).toMatchObject({
      spec: { kind: 'tcn', width: 8, kernel: 9, blocks: 3 },
      label: 'direction',
      horizonBars: 10,
      options: { seed: 7, maxEpochs: 10, learningRate: 5e-3 },
    });
    const seeds = jobs.map((job) =>
      job.kind === 'study' ? job.training.options.seed : job.search.options.seed,
    );
    expect(seeds.filter((seed) => seed === 8)).toHaveLength(14);
  });

  test('are named once where two parts of the file ask for the same', () => {
    expect(listJobs(read({ studies: [walkForward, walkForward], searches: [] }))).toHaveLength(8);
  });

  test('lie in exactly one of the shards, however many there are', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1 })),
        fc.integer({ min: 1, max: 9 }),
        (keys, total) => {
          const shards = Array.from({ length: total }, (_, at) =>
            takeShard(keys, { index: at + 1, total }),
          );
          expect(shards.flat().sort()).toEqual([...keys].sort());
          const sizes = shards.map(({ length }) => length);
          expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(2);
        },
      ),
    );
  });
});

describe('an experiment is refused by the name of its field', () => {
  test.each([
    [{ format: 'other' }, /^experiment: format: /],
    [{ seed: 1.5 }, /^experiment: seed: must be a whole number/],
    [{ data: [] }, /^experiment: data: /],
    [{ data: [{ path: 'x' }] }, /^experiment: data.0: must be {"file": PATH} or/],
    [{ models: [{ spec: { kind: 'oracle' } }] }, /^experiment: models.0.spec.kind: /],
    // Models of this kind are read from files and run, never trained.
    [{ models: [{ spec: { kind: 'windowed' } }] }, /^experiment: models.0.spec.kind: /],
    [
      { models: [{ spec: { kind: 'tcn', width: 0 } }] },
      /^experiment: models.0.spec: width must be a whole number/,
    ],
    [
      { models: [{ spec: { kind: 'tcn' }, horizonBars: 0 }] },
      /^experiment: models.0: horizonBars must be a whole number from 1 to/,
    ],
    [
      { models: [{ spec: { kind: 'tcn' }, options: { learningRate: 9 } }] },
      /^experiment: models.0: learningRate must be a number/,
    ],
    [
      { models: [{ spec: { kind: 'tcn' }, label: 'luck' }] },
      /^experiment: models.0.label: must be one of direction/,
    ],
    [
      { studies: [{ ...walkForward, trainDays: 'many' }] },
      /^experiment: studies.0.trainDays: must be a finite number/,
    ],
    [{ models: [] }, /models and studies go together/],
    [{ models: [], studies: [], searches: [] }, /must name something to run/],
    [{ sedes: 3 }, /^experiment: sedes: /],
  ])('%j', (changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });

  test('or as no JSON', () => {
    expect(() => readExperiment('{')).toThrow(/^experiment: not JSON/);
  });
});

test('a shard is i/n', () => {
  expect(parseShard('2/4')).toEqual({ index: 2, total: 4 });
  for (const text of ['0/4', '5/4', '1', '1/0', 'a/b', '']) {
    expect(() => parseShard(text)).toThrow('shard must be i/n with i from 1 to n, was ' + text);
  }
});
