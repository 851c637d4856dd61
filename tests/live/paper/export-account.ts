import { createRandom } from '../../../src/core/random';
import type {
  AccountJournal,
  JournaledBar,
  PaperAccount,
} from '../../../src/core/trading/paper-account';
import { configureAccount, openPaperAccount } from '../../../src/live/paper/account';
import { tradeBar } from '../../../src/live/paper/trading';
import type { Trade } from '../../../src/core/trading/positions';
import { exitsAfter, plainSettings, thresholdsAt } from '../../core/trading/engine-scenario';
import { makeWalk, minuteMs } from '../walk';

export interface TradedAccountOptions {
  readonly bars: number;
  readonly seed?: number;
  readonly gapsBefore?: readonly number[];
  readonly change?: Partial<PaperAccount>;
}

/** An account that has traded random opinions of a random walk, with other fees from half way on. */
export function tradeAccount(options: TradedAccountOptions): AccountJournal {
  const { bars, seed = 1, gapsBefore, change } = options;
  const random = createRandom(seed);
  const settings = { ...plainSettings, strategy: thresholdsAt(0.6, 0.4), exits: exitsAfter(4) };
  const account: PaperAccount = {
    id: 'a',
    name: 'Champion',
    symbol: 'BTCUSDT',
    modelId: 'm1',
    settings,
    role: 'champion',
    isFilledAtBest: false,
    createdAt: 0,
    ...change,
  };
  let state = openPaperAccount(account, minuteMs);
  const trades: Trade[] = [];
  const equity: JournaledBar[] = [];
  for (const [index, bar] of makeWalk(bars, seed, gapsBefore).entries()) {
    if (index === bars >> 1) {
      state = configureAccount(state, { ...account.settings, feeBps: 7, capital: 5000 });
    }
    const step = tradeBar(state, bar, { probability: random.uniform() });
    if (step === undefined) continue;
    state = step.state;
    trades.push(...step.trades);
    equity.push(step.bar);
  }
  return { state, trades, equity };
}
