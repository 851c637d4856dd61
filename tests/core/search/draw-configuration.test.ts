import { describe, expect, test } from 'vitest';
import { labels } from '../../../src/core/labels/list';
import { modelKinds } from '../../../src/core/models/list';
import { findSpecProblem } from '../../../src/core/models/spec';
import { drawConfiguration } from '../../../src/core/search/draw-configuration';
import { makeSearch } from './make-search';

const places = [...Array(60).keys()];

describe.each(modelKinds)('configurations of the kind $label', ({ name }) => {
  test('are allowed, differ, and follow from seed and place alone', () => {
    const request = makeSearch({ kinds: [name] });
    const drawn = places.map((at) => drawConfiguration(request, at));
    for (const { spec } of drawn) expect(findSpecProblem(spec)).toBeUndefined();
    expect(new Set(drawn.map((one) => JSON.stringify(one))).size).toBe(places.length);
    expect(drawConfiguration(request, 7)).toEqual(drawn[7]);
    const options = { ...request.options, seed: 2 };
    expect(drawConfiguration({ ...request, options }, 7)).not.toEqual(drawn[7]);
  });
});

test('each kind and each set of features is drawn about as often', () => {
  const kinds = modelKinds.map(({ name }) => name);
  const request = makeSearch({ kinds });
  const drawn = Array.from({ length: 600 }, (_, at) => drawConfiguration(request, at));
  for (const kind of kinds) {
    const share = drawn.filter(({ spec }) => spec.kind === kind).length / drawn.length;
    expect(Math.abs(share - 1 / kinds.length)).toBeLessThan(0.08);
  }
  const nine = drawn.filter(({ featureSet }) => featureSet.label === 'The nine').length;
  expect(Math.abs(nine / 600 - 0.5)).toBeLessThan(0.08);
});

test('numbers lie around their default, on both sides of it', () => {
  const drawn = places.map((at) => drawConfiguration(makeSearch(), at));
  const widths = drawn.map(({ spec }) => Number(spec.width));
  expect([Math.min(...widths), Math.max(...widths)]).toEqual([16, 64]);
  const rates = drawn.map(({ learningRate }) => learningRate);
  expect(Math.min(...rates)).toBeGreaterThanOrEqual(0.00125);
  expect(Math.max(...rates)).toBeLessThanOrEqual(0.02);
  expect(rates.filter((rate) => rate < 0.005).length).toBeGreaterThan(20);
  expect(drawn.every(({ horizonBars }) => horizonBars === 10)).toBe(true);
});

test('horizons are drawn where that is asked for, within the limits of the label', () => {
  const { horizon } = labels[0];
  const request = makeSearch({ variesHorizon: true, horizonBars: horizon.max });
  const drawn = places.map((at) => drawConfiguration(request, at).horizonBars);
  expect(Math.max(...drawn)).toBeLessThanOrEqual(horizon.max);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(horizon.max / 4);
  expect(new Set(drawn).size).toBeGreaterThan(10);
});

test('an unknown kind is refused', () => {
  expect(() => drawConfiguration(makeSearch({ kinds: ['oracle'] }), 0)).toThrow('not known');
});
