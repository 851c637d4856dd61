import { describe, expect, test } from 'vitest';
import { createRandom, deriveSeed } from '../../../src/core/random';
import { drawConfiguration } from '../../../src/core/search/draw-configuration';
import { findWinner, planNext } from '../../../src/core/search/plan-search';
import { type SearchRequest, type SearchTry, sharesOf } from '../../../src/core/search/search';
import { makeSearch } from './make-search';

/** How good a configuration really is: best at a learning rate of 0.01 and a width of 32. */
function valueOf(request: SearchRequest, at: number): number {
  const { learningRate, spec } = drawConfiguration(request, at);
  return (
    0.55 -
    0.02 * Math.abs(Math.log(learningRate / 0.01)) -
    0.02 * Math.abs(Math.log(Number(spec.width) / 32))
  );
}

/** Runs a search on a made-up objective: its score is noisier, and its training shorter, on fewer bars. */
function runSearch(request: SearchRequest, noise = 0.004, begun: readonly SearchTry[] = []) {
  const shares = sharesOf(request);
  const tries = [...begun];
  for (;;) {
    const seconds = tries.reduce((sum, one) => sum + one.seconds, 0);
    const next = planNext(request, tries, seconds);
    if (next === undefined) return { tries, seconds };
    const { configuration, rung } = next;
    const random = createRandom(deriveSeed(rung, configuration));
    const error = (noise / Math.sqrt(shares[rung])) * random.normal();
    const score = valueOf(request, configuration) + error;
    tries.push({ configuration, rung, score, seconds: 10 * shares[rung] });
  }
}

describe('successive halving', () => {
  const request = makeSearch({ budgetSeconds: 200 });
  const { tries, seconds } = runSearch(request);

  test('finds the planted optimum, and nearer than random search does in the same time', () => {
    let [halving, random] = [0, 0];
    for (let seed = 1; seed <= 12; seed++) {
      const options = { ...request.options, seed };
      const regretOf = (method: SearchRequest['method']): number => {
        const searched = { ...request, options, method };
        const winner = findWinner(runSearch(searched).tries);
        return 0.55 - valueOf(searched, winner?.configuration ?? 0);
      };
      halving += regretOf('halving') / 12;
      random += regretOf('random') / 12;
    }
    expect(halving).toBeLessThan(0.009);
    expect(halving).toBeLessThan(random);
  });

  test('uses its budget and no more', () => {
    expect(seconds).toBeLessThanOrEqual(200 + 1e-9);
    expect(seconds).toBeGreaterThan(185);
  });

  test('tries the best third of a rung on three times the bars', () => {
    const counts = [0, 1, 2].map((rung) => tries.filter((one) => one.rung === rung).length);
    // The last one may be the best of all, which uses up the time.
    for (const rung of [1, 2]) {
      const due = Math.floor(counts[rung - 1] / 3);
      expect(counts[rung]).toBeGreaterThanOrEqual(due - 1);
      expect(counts[rung]).toBeLessThanOrEqual(due + 1);
    }
    expect(counts[2]).toBeGreaterThan(2);
    for (const { configuration, rung } of tries.filter((one) => one.rung > 0)) {
      expect(
        tries.some((one) => one.configuration === configuration && one.rung === rung - 1),
      ).toBe(true);
    }
    const keys = tries.map(({ configuration, rung }) => `${configuration}-${rung}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('that was stopped anywhere goes on as if it had not been', () => {
    for (const at of [1, 5, tries.length - 1]) {
      expect(runSearch(request, 0.004, tries.slice(0, at)).tries).toEqual(tries);
    }
  });

  test('with time for a few tries takes the best of them further', () => {
    const short = runSearch({ ...request, budgetSeconds: 6 });
    expect(short.seconds).toBeLessThanOrEqual(6);
    expect(findWinner(short.tries)?.rung).toBeGreaterThan(0);
  });
});

describe('random search', () => {
  const request = makeSearch({ method: 'random', budgetSeconds: 95 });
  const { tries } = runSearch(request);

  test('tries each configuration once on all bars, and takes the best', () => {
    expect(tries).toHaveLength(9);
    expect(tries.map(({ configuration }) => configuration)).toEqual([...Array(9).keys()]);
    const best = tries.reduce((one, other) => (other.score > one.score ? other : one));
    expect(findWinner(tries)).toBe(best);
  });
});

test('costs are expected by kind: a slow kind no longer fits where a quick one does', () => {
  const request = makeSearch({
    kinds: ['tcn', 'lstm'],
    method: 'random',
    budgetSeconds: 100,
  });
  const kindOf = (at: number) => drawConfiguration(request, at).spec.kind;
  const tries: SearchTry[] = [];
  for (let at = 0; at < 8; at++) {
    tries.push({
      configuration: at,
      rung: 0,
      score: 0.5,
      seconds: kindOf(at) === 'tcn' ? 1 : 20,
    });
  }
  const isQuick = kindOf(8) === 'tcn';
  expect(planNext(request, tries, 95) === undefined).toBe(!isQuick);
  expect(planNext(request, tries, 70)).toEqual({ configuration: 8, rung: 0 });
});

test('what fails is never taken further, and a search of which all fails ends', () => {
  const request = makeSearch();
  const failed = (configuration: number): SearchTry => ({
    ...{ configuration, rung: 0, score: NaN, seconds: 0.1, problem: 'too few bars' },
  });
  const good = { configuration: 3, rung: 0, score: 0.5, seconds: 1 };
  expect(findWinner([failed(0), failed(1)])).toBeUndefined();
  expect(findWinner([failed(0), good])).toBe(good);
  expect(planNext(request, [failed(0), failed(1), failed(2)], 1)?.configuration).toBe(3);
  const many = Array.from({ length: 10 }, (_, at) => failed(at));
  expect(planNext(request, many, 1)).toBeUndefined();
});
