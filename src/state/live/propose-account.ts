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
