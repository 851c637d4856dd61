import { expect, test } from 'vitest';
import { defaultTrainingOptions } from '../../src/core/models/options';
import { defaultTcnSpec } from '../../src/core/models/tcn';
import { findCounterpart, keyStudy, type StudyInfo, type StudyRequest } from '../../src/core/study';
import { makeWalkForward } from './dataset/make-walk-forward';

function makeStudy(change: { readonly isWarm?: boolean }, isFinished = true) {
  const request: StudyRequest = {
    plan: makeWalkForward(change),
    training: {
      datasetId: 'd',
      spec: defaultTcnSpec,
      options: defaultTrainingOptions,
      label: 'direction',
      horizonBars: 10,
      backend: 'wasm',
      workers: 2,
    },
  };
  const times = { startedAt: 0, savedAt: 0 };
  const result = { auc: 0.52, aucCi: [0.51, 0.53] as const };
  const id = keyStudy(request);
  const study = { id, datasetId: 'd', request, ...times, total: 12, parts: [] };
  return { ...study, ...(isFinished && { result }) } as StudyInfo;
}

test('a walk-forward is compared with the finished one over the same blocks that begins the other way', () => {
  const scratch = makeStudy({});
  const warm = makeStudy({ isWarm: true });
  const others = [makeStudy({ isWarm: true }, false), makeStudy({})];
  expect(findCounterpart(scratch, others)).toBeUndefined();
  expect(findCounterpart(scratch, [...others, warm])).toBe(warm);
  expect(findCounterpart(warm, [warm, scratch])).toBe(scratch);
  const elsewhere = {
    ...warm,
    id: keyStudy({
      ...warm.request,
      plan: makeWalkForward({ isWarm: true, trainDays: 31 }),
    } as StudyRequest),
  };
  expect(findCounterpart(scratch, [elsewhere])).toBeUndefined();
});
