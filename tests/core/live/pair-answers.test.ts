import { expect, test } from 'vitest';
import { pairAnswers } from '../../../src/core/live/pair-answers';

const make = (
  time: readonly number[],
  close: readonly number[],
  probability: readonly number[],
) => ({
  time: Float64Array.from(time),
  close: Float64Array.from(close),
  probability: Float64Array.from(probability),
});
const options = { intervalMs: 10, horizonBars: 2, liveFrom: 0 };
const champion = make([0, 10, 20, 30, 40], [5, 6, 7, 6, 7], [0.1, 0.2, 0.3, 0.4, 0.5]);
const challenger = make([10, 20, 30, 40], [6, 7, 6, 7], [0.6, 0.7, 0.8, 0.9]);

test('only bars that both traded count, each with what came of it a horizon later', () => {
  expect(pairAnswers(champion, challenger, options)).toEqual({
    // 6 to 6, and 7 to 7: no rise.
    labels: Uint8Array.of(0, 0),
    champion: Float64Array.of(0.2, 0.3),
    challenger: Float64Array.of(0.6, 0.7),
  });
  const [label] = pairAnswers(champion, champion, options).labels;
  expect(label).toBe(1);
});

test('no label crosses a gap, and none is made of a close or an answer that the journal lacks', () => {
  const gapped = make([0, 10, 30, 40, 50], [5, 6, 7, 8, 9], [0.1, 0.2, 0.3, 0.4, 0.5]);
  expect([...pairAnswers(gapped, gapped, options).champion]).toEqual([0.3]);
  const old = make([0, 10, 20, 30, 40], [NaN, NaN, 7, 6, 7], [NaN, NaN, 0.3, 0.4, 0.5]);
  expect([...pairAnswers(old, champion, options).champion]).toEqual([0.3]);
  expect([...pairAnswers(champion, old, options).challenger]).toEqual([0.3]);
});

test('bars before a time are left out', () => {
  const { labels } = pairAnswers(champion, champion, { ...options, liveFrom: 20 });
  expect(labels).toHaveLength(1);
});
