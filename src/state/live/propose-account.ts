import type { EpochMs } from '../../core/bars/bars';
import type { ModelInfo } from '../../core/library';
import type { AccountRole, AccountRoles, PaperAccount } from '../../core/trading/paper-account';
import { choose } from '../../core/trading/choice';
import { canAskModel } from '../../core/trading/own-rule/rule-input';
import { needsModel } from '../../core/trading/rules';
import type { TradingSettings } from '../../core/trading/settings';
import { strategies } from '../../core/trading/strategies/list';
import type { Strategy } from '../../core/trading/strategies/strategy';
import type { NoticeState } from '../notices.svelte';
import type { LiveChoices } from './live-choices';
import type { LiveState } from './live.svelte';

/**
 * Returns a new account on `symbol`: the champion of a symbol that has none yet, else a challenger. Without a model it trades by
 * `settings` if these need none, else by the first strategy that needs none.
 */
export function proposeAccount(
  symbol: string,
  model: ModelInfo | undefined,
  settings: TradingSettings,
  others: readonly PaperAccount[],
  now: EpochMs,
): PaperAccount {
  const role = proposeRole(symbol, others);
  const { filter: _, ...rules } = settings;
  const isModelMissing = model === undefined && needsModel(settings);
  const chosen = isModelMissing ? { ...rules, strategy: choose(findRule()) } : settings;
  return {
    id: crypto.randomUUID(),
    name: nameByRole(symbol, role),
    symbol,
    ...(model !== undefined && { modelId: model.id }),
    settings: { ...chosen, fillAt: 'next-open' },
    role,
    isFilledAtBest: false,
    createdAt: now,
  };
}

function findRule(): Strategy {
  const rule = strategies.find((strategy) => strategy.needsModel !== true);
  if (rule === undefined) throw new Error('strategies: each of them needs a model');
  return rule;
}

/** Returns an account without the model that was proposed for it, where its strategy asks none. */
export function dropUnusedModel(account: PaperAccount): PaperAccount {
  const { modelId: _, ...others } = account;
  return canAskModel(account.settings) ? account : others;
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

/** Returns the account whose settings a new challenger gets, of those with a model: the champion of a symbol, else its oldest. */
export function findLeadingAccount(
  symbol: string,
  accounts: readonly PaperAccount[],
): PaperAccount | undefined {
  const own = accounts.filter(
    (account) => account.symbol === symbol && account.modelId !== undefined,
  );
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

  const signal = live.models[symbol];
  const isSignal = signal !== undefined && champions.some((other) => other.modelId === signal);
  // The signal of a champion without a model is its own in any case.
  const isSwitched = isSignal && modelId !== undefined && signal !== modelId;
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
