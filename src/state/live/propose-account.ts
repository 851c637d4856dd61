import type { EpochMs } from '../../core/bars/bars';
import type { ModelInfo } from '../../core/library';
import type { AccountRole, PaperAccount } from '../../core/live/paper-account';
import type { TradingSettings } from '../../core/portfolio/settings';

/**
 * Returns a new account for `model` on `symbol`: the champion of a symbol that has none yet, else a
 * challenger.
 */
export function proposeAccount(
  symbol: string,
  model: ModelInfo,
  settings: TradingSettings,
  others: readonly PaperAccount[],
  now: EpochMs,
): PaperAccount {
  const role = proposeRole(symbol, others);
  return {
    id: crypto.randomUUID(),
    name: nameByRole(symbol, role),
    symbol,
    modelId: model.id,
    settings: { ...settings, fillAt: 'next-open' },
    role,
    isFilledAtBest: false,
    createdAt: now,
  };
}

/** Returns a proposed account on another symbol: role and name are proposed anew, a name that was typed stays. */
export function moveProposal(
  account: PaperAccount,
  symbol: string,
  others: readonly PaperAccount[],
): PaperAccount {
  const proposed = (['champion', 'challenger'] as const).map((role) =>
    nameByRole(account.symbol, role),
  );
  const role = proposeRole(symbol, others);
  const name = proposed.includes(account.name) ? nameByRole(symbol, role) : account.name;
  return { ...account, symbol, role, name };
}

function proposeRole(symbol: string, others: readonly PaperAccount[]): AccountRole {
  const hasChampion = others.some((other) => other.symbol === symbol && other.role === 'champion');
  return hasChampion ? 'challenger' : 'champion';
}

function nameByRole(symbol: string, role: AccountRole): string {
  return `${symbol} ${role}`;
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
