import type { PaperAccount } from '../../../src/core/trading/paper-account';
import type { LiveModel } from '../../../src/live/ports';
import { defaultNames as features, makeWeights } from '../walk';
import { exitsAfter, plainSettings, thresholdsAt } from '../../core/trading/engine-scenario';
import { makeModel } from '../../storage/make-records';

const spec = { kind: 'tcn' as const, width: 4, kernel: 3, blocks: 2, dropout: 0 };
const scaler = { mean: features.map(() => 0), deviation: features.map(() => 0.01) };

/** A small network with random weights, as good as untrained. */
export function makeLiveModel(id: string, seed: number): LiveModel {
  const horizonBars = 10;
  const weights = makeWeights(spec, features.length, seed);
  const info = makeModel('bars', { id, name: id, spec, features, scaler, horizonBars });
  const reference = {
    test: info.test,
    horizonBars,
    features: features.map(() => undefined),
    probability: undefined,
  };
  return {
    info,
    network: { id, spec, features, scaler, calibration: { temperature: 0.9, bias: 0.01 }, weights },
    loadStandard: () => Promise.resolve({ reference, ownBars: undefined, liveFrom: 0 }),
  };
}

/** An account that trades often. */
export function makeLiveAccount(changes: Partial<PaperAccount> = {}): PaperAccount {
  return {
    id: 'champion',
    name: 'Champion',
    symbol: 'BTCUSDT',
    modelId: 'm1',
    settings: {
      ...plainSettings,
      strategy: thresholdsAt(0.505, 0.495),
      exits: exitsAfter(4),
      feeBps: 10,
      slippageBps: 1,
    },
    role: 'champion',
    isFilledAtBest: false,
    createdAt: 0,
    ...changes,
  };
}
