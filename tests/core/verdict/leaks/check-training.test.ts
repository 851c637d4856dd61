import { expect, test } from 'vitest';
import { type Bars, countBars } from '../../../../src/core/bars/bars';
import { splitBlocks } from '../../../../src/core/dataset/splits';
import { labelDirection } from '../../../../src/core/labels/direction';
import { createRandom } from '../../../../src/core/random';
import { checkTraining, type Learned } from '../../../../src/core/verdict/leaks/check-training';
import { createLeakLog } from '../../../../src/core/verdict/leaks/leak-log';
import { makeBars } from '../../bars/make-bars';

const bars = makeBars(900);
const horizonBars = 10;
const split = splitBlocks(900, { horizonBars });
const { train, validation, test: tested } = split;

type Range = Readonly<Record<'start' | 'end', number>>;

const mean = (values: ArrayLike<number>, { start, end }: Range): number => {
  let sum = 0;
  for (let at = start; at < end; at++) sum += values[at];
  return sum / (end - start);
};

/** A training of two epochs with a single weight, which reads the blocks that it is given. */
function makeTraining({ scale = train.labels, learn = train.labels, stop = validation.labels }) {
  return (of: Bars): Learned => {
    const labels = labelDirection(of, horizonBars);
    const scaler = [mean(of.volume, scale)];
    const rises = mean(labels, learn);
    const scores = [1, 2].map((epoch) => mean(labels, stop) / epoch);
    return {
      scaler,
      trainLoss: [rises, rises / 2],
      choice: scores,
      weights: [rises * scores[0]],
      calibration: [mean(labels, validation.labels)],
    };
  };
}

function check(training: (of: Bars) => Learned) {
  const log = createLeakLog(bars);
  const asking = checkTraining(bars, split, log, createRandom(1));
  const fractions: number[] = [];
  let next = asking.next();
  while (next.done !== true) {
    fractions.push(next.value.fraction);
    expect(countBars(next.value.bars)).toBe(900);
    next = asking.next(training(next.value.bars));
  }
  const { findings, checked } = log.report(0);
  return { found: findings.map(({ name }) => name), findings, checked, fractions };
}

test('a training that keeps to its blocks is the same to the last bit', () => {
  const { found, checked, fractions } = check(makeTraining({}));
  expect(found).toEqual([]);
  expect(checked.stages).toEqual(['scaler', 'training']);
  // All seven numbers with another test block, scaler and losses with another validation block.
  expect(checked.comparisons).toBe(7 + 3);
  expect(fractions).toEqual([0, 1 / 3, 2 / 3]);
});

test.each([
  {
    leak: 'a scaler over all bars',
    blocks: { scale: { start: 0, end: 900 } },
    found: ['scaler by test', 'scaler by validation'],
  },
  {
    leak: 'a scaler over training and validation bars',
    blocks: { scale: { start: 0, end: validation.bars.end } },
    found: ['scaler by validation'],
  },
  {
    leak: 'early stopping on the test block',
    blocks: { stop: tested.labels },
    found: ['choice by test', 'weights by test'],
  },
  {
    leak: 'validation labels that are not purged',
    blocks: { stop: validation.bars },
    found: ['choice by test', 'weights by test'],
  },
  {
    leak: 'training labels that are not purged',
    blocks: { learn: train.bars },
    found: ['trainLoss by validation'],
  },
  {
    leak: 'training on all labels',
    blocks: { learn: { start: 0, end: tested.labels.end } },
    found: ['trainLoss by test', 'weights by test', 'trainLoss by validation'],
  },
])('$leak is found and named', ({ blocks, found }) => {
  const { found: names, findings } = check(makeTraining(blocks));
  expect(names).toEqual(found);
  expect(findings[0].sentence).toMatch(/changed when only bars from its \w+ block on were changed/);
});

test('with another validation block, only epochs that both trainings have are compared', () => {
  const epochs = [0.7, 0.6, 0.5];
  let runs = 0;
  const { found } = check(() => {
    const trainLoss = ++runs === 3 ? epochs.slice(0, 2) : epochs;
    return { scaler: [0], trainLoss, choice: [1], weights: [1], calibration: [1] };
  });
  expect(found).toEqual([]);
});
