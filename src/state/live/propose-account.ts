import type { EpochMs } from '../../core/bars/bars';
import type { ModelInfo } from '../../core/library';
import type { PaperAccount } from '../../core/live/paper-account';
import type { TradingSettings } from '../../core/portfolio/settings';

/**
 * Returns a new account for `model` on `symbol`: the champion of a symbol that has no account yet, else
 * a challenger.
 */
export function proposeAccount(
  symbol: string,
  model: ModelInfo,
  settings: TradingSettings,
  others: readonly PaperAccount[],
  now: EpochMs,
): PaperAccount {
  const hasChampion = others.some((other) => other.symbol === symbol && other.role === 'champion');
  const role = hasChampion ? 'challenger' : 'champion';
  return {
    id: crypto.randomUUID(),
    name: `${symbol} ${role}`,
    symbol,
    modelId: model.id,
    settings: { ...settings, fillAt: 'next-open' },
    role,
    isFilledAtBest: false,
    createdAt: now,
  };
}

/** Returns the account of a model that was trained anew, which trades by the rules of `like` beside it. */
export function proposeChallenger(
  model: ModelInfo,
  like: PaperAccount,
  now: EpochMs,
): PaperAccount {
  const minute = new Date(now).toISOString().slice(0, 16).replace('T', ' ');
  return {
    ...like,
    id: crypto.randomUUID(),
    name: `${like.symbol} retrained ${minute}`,
    modelId: model.id,
    role: 'challenger',
    createdAt: now,
  };
}

/** Returns the account whose rules a new challenger gets: the champion of a symbol, else its oldest. */
export function findLeadingAccount(
  symbol: string,
  accounts: readonly PaperAccount[],
): PaperAccount | undefined {
  const own = accounts.filter((account) => account.symbol === symbol);
  return own.find(({ role }) => role === 'champion') ?? own[0];
}
