import { describe, expect, it } from 'vitest';
import { defaultTcnSpec } from '../../src/core/models/tcn';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { chooseWorkers, keyRequest, type TrainingRequest } from '../../src/core/training';

const request: TrainingRequest = {
  datasetId: 'bars',
  spec: defaultTcnSpec,
  options: defaultTrainingOptions,
  label: 'direction',
  horizonBars: 10,
  backend: 'auto',
};

describe('chooseWorkers', () => {
  it.each([
    [1, 1],
    [2, 2],
    [4, 4],
    [5, 4],
    [8, 7],
    [9, 8],
    [64, 8],
  ])('suits %i cores with %i workers', (cores, workers) => {
    expect(chooseWorkers('auto', cores)).toBe(workers);
  });

  it.each([undefined, NaN])('takes one where the browser hides its cores (%s)', (cores) => {
    expect(chooseWorkers('auto', cores)).toBe(1);
  });

  it('gives as many as wanted, from 1 to 8', () => {
    expect([0, 1, 3, 8, 20].map((wanted) => chooseWorkers(wanted, 2))).toEqual([1, 1, 3, 8, 8]);
  });
});

describe('keyRequest', () => {
  it('is the same wherever and by however many workers the network is trained', () => {
    expect(keyRequest({ ...request, backend: 'wasm', workers: 2 })).toBe(keyRequest(request));
  });

  it('tells apart requests that train another network', () => {
    const others: TrainingRequest[] = [
      { ...request, datasetId: 'others' },
      { ...request, label: 'other' },
      { ...request, horizonBars: 11 },
      { ...request, spec: { ...defaultTcnSpec, width: 16 } },
      { ...request, spec: { ...defaultTcnSpec, blocks: 2 } },
      { ...request, spec: { ...defaultTcnSpec, dropout: 0.2 } },
      { ...request, options: { ...defaultTrainingOptions, seed: 2 } },
      { ...request, features: ['ret_1'] },
      { ...request, split: { embargoBars: 5 } },
    ];
    const keys = [request, ...others].map(keyRequest);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
