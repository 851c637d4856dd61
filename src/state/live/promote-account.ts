import type { AccountRoles, PaperAccount } from '../../core/live/paper-account';
import type { NoticeState } from '../notices.svelte';
import type { LiveChoices } from './live-choices';
import type { LiveState } from './live.svelte';

/**
 * Makes a challenger the champion of its symbol, and the champion a challenger. Where the champion's model
 * gives the symbol its signal, the new champion's does from then on. The notice that follows takes all of
 * it back; a refusal is `live.accounts.failure`.
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

/** Returns the choices that give one symbol a model and leave the others theirs. */
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
