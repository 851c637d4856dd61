import { describe, expect, test } from 'vitest';
import { squash } from '../../../src/core/models/calibration';
import { createRandom } from '../../../src/core/random';
import {
  exchangeDays,
  explainBar,
  joinImportance,
  measureImportance,
  measureLookBack,
  type Predicting,
} from '../../../src/core/verdict/attribution';

const features = ['seen', 'ignored', 'old'];
const reach = 6;
const hourMs = 3_600_000;

/** Reads `seen` at the bar itself and `old` three bars before. */
function predict(values: Float32Array): Float32Array {
  return Float32Array.from({ length: values.length / 3 }, (_, row) =>
    row < reach - 1 ? NaN : squash(values[3 * row] - 0.8 * values[3 * (row - 3) + 2]),
  );
}

function run<Result>(task: Predicting<Result>): Result {
  for (let next = task.next(); ;) {
    if (next.done) return next.value;
    next = task.next(predict(next.value.values));
  }
}

/** Sixty days of hours, whose labels follow what the model says. */
function makeInput(seed = 1) {
  const bars = 24 * 60;
  const random = createRandom(seed);
  const values = Float32Array.from({ length: 3 * bars }, () => random.normal());
  const probability = predict(values);
  return {
    features,
    values,
    probability,
    labels: Uint8Array.from(probability, (p) => Number(random.uniform() < p)),
    openTime: Float64Array.from({ length: bars }, (_, bar) => bar * hourMs),
    intervalMs: hourMs,
    range: { start: 0, end: bars },
    reach,
  };
}

describe('permutation importance', () => {
  const found = run(measureImportance(makeInput()));

  test('a feature that the model does not read loses exactly nothing', () => {
    expect(found[1]).toMatchObject({ name: 'ignored', aucDrop: { value: 0 } });
    expect(found[1].logLossRise.value).toBe(0);
  });

  test('those that it reads are found, the stronger first, with intervals above 0', () => {
    const [seen, , old] = found;
    expect(seen.aucDrop.ci[0]).toBeGreaterThan(0);
    expect(old.aucDrop.ci[0]).toBeGreaterThan(0);
    expect(seen.logLossRise.ci[0]).toBeGreaterThan(0);
    expect(seen.aucDrop.value).toBeGreaterThan(old.aucDrop.value);
  });

  test('a feature that is read but says nothing has an interval that contains 0', () => {
    let contains = 0;
    for (let seed = 1; seed <= 20; seed++) {
      const input = makeInput(seed);
      const random = createRandom(100 + seed);
      // The labels follow `old` alone.
      const labels = Uint8Array.from(input.probability, (_, bar) =>
        Number(random.uniform() < squash(-0.8 * input.values[3 * (bar - 3) + 2])),
      );
      const [seen] = run(measureImportance({ ...input, labels }));
      if (seen.aucDrop.ci[0] <= 0) contains++;
    }
    expect(contains).toBeGreaterThanOrEqual(18);
  });
});

describe('importance over the test blocks of a walk-forward', () => {
  const { features: names, ...input } = makeInput();
  const half = input.labels.length / 2;
  const blocks = [
    { start: 0, end: half },
    { start: half, end: 2 * half },
  ];
  /** Each half of the bars by a model of its own, whose logits are `levels` higher. */
  const askBoth = (levels: readonly [number, number]) => {
    const raise = (p: Float32Array, level: number) =>
      p.map((value) => squash(Math.log(value / (1 - value)) + level));
    const join = (parts: readonly Float32Array[]) =>
      Float32Array.from(parts.flatMap((part, at) => [...raise(part, levels[at])]));
    const exchanged = blocks.map((range) =>
      run(exchangeDays({ ...input, features: names, range }, 2)),
    );
    const probability = join(blocks.map(({ start, end }) => input.probability.slice(start, end)));
    const joined = names.map((_, feature) =>
      [0, 1].map((repeat) => join(exchanged.map((found) => found[feature][repeat]))),
    );
    return joinImportance({ ...input, probability, blocks }, names, joined);
  };
  const found = askBoth([0, 0]);

  test('says the same as of one model, over both blocks', () => {
    const [seen, ignored, old] = found;
    expect(seen.aucDrop.ci[0]).toBeGreaterThan(0);
    expect(old.aucDrop.ci[0]).toBeGreaterThan(0);
    expect(seen.aucDrop.value).toBeGreaterThan(old.aucDrop.value);
    expect(ignored).toMatchObject({ aucDrop: { value: 0 }, logLossRise: { value: 0 } });
    expect(found.map(({ foldsLost }) => foldsLost)).toEqual([2, 0, 2]);
    const [alone] = run(measureImportance({ ...input, features: names }));
    expect(seen.aucDrop.value).toBeCloseTo(alone.aucDrop.value, 1);
  });

  test('does not compare the levels of two models', () => {
    const levelled = askBoth([0, 3]);
    levelled.forEach(({ aucDrop, foldsLost }, at) => {
      expect(aucDrop.value).toBeCloseTo(found[at].aucDrop.value, 3);
      expect(foldsLost).toBe(found[at].foldsLost);
    });
    expect(levelled[0].logLossRise.value).not.toBeCloseTo(found[0].logLossRise.value, 3);
  });
});

test('what lies further back than the model may see is lost, and nothing else', () => {
  const found = run(measureLookBack(makeInput(), [1, 3, 4, 5, 6]));
  // Six bars are all that it sees, so that nothing would be hidden.
  expect(found.map(({ name }) => name)).toEqual(['1', '3', '4', '5']);
  const [one, three, four, five] = found.map(({ aucDrop }) => aucDrop);
  expect(one.ci[0]).toBeGreaterThan(0);
  expect(three.value).toBeCloseTo(one.value, 12);
  expect(four.value).toBe(0);
  expect(five.value).toBe(0);
});

test('by hand: of a linear logit each input adds weight times value', () => {
  const input = makeInput();
  const bar = 100;
  const { contributions, probability, sentence } = run(explainBar(input, bar));
  const expected = new Float64Array(3 * reach);
  expected[3 * (reach - 1)] = input.values[3 * bar];
  expected[3 * (reach - 4) + 2] = -0.8 * input.values[3 * (bar - 3) + 2];
  contributions.forEach((value, at) => expect(value).toBeCloseTo(expected[at], 4));
  expect(probability).toBe(input.probability[bar]);
  expect(sentence).toMatch(/seen for a (rise|fall) \(most at this bar\)/);
  expect(sentence).toMatch(/old for a (rise|fall) \(most 3 bars ago\)/);
});

test('a model without a gradient is asked with each input at its mean', () => {
  const input = makeInput();
  const bar = 100;
  const task = explainBar({ ...input, hasGradient: false }, bar);
  // 1 where `seen` of the bar itself is above a limit between its value and 0.
  const limit = input.values[3 * bar] / 2;
  const answer = (values: Float32Array) =>
    Float32Array.from({ length: values.length / 3 }, (_, row) =>
      squash(Number(values[3 * row] > limit)),
    );
  let next = task.next();
  while (next.done !== true) next = task.next(answer(next.value.values));
  const { contributions, method } = next.value;
  expect(method).toBe('occlusion');
  contributions.forEach((value, at) => {
    const expected = at === 3 * (reach - 1) ? Math.sign(input.values[3 * bar]) : 0;
    expect(value).toBeCloseTo(expected, 5);
  });
});

test('a window of many inputs is asked in parts, which give what one would', () => {
  const random = createRandom(4);
  const names = Array.from({ length: 30 }, (_, at) => `f${at}`);
  const size = 40 * names.length;
  const weights = Float64Array.from({ length: size }, () => 0.02 * random.normal());
  const values = Float32Array.from({ length: 50 * names.length }, () => random.normal());
  const task = explainBar({ features: names, values, reach: 40 }, 49);
  let parts = 0;
  let next = task.next();
  while (next.done !== true) {
    const rows = next.value.values;
    parts++;
    expect(rows.byteLength).toBeLessThanOrEqual(4_000_000);
    const answers = new Float32Array(rows.length / names.length).fill(NaN);
    for (let end = size; end <= rows.length; end += size) {
      const window = rows.subarray(end - size, end);
      answers[end / names.length - 1] = squash(
        window.reduce((sum, x, at) => sum + x * weights[at], 0),
      );
    }
    next = task.next(answers);
  }
  expect(parts).toBe(2);
  next.value.contributions.forEach((value, at) => {
    expect(value).toBeCloseTo(values[values.length - size + at] * weights[at], 3);
  });
});

test('a bar without a whole window cannot be explained', () => {
  expect(() => run(explainBar(makeInput(), 3))).toThrow('bar 3 has no window of 6 bars');
});
