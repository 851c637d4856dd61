import { createHash } from 'node:crypto';
import { createRandom } from '../../../src/core/random';
import { type NewTrial, textOfTrial, type Trial } from '../../../src/core/verdict/ledger';

export function makeTrial(change: Partial<NewTrial> = {}): NewTrial {
  return {
    at: 1000,
    kind: 'simulated',
    name: 'a model',
    datasetId: 'bars-1',
    series: 'BTCUSDT',
    key: '{"seed":1}',
    from: 0,
    to: 3 * 86_400_000,
    days: [0, 1, 2],
    returns: [0.01, -0.02, 0.005],
    daysPerYear: 365,
    ...change,
  };
}

/** Trials with these daily returns from day 0 on, each of another configuration. */
export function makeTrialsOf(returns: readonly (readonly number[])[]): readonly NewTrial[] {
  return returns.map((daily, at) =>
    makeTrial({ key: `{"seed":${at}}`, returns: daily, days: daily.map((_, day) => day) }),
  );
}

/** `count` series of normal returns without mean, `days` long; each pair has this correlation. */
export function makeNoise(
  seed: number,
  count: number,
  days: number,
  correlation = 0,
): readonly (readonly number[])[] {
  const { normal } = createRandom(seed);
  const common = Array.from({ length: days }, normal);
  const [own, shared] = [Math.sqrt(1 - correlation), Math.sqrt(correlation)];
  return Array.from({ length: count }, () =>
    common.map((value) => 0.01 * (shared * value + own * normal())),
  );
}

export function hashTrial(trial: Parameters<typeof textOfTrial>[0]): string {
  return createHash('sha256').update(textOfTrial(trial)).digest('hex');
}

/** The trials as entries of a ledger. */
export function chainTrials(trials: readonly NewTrial[]): readonly Trial[] {
  let previous = '';
  return trials.map((trial, at) => {
    const link = { ...trial, number: at + 1, previous };
    previous = hashTrial(link);
    return { ...link, hash: previous };
  });
}
