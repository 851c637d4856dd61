import type { EpochMs } from '../../core/bars/bars';
import type { ModelInfo } from '../../core/library';
import type { AccountRole, AccountRoles, PaperAccount } from '../../core/trading/paper-account';
import type { TradingSettings } from '../../core/trading/settings';
import type { NoticeState } from '../notices.svelte';
import type { LiveChoices } from './live-choices';
import type { LiveState } from './live.svelte';

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

/** Returns a proposed account for another symbol: with a new role and name, unless the name was typed. */
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

/** Returns a challenger for a retrained model, with the symbol and settings of `like`. */
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

/** Returns the account whose settings a new challenger gets: the champion of a symbol, else its oldest. */
export function findLeadingAccount(
  symbol: string,
  accounts: readonly PaperAccount[],
): PaperAccount | undefined {
  const own = accounts.filter((account) => account.symbol === symbol);
  return own.find(({ role }) => role === 'champion') ?? own[0];
}

/**
 * Makes a challenger the champion of its symbol, and the champion a challenger. If the champion's model gives the
 * symbol its signal, the new champion's model does so from then on. The notice that follows can undo all of it; a
 * refusal is shown as `live.accounts.failure`.
 */
export async function promoteAccount(
  account: PaperAccount,
  live: Pick<LiveState, 'accounts' | 'choices' | 'models' | 'choose'>,
  notices: Pick<NoticeState, 'show'>,
): Promise<void> {
  const { id, name, symbol, modelId } = account;
  const accounts = live.accounts.list?.map((listed) => listed.account) ?? [];
  const champions = accounts.filter(
    (other) => other.symbol === symbol && other.role === 'champion' && other.id !== id,
  );
  const demoted = champions.map((other) => [other.id, 'challenger'] as const);
  const roles: AccountRoles = { ...Object.fromEntries(demoted), [id]: 'champion' };
  const before: AccountRoles = {
    ...Object.fromEntries(champions.map((other) => [other.id, other.role])),
    [id]: account.role,
  };
  if (!(await live.accounts.assignRoles(roles))) return;

  const isSignal = champions.some((other) => other.modelId === live.models[symbol]);
  const isSwitched = isSignal && live.models[symbol] !== modelId;
  const { models, modelForAll, hasModelPerSymbol } = live.choices;
  if (isSwitched) await live.choose(chooseModel(live.choices, symbol, modelId));
  const undo = async (): Promise<void> => {
    if (!(await live.accounts.assignRoles(before))) return;
    if (isSwitched) await live.choose({ models, modelForAll, hasModelPerSymbol });
  };
  notices.show(`${name} is the champion of ${symbol} now.`, {
    label: 'Undo',
    run: () => void undo(),
  });
}

/** Returns the choices that give one symbol a model without changing those of the others. */
export function chooseModel(
  { symbols, models, modelForAll, hasModelPerSymbol }: LiveChoices,
  symbol: string,
  modelId: string,
): Partial<LiveChoices> {
  if (hasModelPerSymbol) return { models: { ...models, [symbol]: modelId } };
  if (symbols.length === 1) return { modelForAll: modelId };
  const shared = Object.fromEntries(symbols.map((other) => [other, modelForAll]));
  return { hasModelPerSymbol: true, models: { ...shared, [symbol]: modelId } };
}
